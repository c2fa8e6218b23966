import { BellOutlined } from '@ant-design/icons'
import type { TicketDetail, TicketType } from '../../api/types.js'
import { Ago, useDates } from '../../words/dates.js'
import { useLocalized, useWords } from '../../words/language.js'
import { named } from '../../workspace/named.js'
import { useAgentName, useGroupName } from '../../workspace/names.js'
import { toStepText, type Step, type StepNames } from '../step-text.js'
import { words } from '../words.js'
import { ActorName } from './actor-name.js'

/** What happened to a ticket, the latest first; folded in until somebody asks. */
export function History ({ ticket: { history }, type }: { ticket: TicketDetail, type: TicketType | undefined }) {
  const own = useWords(words)
  const names = useStepNames(type)
  const telling = new Set(type?.statuses.filter(({ tellsCustomer }) => tellsCustomer).map(({ id }) => id))
  const tells = ({ changes }: Step): boolean => changes.some(({ part, to }) => part === 'status' && to !== undefined && telling.has(to))
  return (
    <details className='ticket-part ticket-history'>
      <summary>{own.historyCount(history.length)}</summary>
      <ol>
        {[...history].reverse().map((step, index) => (
          <li key={`${step.at} ${index}`}>
            <ActorName actor={step.by} /> {toStepText(step, own.steps, names)}
            {tells(step) && <span className='ticket-tells'> <BellOutlined aria-hidden /> {own.tellsAbout}</span>}
            <div className='context-small'><Ago at={step.at} /></div>
          </li>
        ))}
      </ol>
    </details>
  )
}

function useStepNames (type: TicketType | undefined): StepNames {
  const { parts, priorities } = useWords(words)
  const localized = useLocalized()
  const agentName = useAgentName()
  const groupName = useGroupName()
  const { full } = useDates()
  const statusName = (id: string): string => {
    const title = type?.statuses.find((status) => status.id === id)?.title
    return title === undefined ? id : localized(title)
  }
  return {
    part: (part) => named(parts, part) ?? part,
    value (part, value) {
      switch (part) {
        case 'status': return statusName(value)
        case 'priority': return named(priorities, value) ?? value
        case 'assignee': return agentName(value)
        case 'group': return groupName(value)
        case 'dueAt': return full(value)
        case 'subject': return value
        default: return undefined
      }
    }
  }
}
