import { Secret, Type, type Static } from '@kefuhub/contract'
import { API_BASE, BIND_URL, LIMITS, MEDIA_HOSTS } from './wire/facts.js'
import { Wire } from './wire/schema.js'

const KEY = '^[0-9a-fA-F]{32}$'
const CLOCK_TIME = '^([01][0-9]|2[0-3]):[0-5][0-9]$'
const ADDRESS = '^https?://[^/?#\\s]+/?$'
const HOUR = 3_600_000

const ranges = (description: string) => Type.Array(Type.String({ minLength: 2, maxLength: 64 }), { maxItems: 256, default: [], description })

const TokenOptions = Type.Object({
  static: Type.Optional(Type.Object({
    value: Secret({ maxLength: 4096, description: 'Access token that never changes' })
  }, { additionalProperties: false, description: 'One token from the config' })),
  oauth2: Type.Optional(Type.Object({
    appId: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Id of the application; default im.appId' })),
    secret: Secret({ maxLength: 256, description: 'Secret of the application' }),
    authCode: Type.Optional(Secret({ maxLength: 1024, description: 'Authorisation code of the merchant, used once' })),
    refreshToken: Type.Optional(Secret({ maxLength: 4096, description: 'Refresh token to begin with, in place of authCode' }))
  }, { additionalProperties: false, description: 'Tokens that are fetched and refreshed' }))
}, { additionalProperties: false, minProperties: 1, maxProperties: 1, description: 'Where access tokens come from: static or oauth2' })

const Im = Type.Object({
  appId: Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$', description: 'The app_id that Xiaohongshu gave you as a vendor' }),
  cipherKey: Secret({ pattern: KEY, description: 'The AES key that came with it, 32 hex characters' }),
  previousCipherKey: Type.Optional(Secret({ pattern: KEY, description: 'The key before the last change, for callbacks that are under way' })),
  token: TokenOptions,
  accounts: Type.Union([
    Type.Literal('bound'),
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 100, uniqueItems: true })
  ], { default: 'bound', description: 'Whose messages are taken: those of accounts that were bound through the binding link, or of the listed account ids' }),
  accountCode: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Our name of the account towards Xiaohongshu; default the id of this entry' }))
}, { additionalProperties: false, description: 'Private messages through the third-party customer-service interface; absent: leads only' })

const LeadPush = Type.Object({
  token: Type.Optional(Secret({ maxLength: 256, description: 'Token shown beside the receiving address; with it every push must be signed' })),
  path: Type.String({ pattern: '^/[A-Za-z0-9/_.~-]{1,255}$', default: '/leads', description: 'Path of the receiving address below the address of this entry' }),
  addressAllowList: ranges('Addresses and CIDR ranges from which pushes may come; none: all')
}, { additionalProperties: false, description: 'Leads that the platform pushes; absent: none are taken' })

/** The options of one brand account with its staff. */
export const Options = Type.Object({
  im: Type.Optional(Im),
  leadPush: Type.Optional(LeadPush),
  apiBase: Type.String({ pattern: ADDRESS, default: API_BASE, description: 'Where the API of the platform is reached' }),
  bindUrl: Type.String({ pattern: '^https?://[^?#\\s]+$', default: BIND_URL, description: 'The page of the platform on which an account is bound' }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 10_000, default: 8000, description: 'Longest wait for one answer of the API, in milliseconds' }),
  maxAgeMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 30 * 24 * HOUR, description: 'Messages whose timestamp is further from now are refused, in milliseconds; absent: none are' })),
  addressAllowList: ranges('Addresses and CIDR ranges from which callbacks may come; none: all'),
  addressSalt: Type.String({ maxLength: 64, default: '', description: 'Any text; another one gives this entry new addresses, should the present ones have got around' }),
  replyWindow: Type.Optional(Type.Object({
    durationMs: Type.Integer({ minimum: 1000, description: 'How long after a message of the customer may be written, in milliseconds' }),
    sends: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'How many messages; absent: any number' }))
  }, { additionalProperties: false, description: 'When the platform lets us write; absent: always' })),
  rate: Type.Integer({ minimum: 1, maximum: 1000, default: LIMITS.rate, description: 'Most messages sent per second' }),
  limits: Type.Object({
    textMaxBytes: Type.Integer({ minimum: 1, maximum: 65_536, default: LIMITS.textMaxBytes, description: 'Bytes of UTF-8 in one text' }),
    imageMaxBytes: Type.Integer({ minimum: 1, default: LIMITS.imageMaxBytes, description: 'Bytes of a picture' })
  }, { additionalProperties: false, default: {}, description: 'Bounds of what can be sent' }),
  mediaHosts: Type.Array(Type.String({ pattern: '^[A-Za-z0-9.-]{1,253}$' }), { maxItems: 64, default: [...MEDIA_HOSTS], description: 'Hosts, with their sub-domains, from which files that customers send are fetched' }),
  silentAfterMs: Type.Integer({ minimum: 0, maximum: 30 * 24 * HOUR, default: 24 * HOUR, description: 'When nothing came for so long, in milliseconds, the channel is degraded and an alert is raised; 0: never' }),
  businessHours: Type.Optional(Type.Object({
    from: Type.String({ pattern: CLOCK_TIME, description: 'HH:MM' }),
    to: Type.String({ pattern: CLOCK_TIME, description: 'HH:MM; the same as from: all day; earlier than from: on the next day' }),
    timezone: Type.String({ minLength: 1, maxLength: 64, default: 'Asia/Shanghai', description: 'IANA name' })
  }, { additionalProperties: false, description: 'The hours in which silence is counted; absent: always' })),
  probe: Type.Optional(Type.Object({
    path: Type.String({ pattern: '^/[^\\s#]{1,1024}$', description: 'Path of a call that costs nothing, with its query' }),
    method: Type.Enum(['GET', 'POST'], { default: 'GET', description: 'Its method; a POST carries an empty object' }),
    everyMs: Type.Integer({ minimum: 30_000, maximum: 24 * HOUR, default: 300_000, description: 'How often, in milliseconds' })
  }, { additionalProperties: false, description: 'A call by which the token and the way to the API are tried; absent: none' })),
  wire: Wire
}, {
  additionalProperties: false,
  if: { type: 'object', not: { type: 'object', properties: { leadPush: {} }, required: ['leadPush'] } },
  then: { type: 'object', properties: { im: {} }, required: ['im'] }
})

/** The options of one brand account with its staff, checked and with defaults. */
export type Options = Static<typeof Options>

/** The part for private messages. */
export type ImOptions = Static<typeof Im>
