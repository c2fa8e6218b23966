import { Suspense, useState } from 'react'
import { Drawer } from 'antd'
import { later } from '../shell/later.js'
import { Loading } from '../shell/loading.js'
import { useIsNarrow } from '../shell/narrow.js'
import { useWords } from '../words/language.js'
import { useColors } from '../workspace/colors.js'
import { words } from './words.js'

const TicketView = later(async () => (await import('./ticket-view.js')).TicketView)
/** In pixels. */
const WIDTH = 880

/** A ticket over the screen from which it was opened. @param ticket absent: closed */
export function TicketDrawer ({ ticket, onClose }: { ticket: string | undefined, onClose: () => void }) {
  const own = useWords(words)
  const isNarrow = useIsNarrow()
  const colors = useColors()
  // While it closes it still shows what it showed.
  const [shown, setShown] = useState(ticket)
  if (ticket !== undefined && ticket !== shown) setShown(ticket)
  return (
    <Drawer
      open={ticket !== undefined}
      onClose={onClose}
      title={own.title}
      size={isNarrow ? '100%' : WIDTH}
      styles={{ body: { padding: 0 } }}
      destroyOnHidden
    >
      <div className='ticket-drawn' style={colors}>
        {shown !== undefined && <Suspense fallback={<Loading />}><TicketView key={shown} id={shown} /></Suspense>}
      </div>
    </Drawer>
  )
}
