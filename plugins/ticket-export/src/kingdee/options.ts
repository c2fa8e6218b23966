import { Secret, Type, type Static } from '@kefuhub/contract'
import { Calls, Url } from '../tickets/options.js'
import { CURRENCIES, FIELDS, type FieldName } from './facts.js'

const closed = { additionalProperties: false } as const
const KEY = '^[A-Za-z_][A-Za-z0-9_]{0,79}(\\.[A-Za-z_][A-Za-z0-9_]{0,79})?$'
const field = (description: string, rest: object = {}) => Type.String({ pattern: KEY, description, ...rest })
const text = (description: string, rest: object = {}) => Type.String({ minLength: 1, maxLength: 128, description, ...rest })

const names = Object.keys(FIELDS) as FieldName[]
const Fields = Type.Object(
  Object.fromEntries(names.map((name) => [name, field(`Default ${FIELDS[name]}`, { default: FIELDS[name] })])) as Record<FieldName, ReturnType<typeof Type.String>>,
  { ...closed, default: {}, description: 'Names of fields that are called otherwise at this site' }
)

/** How a K3Cloud site is reached, and what is done there. */
export const Options = Type.Object({
  url: Url('https://erp.example.com/k3cloud'),
  account: text('Id of the data centre (账套)'),
  user: text('Integration user of the third-party authorisation (第三方系统登录授权)'),
  appId: Type.String({ pattern: '^[A-Za-z0-9]{1,64}_[A-Za-z0-9+/=]{1,128}$', description: 'AppID of that authorisation, with its underscore' }),
  appSecret: Secret({ maxLength: 256, description: 'AppSecret of that authorisation' }),
  locale: Type.Integer({ minimum: 0, maximum: 99_999, default: 2052, description: 'Language (LCID): 2052 simplified Chinese, 1033 English' }),
  organization: Type.String({ pattern: '^[^,\\s]{0,64}$', default: '', description: 'Number of the organisation (组织编码); empty: the user\'s own' }),
  timestamp: Type.Enum(['s', 'ms'], { default: 's', description: 'Unit of the time in signatures, seconds or milliseconds; try the other one when every call is refused' }),
  ...Calls,
  timeZone: Type.String({ pattern: '^[A-Za-z0-9_+/-]{1,64}$', default: 'Asia/Shanghai', description: 'Time zone of the site' }),
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '86', description: 'Country of phone numbers that name none, digits only' }),
  externalNumberField: Type.Optional(field('Field of the order that keeps the marketplace\'s number')),
  emailField: Type.Optional(field('Field of the order that keeps the customer\'s e-mail address')),
  contactKeyField: Type.Optional(field('Field of the order that keeps the hub\'s id of a contact, for example FCustId.F_HUB_ID')),
  returnKeyField: field('Text field of the sales return that keeps the hub\'s key of a return; or FBillNo, where numbers may be set by hand', { default: 'F_KEFUHUB_KEY' }),
  returnsUntil: Type.Enum(['saved', 'submitted', 'audited'], { default: 'saved', description: 'How far returns are taken; stock moves when they are audited (审核)' }),
  pushRule: Type.Optional(text('Id of the conversion rule from delivery to return; absent: the site\'s default rule')),
  currencies: Type.Record(Type.String({ maxLength: 64 }), Type.String({ pattern: '^[A-Z]{3}$' }), { default: { ...CURRENCIES }, description: 'ISO 4217 codes by the site\'s numbers of currencies' }),
  fields: Fields
}, { ...closed, description: 'Kingdee K3Cloud (金蝶云星空)' })
/** How a K3Cloud site is reached, and what is done there. */
export type Options = Static<typeof Options>
