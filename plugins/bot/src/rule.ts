import { CONTENT_TYPES, TICKET_PRIORITIES, TURN_TICKET_LIMITS, Type, type Content, type Static } from '@kefuhub/contract'

const keywords = (description: string) => Type.Array(Type.String({ minLength: 1, maxLength: 64, pattern: '\\S' }), {
  minItems: 1, maxItems: 500, description
})

/** A reply as the file states it: a text, or any content of the contract that can be sent. */
export type ReplySource = string | Content

/** What a rule can look up. */
export type LookUp = 'orders' | 'parcels'

const text = (description: string) => Type.String({ minLength: 1, maxLength: 2048, description })

const Ticket = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 64, description: 'Id of its type in `tickets.types` of the config' }),
  subject: Type.String({ minLength: 1, maxLength: TURN_TICKET_LIMITS.subjectLength, description: 'What it is about' }),
  description: Type.Optional(Type.String({ maxLength: TURN_TICKET_LIMITS.descriptionLength })),
  fields: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Type.Unsafe<string | number | boolean>({ type: ['string', 'number', 'boolean'], maxLength: 2048 }), {
    maxProperties: 100, description: "Values by the names of the type's fields"
  })),
  priority: Type.Optional(Type.Enum([...TICKET_PRIORITIES], { description: "Default: the type's" }))
}, { additionalProperties: false, description: 'Opens a ticket. `{{name}}` and `{{text}}` in its texts become the name of the contact and what they wrote' })

/** The ticket of a rule, as the file states it. */
export type TicketSource = Static<typeof Ticket>

/** One rule, as the file states it. */
export const Rule = Type.Object({
  id: Type.String({ pattern: '^[\\p{L}\\p{N}_.-]{1,64}$', description: 'Unique in the file; shown in logs' }),
  types: Type.Optional(Type.Array(Type.Enum([...CONTENT_TYPES]), {
    minItems: 1, uniqueItems: true, description: 'Content types that the rule looks at; default: text, unless `events` is given'
  })),
  events: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
    minItems: 1, maxItems: 50, uniqueItems: true, description: 'Names of events that the rule looks at, for example follow'
  })),
  any: Type.Optional(keywords('One of these must occur')),
  all: Type.Optional(keywords('All of these must occur')),
  none: Type.Optional(keywords('None of these may occur')),
  priority: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000, default: 0, description: 'Higher comes first; among equals the order of the file decides' })),
  reply: Type.Optional(Type.Unsafe<ReplySource | ReplySource[]>({
    type: ['string', 'object', 'array'],
    minLength: 1,
    maxLength: 65536,
    minItems: 1,
    maxItems: 5,
    items: { type: ['string', 'object'], minLength: 1, maxLength: 65536 },
    description: 'A text, a content, or up to 5 of them. `{{name}}` in a text becomes the name of the contact'
  })),
  handOver: Type.Optional(Type.Unsafe<true | string>({
    type: ['boolean', 'string'],
    not: { const: false },
    minLength: 1,
    maxLength: 200,
    description: 'Hands over to a human, after the reply if there is one: true, or a reason that agents see'
  })),
  ticket: Type.Optional(Ticket),
  lookUp: Type.Optional(Type.Enum(['orders', 'parcels'], {
    description: 'Looks up the order whose number the customer wrote, else their latest one; `reply` then tells of it. `parcels`: and where its parcels are'
  })),
  notFound: Type.Optional(text('With `lookUp`: what is said in place of `reply` to who has no such order. Absent: a human answers')),
  unavailable: Type.Optional(text('With `lookUp`: what is said before it goes to a human because a system does not answer')),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 20, uniqueItems: true, description: 'Tags for the conversation' }))
}, { additionalProperties: false })

/** One rule, as the file states it. */
export type Rule = Static<typeof Rule>

/** A whole file: a list of rules. */
export const Rules = Type.Array(Rule, { maxItems: 20_000, description: 'Rules of the bot' })

/** The replies of a rule, as a list. */
export function repliesOf ({ reply }: Pick<Partial<Rule>, 'reply'>): ReplySource[] {
  if (reply === undefined) return []
  return Array.isArray(reply) ? reply : [reply]
}
