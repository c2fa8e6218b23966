import type { FieldValue, LocalizedText, TicketState } from '@kefuhub/contract'
import { TICKET_STATES } from '@kefuhub/contract'
import type { TicketSide } from './systems.js'

/** A type of ticket as the API lists it. */
export interface TicketTypeView {
  id: string
  title: LocalizedText
  fields: Array<{ name: string, type: 'text' | 'number' | 'boolean' | 'date' | 'choice', required: boolean, choices?: string[] }>
  statuses: Array<{ id: string, title: LocalizedText, state: TicketState, tellsCustomer: boolean, next?: string[] }>
}

/** Which ticket is made for a target, and where it is moved there. */
export interface TicketPlan {
  type: TicketTypeView
  fields: Record<string, FieldValue>
  /** The status at which it goes to the target, where it does not go at once. */
  goesAt?: string
  /** The state to which somebody there moves it. */
  state: TicketState
  /** Whether the customer is to be told of that. */
  isTold: boolean
}

const SAMPLES: Readonly<Record<Exclude<TicketTypeView['fields'][number]['type'], 'choice'>, FieldValue>> = { text: '验收 acceptance', number: 1, boolean: true, date: '2026-01-01' }

/** Plans a ticket for a target: of a type that goes there, and best one of whose progress customers are told. */
export function planTicket (types: readonly TicketTypeView[], { types: wanted, from }: Pick<TicketSide, 'types' | 'from'>): TicketPlan | undefined {
  const plans = types.filter(({ id }) => wanted === undefined || wanted.includes(id)).flatMap((type) => {
    const goesAt = from === undefined || from.includes(type.statuses[0]?.id ?? '') ? undefined : type.statuses.find(({ id }) => from.includes(id))
    if (from !== undefined && goesAt === undefined && !from.includes(type.statuses[0]?.id ?? '')) return []
    const present = goesAt ?? type.statuses[0]
    return TICKET_STATES.flatMap((state): TicketPlan[] => {
      // The hub takes the first status of the state that the target tells.
      const next = type.statuses.find((status) => status.state === state)
      if (next === undefined || present === undefined || next.state === present.state) return []
      return [{ type, fields: fillFields(type), ...(goesAt !== undefined && { goesAt: goesAt.id }), state, isTold: next.tellsCustomer }]
    })
  })
  return plans.find(({ isTold }) => isTold) ?? plans[0]
}

function fillFields ({ fields }: TicketTypeView): Record<string, FieldValue> {
  return Object.fromEntries(fields.filter(({ required }) => required).map(({ name, type, choices = [] }) => [name, type === 'choice' ? choices[0] ?? '' : SAMPLES[type]]))
}
