import { useEffect } from 'react'
import type { Conversation } from '../../api/types.js'
import { useLive } from '../../live/index.js'
import { Failed } from '../../shell/failed.js'
import { Loading } from '../../shell/loading.js'
import { useWords } from '../../words/language.js'
import { useAttachments } from '../composer/attachments.js'
import { Composer } from '../composer/composer.js'
import { useConversation } from '../queries.js'
import { words } from '../words.js'
import { useFileDrop } from './file-drop.js'
import { Header } from './header.js'
import { Log } from './log.js'
import { useMarkRead } from './mark-read.js'
import './conversation.css'

interface Props {
  id: string
  isContextOpen: boolean
  onToggleContext: () => void
  onBack: () => void
}

/** The middle pane: one conversation. */
export function ConversationPane ({ id, ...others }: Props) {
  const own = useWords(words).conversation
  const { watch } = useLive()
  const { data: conversation, error, refetch } = useConversation(id)
  useEffect(() => {
    watch(id)
    return () => { watch(null) }
  }, [watch, id])
  useMarkRead(conversation)
  return (
    <section className='conversation' aria-label={conversation === undefined ? own.pane : `${own.pane}: ${conversation.contactName}`}>
      {conversation !== undefined
        ? <Opened conversation={conversation} {...others} />
        : error === null ? <Loading /> : <Failed error={error} onRetry={() => { refetch() }} />}
    </section>
  )
}

function Opened ({ conversation, ...others }: Omit<Props, 'id'> & { conversation: Conversation }) {
  const { composer } = useWords(words)
  const attachments = useAttachments(conversation.channel)
  const [target, isOver] = useFileDrop(conversation.state === 'closed' ? undefined : attachments.add)
  return (
    <div className='conversation-opened' {...target}>
      <Header conversation={conversation} {...others} />
      <Log conversation={conversation} />
      <Composer conversation={conversation} attachments={attachments} />
      {isOver && <div className='conversation-drop'>{composer.drop}</div>}
    </div>
  )
}
