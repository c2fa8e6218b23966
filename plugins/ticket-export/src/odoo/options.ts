import { Secret, Type, type Static } from '@kefuhub/contract'
import { Calls, Updates, Url } from '../tickets/options.js'
import { States } from '../tickets/states.js'

const closed = { additionalProperties: false } as const
const NAME = '^[a-z_][a-z0-9_]{0,62}$'
const field = (description: string, rest: object = {}) => Type.String({ pattern: NAME, description, ...rest })

/** Tickets in Odoo. */
const Tickets = Type.Object({
  model: Type.String({ pattern: '^[a-z_][a-z0-9_.]{0,62}$', default: 'helpdesk.ticket', description: 'Model of the tickets: helpdesk.ticket, project.task or one of your own with the same fields' }),
  keyField: field('Text field of the model that keeps the hub\'s key of the ticket; make it first', { default: 'x_kefuhub_key' }),
  defaults: Type.Record(Type.String({ pattern: NAME }), Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]), {
    default: {}, description: 'What every new ticket gets, by Odoo\'s names of the fields, for example team_id: 3'
  }),
  states: States,
  pageSize: Updates.pageSize,
  notifyFollowers: Type.Boolean({ default: false, description: 'Post public comments as messages, of which Odoo sends mails to the followers; otherwise as notes' })
}, { ...closed, description: 'Where tickets go; absent: Odoo gets no tickets' })

/** How one Odoo database is reached, and what is done there. */
export const Options = Type.Object({
  url: Url('https://odoo.example.com'),
  database: Type.String({ minLength: 1, maxLength: 128, description: 'Name of the database' }),
  user: Type.String({ minLength: 1, maxLength: 128, description: 'Login of the user whose key it is; make one for the hub alone' }),
  apiKey: Secret({ maxLength: 512, description: 'API key of that user, made in its preferences. From 19 on keys expire' }),
  api: Type.Enum(['jsonrpc', 'json2'], { default: 'jsonrpc', description: 'jsonrpc for every version up to 21; json2 from 19 on' }),
  ...Calls,
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '86', description: 'Country of phone numbers that name none, digits only' }),
  contactKeyField: Type.Optional(field('Field of res.partner that keeps the hub\'s id of a contact, for example ref')),
  orders: Type.Boolean({ default: true, description: 'Look up orders and deliveries and make returns; needs the apps Sales and Inventory' }),
  returnKeyField: field('Text field of stock.picking that keeps the hub\'s key of a return, not copied; without it the key stands in the note', { default: 'x_kefuhub_key' }),
  tickets: Type.Optional(Tickets)
}, { ...closed, description: 'Odoo' })
/** How one Odoo database is reached, and what is done there. */
export type Options = Static<typeof Options>
/** Where tickets go. */
export type TicketOptions = Static<typeof Tickets>
