import { useState } from 'react'
import { Drawer } from 'antd'
import { useIsNarrow } from '../shell/narrow.js'
import { NewTicketProvider } from '../tickets/new-ticket.js'
import { useWords } from '../words/language.js'
import { AwayBar } from './away-bar.js'
import { useColors } from './colors.js'
import { ContextPanel } from './context/context-panel.js'
import { ConversationPane } from './conversation/conversation-pane.js'
import { Inbox } from './inbox/inbox.js'
import { CommandProvider, useCommand } from './keyboard/commands.js'
import { useShortcuts } from './keyboard/shortcuts.js'
import { usePlace } from './place.js'
import { useHasRoom } from './room.js'
import { words } from './words.js'
import './workspace.css'

const STORAGE_KEY = 'kefuhub.context'

/** Where agents work: the inbox, the conversation that is open, and what is known of the customer. One pane at a time where it is narrow. */
export function Workspace () {
  return <CommandProvider><NewTicketProvider><Panes /></NewTicketProvider></CommandProvider>
}

function Panes () {
  const { inbox, conversation: own } = useWords(words)
  const place = usePlace()
  const isNarrow = useIsNarrow()
  const hasRoom = useHasRoom()
  const colors = useColors()
  const [isPinned, setPinned] = useState(() => localStorage.getItem(STORAGE_KEY) !== 'closed')
  const [isDrawn, setDrawn] = useState(false)
  useShortcuts()
  useCommand('leave', place.conversation === undefined ? undefined : () => { place.open(undefined) })

  const { conversation: id } = place
  const toggleContext = (): void => {
    if (!hasRoom) {
      setDrawn(!isDrawn)
      return
    }
    localStorage.setItem(STORAGE_KEY, isPinned ? 'closed' : 'open')
    setPinned(!isPinned)
  }
  return (
    <div className='workspace' style={colors}>
      <h1 className='hidden-text'>{inbox.pane}</h1>
      <AwayBar />
      <div className='workspace-panes'>
        {(!isNarrow || id === undefined) && <Inbox place={place} />}
        {id !== undefined && (
          <ConversationPane
            key={id}
            id={id}
            isContextOpen={hasRoom ? isPinned : isDrawn}
            onToggleContext={toggleContext}
            onBack={() => { place.open(undefined) }}
          />
        )}
        {id === undefined && !isNarrow && <div className='conversation conversation-none'><p>{own.none}</p></div>}
        {id !== undefined && hasRoom && isPinned && <ContextPanel key={`context ${id}`} id={id} search={place.search} onClose={toggleContext} />}
        {id !== undefined && !hasRoom && (
          <Drawer open={isDrawn} onClose={() => { setDrawn(false) }} closable={false} size={isNarrow ? '100%' : 320} styles={{ body: { padding: 0 } }} destroyOnHidden>
            <div className='workspace-drawn' style={colors}>
              <ContextPanel key={id} id={id} search={place.search} onClose={() => { setDrawn(false) }} />
            </div>
          </Drawer>
        )}
      </div>
    </div>
  )
}
