import type { FieldValue, LocalizedText, TicketState } from '@kefuhub/contract'
import { TICKET_STATES } from '@kefuhub/contract'
import type { TicketSide } from './systems.js'

/** A type of ticket as the API lists it. */
export interface TicketTypeView {
  id: string
  title: LocalizedText
  fields: Array<{ name: string, type: 'text' | 'number' | 'boolean' | 'date' | 'choice', required: boolean, choices?: string[] }>
  statuses: Array<{ id: string, title: LocalizedText, state: TicketState, tellsCustomer: boolean, templates: string[], next?: string[] }>
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

/** A ticket whose progress is told while the window of a channel is closed. */
export interface WordPlan {
  type: TicketTypeView
  fields: Record<string, FieldValue>
  /** The statuses that it gets one after the other, as they may follow; the customer is to be told of the last. */
  way: Array<TicketTypeView['statuses'][number]>
  /** Whether the channel has a template for that. */
  hasTemplate: boolean
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

/** Plans a ticket of whose progress customers are told: best by a template of the channel, and in the fewest steps. */
export function planWord (types: readonly TicketTypeView[], channel: string): WordPlan | undefined {
  const plans = types.flatMap((type) => waysOf(type).flatMap((way): WordPlan[] => {
    const { tellsCustomer = false, templates = [] } = way.at(-1) ?? {}
    return tellsCustomer ? [{ type, fields: fillFields(type), way, hasTemplate: templates.includes(channel) }] : []
  }))
  return plans.sort((one, other) => Number(other.hasTemplate) - Number(one.hasTemplate) || one.way.length - other.way.length)[0]
}

/** The shortest way to each status that a ticket may get, beginning with its first. */
function waysOf ({ statuses }: TicketTypeView): Array<WordPlan['way']> {
  const ways = statuses.slice(0, 1).map((first) => [first])
  for (const way of ways) {
    const { next } = way.at(-1) as WordPlan['way'][number]
    const reached = new Set(ways.flat())
    ways.push(...statuses.filter((status) => !reached.has(status) && (next === undefined || next.includes(status.id))).map((status) => [...way, status]))
  }
  return ways
}

function fillFields ({ fields }: TicketTypeView): Record<string, FieldValue> {
  return Object.fromEntries(fields.filter(({ required }) => required).map(({ name, type, choices = [] }) => [name, type === 'choice' ? choices[0] ?? '' : SAMPLES[type]]))
}
