import { Type, type Static } from '@kefuhub/contract'
import { localized } from './localized.js'

/** One field that the hub and a CRM share. */
export const SyncedField = Type.Object({
  hub: Type.String({
    pattern: '^(name|phones|emails|language|tags|fields\\.[A-Za-z][A-Za-z0-9_]{0,63})$',
    description: 'Of the contact: `name`, `phones`, `emails`, `language`, `tags`, or a field of your own such as `fields.level`'
  }),
  crm: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "The CRM's own name. Absent for `name`, `phones` and `emails`: the plugin knows where they stand" })),
  type: Type.Enum(['text', 'number', 'boolean', 'date', 'list'], { default: 'text', description: 'What the CRM keeps. A value that does not fit fails the record, visibly. `list`: texts separated by `;`' }),
  direction: Type.Enum(['both', 'to-crm', 'to-hub'], { default: 'both', description: 'Which way values go' }),
  conflict: Type.Enum(['crm', 'hub', 'newest'], { default: 'crm', description: 'Whose value stands when both sides have changed it' }),
  values: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), { description: "The CRM's values by the hub's, where they differ" }))
}, { additionalProperties: false })

/** One field that the hub and a CRM share. */
export type SyncedField = Static<typeof SyncedField>

/** The section `sync` of a CRM's entry. */
export const CrmSync = Type.Object({
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '86', description: 'Country of phone numbers that name none' }),
  lookUp: Type.Boolean({ default: true, description: 'Look customers up when a conversation opens' }),
  staleMinutes: Type.Integer({ minimum: 0, maximum: 43_200, default: 15, description: 'What is older is looked up anew when a conversation opens' }),
  create: Type.Enum(['never', 'known', 'handed-over', 'always'], {
    default: 'never', description: 'When a customer who is not in the CRM gets a record: once a phone number or an e-mail address is known, when a human takes over, or at once'
  }),
  update: Type.Boolean({ default: true, description: 'Write changes of contacts into their records' }),
  activities: Type.Boolean({ default: true, description: 'Log a closed conversation, with summary and tags, at the record' }),
  pullMinutes: Type.Integer({ minimum: 0, maximum: 10_080, default: 5, description: 'Time between two looks for what changed in the CRM; 0: never' }),
  fields: Type.Array(SyncedField, {
    maxItems: 200,
    default: [{ hub: 'name' }, { hub: 'phones', type: 'list' }, { hub: 'emails', type: 'list' }],
    description: 'What is kept the same on both sides'
  }),
  show: Type.Array(Type.Object({
    crm: Type.String({ minLength: 1, maxLength: 200, description: "The CRM's own name of the field" }),
    title: localized('What people call the field')
  }, { additionalProperties: false }), { maxItems: 50, default: [], description: 'Fields that agents see beside the chat' })
}, { additionalProperties: false, description: 'Of a CRM: what is kept in step, and how' })

/** The section `sync` of a CRM's entry. */
export type CrmSync = Static<typeof CrmSync>
