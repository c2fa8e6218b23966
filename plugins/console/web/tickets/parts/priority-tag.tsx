import { Tag } from 'antd'
import type { Ticket } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'

const COLORS: Readonly<Record<Ticket['priority'], string>> = { low: 'default', normal: 'default', high: 'warning', urgent: 'error' }

/** The priority of a ticket; nothing where it is the usual one. */
export function PriorityTag ({ priority }: { priority: Ticket['priority'] }) {
  const { priorities } = useWords(words)
  return priority !== 'normal' && <Tag className='ticket-tag' color={COLORS[priority]}>{priorities[priority]}</Tag>
}
