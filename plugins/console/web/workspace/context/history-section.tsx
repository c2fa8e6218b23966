import { Link } from 'react-router'
import type { Conversation } from '../../api/types.js'
import { Ago } from '../../words/dates.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { toPath } from '../address.js'
import { useChannelName } from '../names.js'
import { words } from '../words.js'
import { Section } from './section.js'

/** The conversations of the customer over all channels. */
export function HistorySection ({ conversations, current, search }: { conversations: readonly Conversation[], current: string, search: string }) {
  const { context: own, states } = useWords(words)
  const { media } = useWords(common)
  const channelName = useChannelName()
  const others = conversations.filter(({ id }) => id !== current)
  if (others.length === 0) return null
  return (
    <Section title={own.history}>
      <ul className='context-list'>
        {others.map(({ id, channel, state, last, lastMessageAt }) => (
          <li key={id}>
            <Link className='context-link' to={{ pathname: toPath(id), search }}>
              <span className='context-cut'>{last === undefined || last.text === '' ? media[last?.type ?? 'event'] : last.text}</span>
              <span className='context-small'>{channelName(channel)} · {states[state]} · <Ago at={lastMessageAt} /></span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
