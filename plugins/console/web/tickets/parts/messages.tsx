import { Link } from 'react-router'
import { useQueries } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import type { Message, TicketDetail } from '../../api/types.js'
import { common } from '../../words/common.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { toPath } from '../../workspace/address.js'
import { textOf } from '../../workspace/inbox/text-of.js'
import { words as workspace } from '../../workspace/words.js'
import { words } from '../words.js'

/** Messages that are shown in full; the rest stands in the conversation. */
const MAX_SHOWN = 10

/** The messages that belong to a ticket. */
export function Messages ({ ticket: { messages, conversation } }: { ticket: TicketDetail }) {
  const own = useWords(words)
  const { from } = useWords(workspace)
  const { media } = useWords(common)
  const found = useQueries({
    queries: messages.slice(0, MAX_SHOWN).map((id) => ({
      queryKey: ['message', id],
      queryFn: async () => await api.get<Message>(`/messages/${encodeURIComponent(id)}`),
      staleTime: Infinity
    }))
  })
  if (messages.length === 0) return null
  return (
    <section className='ticket-part'>
      <h3>{own.messages}</h3>
      <ul className='ticket-messages'>
        {found.map(({ data }) => data !== undefined && (
          <li key={data.id}>
            <span className='context-small'>{from[data.direction === 'in' ? 'customer' : data.author?.kind ?? 'agent']} · <Ago at={data.at} /></span>
            <div>{textOf(data.content) || media[data.content.type]}</div>
          </li>
        ))}
      </ul>
      {messages.length > MAX_SHOWN && conversation !== undefined && <Link to={toPath(conversation)}>{own.messagesMore(messages.length - MAX_SHOWN)}</Link>}
    </section>
  )
}
