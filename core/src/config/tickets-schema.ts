import { FORM_FIELD_TYPES, TICKET_PRIORITIES, TICKET_STATES, Type, type Static } from '@kefuhub/contract'
import { localized } from './localized.js'

const name = (description: string) => Type.String({ pattern: '^[a-z][a-zA-Z0-9_-]{0,63}$', description })
const MAX_MINUTES = 525_600
const minutesFor = (priority: string) => Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_MINUTES, description: `For the priority ${priority}` }))

const TicketField = Type.Object({
  name: name('Stands in the API and in files; do not change it later'),
  title: localized('What people call the field'),
  type: Type.Enum([...FORM_FIELD_TYPES], { default: 'text', description: 'What it takes. `date`: ISO 8601' }),
  required: Type.Boolean({ default: false, description: 'No ticket without it' }),
  choices: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 500, uniqueItems: true, description: 'Of a `choice`' })),
  maxLength: Type.Integer({ minimum: 1, maximum: 10_000, default: 1000, description: 'Of a `text`, in characters' })
}, { additionalProperties: false })

const Tell = Type.Object({
  text: Type.String({
    minLength: 1,
    maxLength: 2000,
    description: 'A message, while the channel lets one be sent. `{{number}}`, `{{subject}}`, `{{status}}`, `{{customer}}` and the names of fields are filled in'
  }),
  templates: Type.Record(Type.String(), Type.Object({
    id: Type.String({ minLength: 1, maxLength: 128, description: "The platform's id of the template" }),
    values: Type.Record(Type.String(), Type.String({ maxLength: 500 }), { default: {}, description: 'Values by the names of the template; with the same places as `text`' }),
    url: Type.Optional(Type.String({ maxLength: 2048 }))
  }, { additionalProperties: false }), { default: {}, description: 'Template messages by id of the channel, for when its reply window is closed' })
}, { additionalProperties: false, description: 'What the customer is told when a ticket gets the status' })

const TicketStatus = Type.Object({
  id: name('Stands in the API and in files; do not change it later'),
  title: localized('What people call the status'),
  state: Type.Enum([...TICKET_STATES], { description: 'What it means to other systems and to the clock' }),
  next: Type.Optional(Type.Array(Type.String(), { uniqueItems: true, description: 'The statuses that may follow. Absent: any' })),
  tell: Type.Optional(Tell)
}, { additionalProperties: false })

/** One type of ticket, as the config states it. */
export const TicketType = Type.Object({
  id: name('Stands in the API and in files; do not change it later'),
  title: localized('What people call the type'),
  fields: Type.Array(TicketField, { maxItems: 100, default: [], description: 'What a ticket of this type says besides subject and description' }),
  statuses: Type.Array(TicketStatus, { minItems: 1, maxItems: 50, description: 'The way of a ticket; it begins with the first' }),
  priority: Type.Enum([...TICKET_PRIORITIES], { default: 'normal', description: 'Of a new ticket' }),
  group: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Name of the group that gets new tickets' })),
  dueMinutes: Type.Object({ low: minutesFor('low'), normal: minutesFor('normal'), high: minutesFor('high'), urgent: minutesFor('urgent') }, {
    additionalProperties: false, default: {}, description: 'Time until it has to be settled, by priority, in minutes. Absent: as long as it takes'
  }),
  form: Type.Boolean({ default: false, description: 'Customers may fill it in themselves, on channels that show forms' })
}, { additionalProperties: false })

/** One type of ticket, as the config states it. */
export type TicketType = Static<typeof TicketType>

/** A hub whose config says nothing of tickets has these. */
const GENERAL: TicketType = {
  id: 'general',
  title: { zh: '一般问题', en: 'General' },
  fields: [],
  statuses: [
    { id: 'new', title: { zh: '新建', en: 'New' }, state: 'new' },
    { id: 'in-progress', title: { zh: '处理中', en: 'In progress' }, state: 'in-progress' },
    { id: 'waiting-customer', title: { zh: '等待客户', en: 'Waiting for customer' }, state: 'waiting-customer' },
    { id: 'on-hold', title: { zh: '挂起', en: 'On hold' }, state: 'on-hold' },
    { id: 'solved', title: { zh: '已解决', en: 'Solved' }, state: 'solved' },
    { id: 'closed', title: { zh: '已关闭', en: 'Closed' }, state: 'closed' }
  ],
  priority: 'normal',
  dueMinutes: {},
  form: false
}

/** The section `tickets` of the config. */
export const TicketsConfig = Type.Object({
  types: Type.Array(TicketType, { maxItems: 100, default: [GENERAL], description: 'What kinds of matter there are. Absent: one general kind' }),
  dueSoonMinutes: Type.Integer({ minimum: 1, maximum: MAX_MINUTES, default: 30, description: 'So long before its time is over a ticket is said to be due soon' })
}, { additionalProperties: false })

/** The section `tickets` of the config. */
export type TicketsConfig = Static<typeof TicketsConfig>
