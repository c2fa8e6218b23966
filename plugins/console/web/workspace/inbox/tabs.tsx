import { Tabs } from 'antd'
import { useCounts } from '../../shell/counts.js'
import { useWords } from '../../words/language.js'
import { VIEWS, type View } from '../../live/index.js'
import { useCommand } from '../keyboard/commands.js'
import type { Place } from '../place.js'
import { words } from '../words.js'

/** The hub counts to here. */
const MOST = 1000

/** The tabs of the inbox with how many conversations each has. */
export function ViewTabs ({ place }: { place: Place }) {
  const { inbox } = useWords(words)
  const { data: counts } = useCounts()
  const go = (view: View): void => { place.go(view, place.filters) }
  useCommand('go-mine', () => { go('mine') })
  useCommand('go-unassigned', () => { go('unassigned') })
  useCommand('go-all', () => { go('all') })
  useCommand('go-closed', () => { go('closed') })
  return (
    <Tabs
      className='inbox-tabs'
      size='small'
      tabBarGutter={14}
      activeKey={place.view}
      onChange={(key) => { go(key as View) }}
      aria-label={inbox.viewsLabel}
      items={VIEWS.map((view) => {
        const count = view === 'closed' ? undefined : counts?.[view]
        return {
          key: view,
          label: <>{inbox.views[view]}{count !== undefined && count > 0 && <span className='inbox-count'>{count >= MOST ? `${MOST - 1}+` : count}</span>}</>
        }
      })}
    />
  )
}
