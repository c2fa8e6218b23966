import { Type, type Static } from '@kefuhub/contract'

/** The section `tickets` of the entry of an ERP or a ticket system. */
export const TicketExportConfig = Type.Object({
  types: Type.Optional(Type.Array(Type.String(), { uniqueItems: true, description: 'Types of tickets that go there. Absent: all' })),
  from: Type.Optional(Type.Array(Type.String(), { uniqueItems: true, description: 'A ticket goes there once it has one of these statuses. Absent: at once' })),
  fields: Type.Record(Type.String({ pattern: '^.{1,200}$' }), Type.String({ minLength: 1, maxLength: 10_000 }), {
    default: {}, description: "Values by the target's own names of the fields, each a JSONata expression over `{ ticket, contact }`"
  }),
  statuses: Type.Record(Type.String(), Type.String(), {
    default: {}, description: "Statuses of the hub by the target's own words, for what the meaning of the word alone does not say: `\"Refund paid\": paid`"
  }),
  pollMinutes: Type.Integer({ minimum: 0, maximum: 10_080, default: 5, description: 'Time between two looks for what changed there, where the target is asked; 0: never' }),
  files: Type.Object({
    schedule: Type.String({ minLength: 1, maxLength: 100, default: '0 2 * * *', description: 'When files are written, as cron says it' }),
    timeZone: Type.String({ minLength: 1, maxLength: 64, default: 'Asia/Shanghai', description: 'Of the schedule' }),
    settleMinutes: Type.Integer({ minimum: 0, maximum: 1440, default: 2, description: 'What changed later than so long ago waits for the next files' })
  }, { additionalProperties: false, default: {}, description: 'For targets that take files' }),
  orderSeconds: Type.Integer({ minimum: 0, maximum: 3600, default: 60, description: 'So long an order that was read counts as fresh' })
}, { additionalProperties: false, description: 'Of an ERP or a ticket system: which tickets go there, and what comes back' })

/** The section `tickets` of the entry of an ERP or a ticket system. */
export type TicketExportConfig = Static<typeof TicketExportConfig>
