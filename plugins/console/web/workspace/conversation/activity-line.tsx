import { memo } from 'react'
import type { Activity } from '../../api/types.js'
import { useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { useAgentName, useGroupName } from '../names.js'
import { words } from '../words.js'
import { LinkedText } from './content/linked-text.js'

/** A note, or what an agent did, among the messages. */
export const ActivityLine = memo(function ActivityLine ({ activity }: { activity: Activity }) {
  const { activity: own } = useWords(words)
  const { clock, full } = useDates()
  const agentName = useAgentName()
  const groupName = useGroupName()
  const { id, kind, at, byName: by, text, agent, group } = activity
  const time = <time dateTime={at} title={full(at)}>{clock(at)}</time>
  if (kind === 'note') {
    return (
      <div className='log-note' data-line={id}>
        <div className='log-note-head'>{own.note} · {by} {time}</div>
        <LinkedText text={text ?? ''} />
      </div>
    )
  }
  const to = agent !== undefined ? agentName(agent) : group !== undefined ? groupName(group) : own.somebody
  const sentence = kind === 'assigned' || kind === 'transferred' ? own[kind](by, to) : own[kind](by)
  return (
    <div className='log-system' data-line={id}>
      {sentence} {time}
      {text !== undefined && text !== '' && <div className='log-note'><LinkedText text={text} /></div>}
    </div>
  )
})
