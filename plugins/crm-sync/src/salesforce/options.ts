import { Secret, Type, type Static } from '@kefuhub/contract'
import { RestConnection, WebAddress } from '@kefuhub/contract/rest'
import { API_VERSION, AUDIENCE, OVERLAP_MS, SESSION_MS } from './facts.js'

const closed = { additionalProperties: false } as const
const FIELD = { minLength: 1, maxLength: 80, pattern: '^[A-Za-z]\\w*$' } as const
const clientId = Type.String({ minLength: 1, maxLength: 512, description: 'Consumer key of the app' })
const { timeoutMs, maxConcurrent, rate } = RestConnection.properties

/** The options of one Salesforce organisation. */
export const Options = Type.Object({
  loginUrl: WebAddress('My Domain of the organisation, for example https://example.my.salesforce.com'),
  auth: Type.Object({
    clientCredentials: Type.Optional(Type.Object({
      clientId,
      clientSecret: Secret({ maxLength: 512, description: 'Consumer secret of the app' })
    }, { ...closed, description: 'Client credentials; the app needs a user whom it runs as' })),
    jwt: Type.Optional(Type.Object({
      clientId,
      username: Type.String({ minLength: 1, maxLength: 256, description: 'User whom the hub acts as; the app must be approved for that user' }),
      privateKey: Secret({ maxLength: 16_384, description: 'RSA key in PEM that belongs to the certificate of the app' }),
      audience: Type.String({ ...WebAddress('https://test.salesforce.com for sandboxes'), default: AUDIENCE })
    }, { ...closed, description: 'JWT bearer' }))
  }, { ...closed, minProperties: 1, maxProperties: 1, description: 'How the hub says who it is: clientCredentials or jwt' }),
  apiVersion: Type.String({ pattern: '^\\d{2,3}\\.0$', default: API_VERSION, description: 'Version of the REST API' }),
  externalIdField: Type.String({ ...FIELD, default: 'Hub_Id__c', description: 'Field of Contact for the hub\'s id of the contact: text, External ID, Unique' }),
  activityIdField: Type.Optional(Type.String({ ...FIELD, description: 'Field of Task for the hub\'s id of an activity: text, External ID, Unique; without it the id stands in the comments of the task' })),
  phoneFields: Type.Array(Type.String({ ...FIELD }), { minItems: 1, maxItems: 5, uniqueItems: true, default: ['MobilePhone', 'Phone'], description: 'Fields of Contact that hold phone numbers, in the order in which they are filled' }),
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '86', description: 'Country of phone numbers that do not name one' }),
  nameRule: Type.Enum(['split', 'last'], { default: 'split', description: 'split: the last word of a name is the last name, but Chinese names and single words are so as a whole; last: every name is as a whole' }),
  unnamed: Type.String({ minLength: 1, maxLength: 64, default: '未命名客户', description: 'Last name of a new contact whose name the hub does not know' }),
  fields: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200, pattern: '^[A-Za-z]\\w*(\\.[A-Za-z]\\w*){0,4}$' }), {
    maxItems: 300, uniqueItems: true, description: 'Fields of Contact to read besides name, e-mail and phones, also of records that it leads to, for example Account.Name; default all of Contact itself'
  })),
  taskStatus: Type.String({ minLength: 1, maxLength: 255, default: 'Completed', description: 'Status of the tasks that keep activities' }),
  allowDuplicates: Type.Boolean({ default: false, description: 'Save contacts that the organisation\'s duplicate rules hold for duplicates, where the rules leave that open' }),
  sessionMs: Type.Integer({ minimum: 300_000, maximum: 86_400_000, default: SESSION_MS, description: 'Life of a session, in milliseconds, as set in the organisation; one that ends earlier is replaced' }),
  pageSize: Type.Integer({ minimum: 1, maximum: 2000, default: 500, description: 'Contacts in one page of changes' }),
  overlapMs: Type.Integer({ minimum: 0, maximum: 3_600_000, default: OVERLAP_MS, description: 'Changes are read again for this time, in milliseconds, because they may come to light late' }),
  timeoutMs,
  maxConcurrent,
  rate
}, { ...closed, description: 'A Salesforce organisation' })

/** The options of one Salesforce organisation, checked and with defaults. */
export type Options = Static<typeof Options>
