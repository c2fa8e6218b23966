import { Secret, Type, type Static } from '@kefuhub/contract'
import { Calls, CustomerEmail, Priorities, SECRET_FOR_WEBHOOK, Updates, Url } from '../tickets/options.js'
import { States, Statuses } from '../tickets/states.js'
import { CUSTOMER_EMAIL, SEARCH_LAG_MS } from './facts.js'

/** How a Zammad is reached and used. */
export const Options = Type.Object({
  url: Url('https://zammad.example.com'),
  token: Secret({ maxLength: 1024, description: 'Access token of an agent, with the permission ticket.agent' }),
  group: Type.String({ minLength: 1, maxLength: 160, description: 'Name of the group that new tickets come to' }),
  mark: Type.Enum(['attribute', 'title'], {
    default: 'attribute', description: 'Where the hub\'s key of a ticket stands: in an attribute of tickets, made in the object manager, or at the end of the title'
  }),
  attribute: Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$', default: 'hub_op_id', description: 'Name of that attribute: a text of 120 characters or more' }),
  articleType: Type.Enum(['note', 'web', 'phone', 'chat'], { default: 'note', description: 'Type of what the hub writes; none of these sends a mail' }),
  ...Calls,
  ...Updates,
  states: States,
  statuses: Statuses,
  priorities: Priorities({ low: '1 low', normal: '2 normal', high: '3 high', urgent: '3 high' }),
  publicDescription: Type.Boolean({ default: false, description: 'Let the customer see what the ticket is about' }),
  customerEmail: CustomerEmail('Address of customers without one, since Zammad knows people by their address: {contact} stands for the hub\'s id', CUSTOMER_EMAIL),
  searchLagMs: Type.Integer({ minimum: 0, maximum: 3_600_000, default: SEARCH_LAG_MS, description: 'How long Zammad\'s search may miss a new ticket, in milliseconds' })
}, { additionalProperties: false, description: 'Zammad', ...SECRET_FOR_WEBHOOK })
/** How a Zammad is reached and used. */
export type Options = Static<typeof Options>
