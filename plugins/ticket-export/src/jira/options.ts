import { Secret, Type, type Static } from '@kefuhub/contract'
import { Calls, CustomerEmail, SECRET_FOR_WEBHOOK, Updates, Url } from '../tickets/options.js'
import { States, Statuses } from '../tickets/states.js'
import { SEARCH_LAG_MS } from './facts.js'

const id = (description: string) => Type.String({ pattern: '^[A-Za-z0-9-]{1,40}$', description })
const name = (priority: string) => Type.String({ minLength: 1, maxLength: 100, description: `For ${priority}` })

/** How a Jira Service Management project is reached and used. */
export const Options = Type.Object({
  url: Url('https://acme.atlassian.net'),
  deployment: Type.Enum(['cloud', 'data-center'], { default: 'cloud', description: 'Which Jira it is' }),
  email: Type.Optional(Type.String({ format: 'email', maxLength: 254, description: 'Address of the agent whose API token this is (Cloud); absent: the token is a personal access token' })),
  token: Secret({ maxLength: 1024, description: 'API token, or personal access token' }),
  serviceDeskId: id('Id of the service desk'),
  requestTypeId: id('Id of the request type that tickets become'),
  projectKey: Type.String({ pattern: '^[A-Z][A-Z0-9_]{1,29}$', description: 'Key of the project, for example SUP' }),
  mark: Type.Enum(['label', 'description'], {
    default: 'label', description: 'Where the hub\'s key of a ticket stands: in a label, which the request type must have as a field, or at the end of the description'
  }),
  ...Calls,
  ...Updates,
  states: States,
  transitions: Type.Object(Statuses.properties, {
    additionalProperties: false, default: {}, description: 'Names of the transitions that bring a request into a state; absent: one that leads to such a status'
  }),
  transitionsVia: Type.Enum(['issue', 'request'], {
    default: 'issue', description: 'Whose transitions are used: those of agents, or those that customers may see, which need names in transitions'
  }),
  priorities: Type.Optional(Type.Object({ low: name('low'), normal: name('normal'), high: name('high'), urgent: name('urgent') }, {
    additionalProperties: false, description: 'Names of Jira\'s priorities, for request types that have the field; absent: none is written'
  })),
  fieldForms: Type.Record(Type.String({ maxLength: 100 }), Type.Enum(['value', 'name', 'id', 'list']), {
    default: {}, description: 'How Jira wants the values of fields, by their names: as an object with that one property, or as a list of what commas separate; others are written as they are'
  }),
  raiseOnBehalf: Type.Boolean({ default: true, description: 'Make the customer the reporter, and a customer of the service desk, where an address is known' }),
  customerEmail: Type.Optional(CustomerEmail('Address of customers without one: {contact} stands for the hub\'s id')),
  searchLagMs: Type.Integer({ minimum: 0, maximum: 3_600_000, default: SEARCH_LAG_MS, description: 'How long Jira\'s search may miss a new request, in milliseconds' })
}, { additionalProperties: false, description: 'Jira Service Management', ...SECRET_FOR_WEBHOOK })
/** How a Jira Service Management project is reached and used. */
export type Options = Static<typeof Options>
