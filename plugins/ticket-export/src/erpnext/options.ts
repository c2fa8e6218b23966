import { Secret, Type, type Static } from '@kefuhub/contract'
import { Calls, Priorities, SECRET_FOR_WEBHOOK, Updates, Url } from '../tickets/options.js'
import { States, Statuses } from '../tickets/states.js'
import { MAKE_RETURN } from './facts.js'

const closed = { additionalProperties: false } as const
const NAME = '^[a-z_][a-z0-9_]{0,139}$'
const field = (description: string, rest: object = {}) => Type.String({ pattern: NAME, description, ...rest })

/** Tickets in ERPNext. */
const Tickets = Type.Object({
  doctype: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9 _-]{0,59}$', default: 'Issue', description: 'DocType of the tickets: Issue, or one of your own with the same fields' }),
  keyField: field('Custom field of the DocType that keeps the hub\'s key of the ticket: Data, unique', { default: 'custom_kefuhub_key' }),
  defaults: Type.Record(Type.String({ pattern: NAME }), Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]), {
    default: {}, description: 'What every new ticket gets, by ERPNext\'s names of the fields, for example issue_type: Complaint'
  }),
  states: States,
  statuses: Statuses,
  priorities: Priorities({ low: 'Low', normal: 'Medium', high: 'High', urgent: 'High' }),
  ...Updates
}, { ...closed, description: 'Where tickets go; absent: ERPNext gets no tickets', ...SECRET_FOR_WEBHOOK })

/** How an ERPNext site is reached, and what is done there. */
export const Options = Type.Object({
  url: Url('https://erp.example.com'),
  apiKey: Secret({ maxLength: 256, description: 'API key of a user made for the hub alone' }),
  apiSecret: Secret({ maxLength: 256, description: 'API secret of that user' }),
  ...Calls,
  timeZone: Type.String({ pattern: '^[A-Za-z0-9_+/-]{1,64}$', default: 'Asia/Shanghai', description: 'Time zone of the site, as its System Settings say' }),
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '86', description: 'Country of phone numbers that name none, digits only' }),
  contactKeyField: Type.Optional(field('Field of Customer that keeps the hub\'s id of a contact')),
  orders: Type.Boolean({ default: true, description: 'Look up orders and deliveries and make returns' }),
  returnKeyField: field('Custom field of Delivery Note that keeps the hub\'s key of a return: Data, unique, not copied', { default: 'custom_kefuhub_key' }),
  returnReasonField: field('Field of Delivery Note that gets the reason of a return', { default: 'instructions' }),
  makeReturnMethod: Type.String({ pattern: '^[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*){1,12}$', default: MAKE_RETURN, description: 'The method that drafts a return of a delivery note; it moves between versions' }),
  submitReturns: Type.Boolean({ default: false, description: 'Submit returns, so that stock and accounts move without anybody looking; otherwise they stay drafts' }),
  tickets: Type.Optional(Tickets)
}, { ...closed, description: 'ERPNext' })
/** How an ERPNext site is reached, and what is done there. */
export type Options = Static<typeof Options>
/** Where tickets go. */
export type TicketOptions = Static<typeof Tickets>
