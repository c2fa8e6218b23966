import { Secret, Type, type Static } from '@kefuhub/contract'
import { RestConnection, WebAddress } from '@kefuhub/contract/rest'
import { OVERLAP_MS } from './facts.js'

const FIELD = { minLength: 1, maxLength: 63, pattern: '^[a-z_][a-z0-9_]*$' } as const
const { timeoutMs, maxConcurrent, rate } = RestConnection.properties

/** The options of one Odoo database. */
export const Options = Type.Object({
  baseUrl: WebAddress('Address of Odoo, for example https://odoo.example.com'),
  api: Type.Enum(['json-2', 'json-rpc'], { default: 'json-2', description: 'json-2 for Odoo 19 and later, json-rpc for Odoo 18 and older; the latter needs database and user' }),
  database: Type.Optional(Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\w.-]+$', description: 'Name of the database; json-2 needs it only where one server holds several' })),
  user: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'Login of the user to whom the API key belongs; for json-rpc' })),
  apiKey: Secret({ maxLength: 512, description: 'API key of a user who may read and write contacts' }),
  externalIdField: Type.String({ ...FIELD, default: 'ref', description: 'Text field of res.partner for the hub\'s id of the contact; nobody else may write into it, so make one of your own where Reference is in use' }),
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '86', description: 'Country of phone numbers that do not name one' }),
  unnamed: Type.String({ minLength: 1, maxLength: 64, default: '未命名客户', description: 'Name of a new partner whose name the hub does not know' }),
  fields: Type.Optional(Type.Array(Type.String({ ...FIELD }), { maxItems: 300, uniqueItems: true, description: 'Fields of res.partner to read besides name, e-mail and phones; default all that are stored and hold one short value' })),
  domain: Type.Array(Type.Unknown(), { maxItems: 50, default: [], description: 'Odoo domain that narrows which partners are found and synchronised, for example [[is_company, =, false]]' }),
  pageSize: Type.Integer({ minimum: 1, maximum: 2000, default: 500, description: 'Partners in one page of changes' }),
  overlapMs: Type.Integer({ minimum: 0, maximum: 3_600_000, default: OVERLAP_MS, description: 'Changes are read again for this time, in milliseconds, because they may come to light late' }),
  timeoutMs,
  maxConcurrent,
  rate
}, {
  additionalProperties: false,
  description: 'An Odoo database',
  if: { type: 'object', properties: { api: { const: 'json-rpc' } }, required: ['api'] },
  then: { type: 'object', properties: { database: {}, user: {} }, required: ['database', 'user'] }
})

/** The options of one Odoo database, checked and with defaults. */
export type Options = Static<typeof Options>
