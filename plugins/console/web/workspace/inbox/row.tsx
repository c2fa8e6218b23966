import { memo } from 'react'
import { Link } from 'react-router'
import { Tag } from 'antd'
import type { Conversation } from '../../api/types.js'
import { useMe } from '../../shell/session.js'
import { common } from '../../words/common.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { toPath } from '../address.js'
import { useHasDraft } from '../composer/draft.js'
import { useAgentName, useChannelName } from '../names.js'
import { words } from '../words.js'
import { Initials } from './initials.js'
import { Waiting } from './waiting.js'

interface Props {
  conversation: Conversation
  isOpen: boolean
  search: string
  onFocus: (id: string) => void
}

/** One conversation in the list. */
export const Row = memo(function Row ({ conversation, isOpen, search, onFocus }: Props) {
  const own = useWords(words)
  const { media } = useWords(common)
  const me = useMe()
  const channelName = useChannelName()
  const agentName = useAgentName()
  const hasDraft = useHasDraft(me.id, conversation.id) && !isOpen
  const { id, contactName, channel, last, lastMessageAt, unread, waitingSince, assignee, tags, state } = conversation
  return (
    <Link
      to={{ pathname: toPath(id), search }}
      className={`inbox-row${isOpen ? ' inbox-row-open' : ''}${unread ? ' inbox-row-unread' : ''}`}
      data-conversation={id}
      aria-current={isOpen ? 'page' : undefined}
      onFocus={() => { onFocus(id) }}
    >
      <span className='inbox-line'>
        {unread && <span className='inbox-dot' role='img' aria-label={own.inbox.unread} />}
        <span className='inbox-name'>{contactName}</span>
        <span className='inbox-time'><Ago at={lastMessageAt} /></span>
      </span>
      <span className='inbox-line inbox-last'>
        {hasDraft && <span className='inbox-draft'>{own.inbox.draft} </span>}
        {last !== undefined && <>{own.from[last.from]}: {last.text === '' ? media[last.type] : last.text}</>}
      </span>
      <span className='inbox-line'>
        <span className='inbox-channel'>{channelName(channel)}</span>
        {state === 'bot' && <span className='inbox-state'>{own.states.bot}</span>}
        {tags.slice(0, 2).map((tag) => <Tag key={tag} className='inbox-tag'>{tag}</Tag>)}
        {tags.length > 2 && <span className='inbox-state' title={tags.slice(2).join(', ')}>+{tags.length - 2}</span>}
        <span className='inbox-gap' />
        {waitingSince !== undefined && state !== 'closed' && <Waiting since={waitingSince} />}
        {assignee !== undefined && <Initials name={agentName(assignee)} isMe={assignee === me.id} />}
      </span>
    </Link>
  )
})
