import { Type, type Static } from '@kefuhub/contract'
import { Paging, RequestTemplate, RestConnection, expression } from '@kefuhub/contract/rest'

const closed = { additionalProperties: false } as const

const { method, path, query, headers, body } = RequestTemplate.properties
const call = { method, path, query, headers, body }

const record = expression('JSONata from the answer to the record; default: the whole answer')
const id = expression('JSONata from the answer to the id of the record, where the answer does not hold the record itself; the record is then read')

const items = Type.Optional(expression('JSONata from the answer to the records that match; default: the whole answer'))
const write = (what: string) => Type.Object({ ...call, record: Type.Optional(record), id: Type.Optional(id) }, { ...closed, description: what })

/** What a record is, each by a JSONata expression from the record. */
const Contact = Type.Object({
  id: expression('Id of the record'),
  externalId: Type.Optional(expression('The hub\'s id of the contact')),
  name: Type.Optional(expression('Name')),
  phones: Type.Optional(expression('Phone number, or a list of them, in any spelling')),
  emails: Type.Optional(expression('E-mail address, or a list of them')),
  url: Type.Optional(expression('Page of the record for the agent')),
  fields: Type.Optional(expression('Object of the fields that can be mapped; default: all texts, numbers and booleans of the record')),
  changedAt: expression('Time of the last change: ISO 8601 (without a zone: UTC), or seconds or milliseconds since 1970'),
  isGone: Type.Optional(expression('Whether the record was deleted'))
}, { ...closed, description: 'What a record of the system means, each by a JSONata expression' })

const Find = Type.Object({
  byExternalId: Type.Optional(Type.Object({ ...call, items }, { ...closed, description: 'Finds records by the hub\'s id, {{externalId}}' })),
  byEmail: Type.Optional(Type.Object({ ...call, items }, { ...closed, description: 'Finds records by e-mail address, {{email}}, in lower case' })),
  byPhone: Type.Optional(Type.Object({
    ...call,
    items,
    eachSpelling: Type.Boolean({ default: true, description: 'Ask once for each spelling of the number; false: the system knows them all, or the call uses $spellings' })
  }, { ...closed, description: 'Finds records by phone number, {{phone}} (E.164, or a spelling of it)' }))
}, { ...closed, minProperties: 1, description: 'How records are found; keys that are absent find nothing' })

const Activity = Type.Object({
  ...call,
  find: Type.Optional(Type.Object({ ...call, items: Type.Optional(expression('JSONata from the answer to the list of activities with this id; default: the whole answer')) }, {
    ...closed, description: 'Looks for an activity by {{id}} before it is written; without it the call itself must do nothing when it is repeated with the same {{id}}'
  }))
}, { ...closed, description: 'Keeps an activity with a record: {{id}}, {{contactId}}, {{kind}}, {{subject}}, {{summary}}, {{at}}, {{url}}, $tags' })

const Changes = Type.Object({
  ...call,
  paging: Paging,
  since: Type.Enum(['iso', 'seconds', 'milliseconds'], { default: 'iso', description: 'How {{since}} is written' }),
  isSorted: Type.Boolean({ default: false, description: 'The records come in the order of their change, the oldest first; then every page is asked for by {{since}}, which passes over nothing' }),
  overlapMs: Type.Integer({ minimum: 0, maximum: 86_400_000, default: 120_000, description: 'So much later than its time a change may come to light, in milliseconds; it is read again' })
}, { ...closed, description: 'Reads what changed at {{since}} or later, deleted records included where the system tells them' })

const Field = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128, description: 'The system\'s own name' }),
  label: Type.String({ minLength: 1, maxLength: 128, description: 'Shown to people' }),
  type: Type.Enum(['text', 'number', 'boolean', 'date', 'choice', 'other'], { default: 'text', description: 'Kind of value' }),
  choices: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 1000, description: 'Values of a choice' })),
  isReadOnly: Type.Optional(Type.Literal(true, { description: 'The system does not take it' }))
}, { ...closed, description: 'A field that can be mapped' })

/** The options of a CRM with a REST API that is described by config. */
export const Options = Type.Object({
  connection: RestConnection,
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '86', description: 'Country of phone numbers that do not name one' }),
  contact: Contact,
  find: Find,
  get: Type.Object({ ...call, record: Type.Optional(record) }, { ...closed, description: 'Reads a record by {{id}}' }),
  create: Type.Optional(write('Makes a record: {{externalId}}, {{name}}, {{phone}}, {{email}} (the first ones), $phones, $emails, $fields')),
  update: Type.Optional(write('Changes record {{id}}; the rest as with create, what is absent stays')),
  upsert: Type.Optional(write('Makes the record with {{externalId}} or changes it, in one call; in place of create')),
  activity: Type.Optional(Activity),
  changes: Type.Optional(Changes),
  fields: Type.Optional(Type.Array(Field, { maxItems: 500, description: 'The fields that can be mapped, for the console' })),
  maxBatch: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Most contacts written at a time; each is a call or several' })
}, closed)

/** The options of a CRM with a REST API, checked and with defaults. */
export type Options = Static<typeof Options>
