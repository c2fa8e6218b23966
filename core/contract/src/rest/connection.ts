import { Type, type Static } from 'typebox'
import { Secret } from '../options.js'

/** Options of a part whose keys are all known. */
const closed = { additionalProperties: false } as const

const text = (description: string, maxLength = 512) => Type.String({ minLength: 1, maxLength, description })
const secret = (description: string) => Secret({ maxLength: 8192, description })

/** An address of another system: http or https, without credentials, query or fragment. */
export const WebAddress = (description: string) => Type.String({
  pattern: '^https?://[^/?#\\s@]+(/[^?#\\s]*)?$', maxLength: 2048, description
})

/** OAuth 2 client credentials. */
export const RestOAuth2 = Type.Object({
  tokenUrl: WebAddress('Where access tokens are given out'),
  clientId: text('Client id'),
  clientSecret: secret('Client secret'),
  scope: Type.Optional(text('Scopes to ask for, separated by spaces', 2048)),
  style: Type.Enum(['body', 'basic'], { default: 'body', description: 'Where id and secret stand: in the form, or in the Authorization header' }),
  extra: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 2048 }), { default: {}, description: 'Further fields of the form, for example audience' })
}, { ...closed, description: 'OAuth 2 client credentials; the token is shared by all processes and replaced when it is refused' })
/** OAuth 2 client credentials. */
export type RestOAuth2 = Static<typeof RestOAuth2>

/** How the hub says who it is: one of five ways. */
export const RestAuth = Type.Object({
  basic: Type.Optional(Type.Object({ user: text('User name'), password: secret('Password') }, { ...closed, description: 'HTTP Basic' })),
  bearer: Type.Optional(Type.Object({ token: secret('Token') }, { ...closed, description: 'A fixed token in the Authorization header' })),
  header: Type.Optional(Type.Object({ name: text('Name of the header', 128), value: secret('Value of the header') }, { ...closed, description: 'A header of the system\'s own' })),
  query: Type.Optional(Type.Object({ name: text('Name of the parameter', 128), value: secret('Value of the parameter') }, { ...closed, description: 'A parameter of every address; logs of proxies will show it' })),
  oauth2: Type.Optional(RestOAuth2)
}, { ...closed, minProperties: 1, maxProperties: 1, description: 'How the hub says who it is: one of basic, bearer, header, query, oauth2' })
/** How the hub says who it is. */
export type RestAuth = Static<typeof RestAuth>

/** How many calls may be made in a span of time. */
export const RestRate = Type.Object({
  calls: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Most calls' }),
  perMs: Type.Integer({ minimum: 1, maximum: 3_600_000, description: 'within this time, in milliseconds' })
}, { ...closed, description: 'Most calls that one process of the hub makes; further ones wait' })
/** How many calls may be made in a span of time. */
export type RestRate = Static<typeof RestRate>

/** How to reach a system; part of a plugin's options. */
export const RestConnection = Type.Object({
  baseUrl: WebAddress('Address that all paths are added to, for example https://crm.example.com/api'),
  auth: Type.Optional(RestAuth),
  headers: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), Type.String({ maxLength: 2048 }), { description: 'Headers of every call' })),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 300_000, default: 30_000, description: 'Longest wait for one answer, in milliseconds' }),
  rate: Type.Optional(RestRate),
  maxConcurrent: Type.Integer({ minimum: 1, maximum: 64, default: 4, description: 'Most calls under way at a time' })
}, { ...closed, description: 'How the system is reached' })
/** How to reach a system. */
export type RestConnection = Static<typeof RestConnection>
