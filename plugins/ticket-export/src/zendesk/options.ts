import { Secret, Type, type Static } from '@kefuhub/contract'
import { Calls, CustomerEmail, Priorities, SECRET_FOR_WEBHOOK, Updates, Url } from '../tickets/options.js'
import { States, Statuses } from '../tickets/states.js'

/** How a Zendesk account is reached and used. */
export const Options = Type.Object({
  url: Url('https://acme.zendesk.com'),
  email: Type.Optional(Type.String({ format: 'email', maxLength: 254, description: 'Address of the agent whose API token this is; absent: the token is an OAuth token' })),
  token: Secret({ maxLength: 1024, description: 'API token, or OAuth access token' }),
  plan: Type.Enum(['team', 'growth', 'professional', 'enterprise', 'high-volume'], {
    default: 'team', description: 'Plan of the account, which says how many calls a minute there are; high-volume is the add-on'
  }),
  callsPerMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Most calls of one process per minute, in place of 80 % of what the plan gives' })),
  ...Calls,
  ...Updates,
  states: States,
  statuses: Statuses,
  priorities: Priorities({ low: 'low', normal: 'normal', high: 'high', urgent: 'urgent' }),
  publicDescription: Type.Boolean({ default: false, description: 'Let the requester see what the ticket is about; Zendesk may write to them then' }),
  customerEmail: Type.Optional(CustomerEmail('Requester of customers without an address: {contact} stands for the hub\'s id. Absent: the agent is the requester'))
}, { additionalProperties: false, description: 'Zendesk Support', ...SECRET_FOR_WEBHOOK })
/** How a Zendesk account is reached and used. */
export type Options = Static<typeof Options>
