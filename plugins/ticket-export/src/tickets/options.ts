import { Secret, Type, type Static, type TicketPriority } from '@kefuhub/contract'
import { WebAddress } from '@kefuhub/contract/rest'

/** Option: the address of a system. */
export const Url = (example: string) => WebAddress(`Address of the system, for example ${example}`)

/** Options: how calls are made. */
export const Calls = {
  timeoutMs: Type.Integer({ minimum: 100, maximum: 300_000, default: 30_000, description: 'Longest wait for one answer, in milliseconds' }),
  maxConcurrent: Type.Integer({ minimum: 1, maximum: 64, default: 4, description: 'Most calls under way at a time' })
}

/** Options: how the hub hears of what happens in the other system. */
export const Updates = {
  updates: Type.Enum(['webhook', 'poll', 'both'], {
    default: 'poll', description: 'How the hub hears what happens to its tickets: the system calls, the hub asks, or both'
  }),
  webhookSecret: Type.Optional(Secret({ minLength: 8, maxLength: 512, description: 'Secret with which the system signs its calls; needed unless updates is poll' })),
  pageSize: Type.Integer({ minimum: 1, maximum: 100, default: 100, description: 'Tickets per page when the hub asks' })
}

/** Makes `webhookSecret` required for systems that call. Spread into the options of an object schema. */
export const SECRET_FOR_WEBHOOK = {
  if: { type: 'object', properties: { updates: { enum: ['webhook', 'both'] } }, required: ['updates'] },
  then: { type: 'object', properties: { webhookSecret: {} }, required: ['webhookSecret'] }
} as const

/** Option: what the hub's priorities are called. */
export const Priorities = (names: Record<TicketPriority, string>) => {
  const name = (priority: TicketPriority) => Type.String({ minLength: 1, maxLength: 100, default: names[priority], description: `For ${priority}` })
  return Type.Object({ low: name('low'), normal: name('normal'), high: name('high'), urgent: name('urgent') }, {
    additionalProperties: false, default: {}, description: 'The names of the priorities in the other system'
  })
}

/** Option: the address of customers of whom none is known. */
export const CustomerEmail = (description: string, standard?: string) => Type.String({
  pattern: '^[^@\\s]*\\{contact\\}[^@\\s]*@[^@\\s]+\\.[^@\\s]+$', maxLength: 200, description, ...(standard !== undefined && { default: standard })
})

/** How the hub hears of what happens in the other system. */
export type Updates = Static<typeof Updates.updates>
