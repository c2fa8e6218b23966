import type { Conversation } from '../../api/types.js'
import { useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { named } from '../named.js'
import { useAgentName, useChannelName, useGroupName } from '../names.js'
import { words } from '../words.js'
import { Facts, Section } from './section.js'

/** Facts of the conversation itself. */
export function DetailsSection ({ conversation }: { conversation: Conversation }) {
  const { context: own, states, conversation: general } = useWords(words)
  const { full } = useDates()
  const channelName = useChannelName()
  const agentName = useAgentName()
  const groupName = useGroupName()
  const { id, channel, state, assignee, group, startedAt, closedAt, handOverReason } = conversation
  return (
    <Section title={own.details}>
      <Facts
        facts={[
          [own.channel, channelName(channel)],
          [own.state, states[state]],
          [own.assignee, assignee === undefined ? general.nobody : agentName(assignee)],
          [own.group, group === undefined ? undefined : groupName(group)],
          [own.handOver, handOverReason === undefined ? undefined : named(own.handOvers, handOverReason) ?? handOverReason],
          [own.started, full(startedAt)],
          [own.closed, closedAt === undefined ? undefined : full(closedAt)],
          [own.id, <span key='id' className='context-id'>{id}</span>]
        ]}
      />
    </Section>
  )
}
