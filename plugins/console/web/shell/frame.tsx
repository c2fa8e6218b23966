import { Outlet } from 'react-router'
import { LiveProvider } from '../live/index.js'
import { useNotices } from '../notify/notices.js'
import { useTitle } from '../notify/title.js'
import { useAlertNews } from './alerts.js'
import { HelpProvider } from './help.js'
import { useIsNarrow } from './narrow.js'
import { useOwnNews } from './own-news.js'
import { Rail } from './rail.js'
import { useMe } from './session.js'
import './frame.css'

/** What stands around every screen behind the sign-in, and what goes on behind all of them. */
export function Frame () {
  const { id } = useMe()
  return (
    <LiveProvider me={id}>
      <HelpProvider>
        <Panes id={id} />
      </HelpProvider>
    </LiveProvider>
  )
}

/** A rail at the left, or a bar at the bottom where it is narrow, and the screen. */
function Panes ({ id }: { id: string }) {
  const isNarrow = useIsNarrow()
  useOwnNews(id)
  useAlertNews()
  useTitle()
  useNotices()
  return (
    <div className={isNarrow ? 'frame frame-narrow' : 'frame'}>
      <Rail isNarrow={isNarrow} />
      <main className='frame-content'>
        <Outlet />
      </main>
    </div>
  )
}
