import { Secret, Type, type Static } from '@kefuhub/contract'
import { rateOption } from '../rate.js'
import { RATE, TIMEOUT_MS, TLS_PORT } from './facts.js'

/** One address, without anything that could end a header. */
const ADDRESS = '^[^\\s@<>()\\[\\],;:"\\\\]{1,64}@[^\\s@<>()\\[\\],;:"\\\\]{1,255}$'
const HOST = '^[A-Za-z0-9.:-]{1,253}$'

/** Where to fetch access tokens, for servers that want them in place of a password. */
const OAuth2 = Type.Object({
  user: Type.String({ minLength: 1, maxLength: 320, description: 'The mailbox that is logged in to' }),
  tokenUrl: Type.String({ pattern: '^https://\\S+$', maxLength: 2048, description: 'Where access tokens are fetched' }),
  clientId: Type.String({ minLength: 1, maxLength: 256, description: 'Id of the hub there' }),
  clientSecret: Secret({ maxLength: 1024, description: 'Secret of the hub there' }),
  refreshToken: Type.Optional(Secret({ maxLength: 4096, description: 'A refresh token; absent: the hub asks in its own name' })),
  scope: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, description: 'What the token is for' }))
}, { additionalProperties: false })
export type OAuth2 = Static<typeof OAuth2>

/** A mail server and those who get the mails. */
export const Options = Type.Object({
  host: Type.String({ pattern: HOST, description: 'Name of the mail server' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535, default: TLS_PORT, description: 'Its port' }),
  tls: Type.Optional(Type.Enum(['implicit', 'starttls', 'optional'], {
    description: 'TLS from the first byte, after STARTTLS and not without it, or after STARTTLS if the server offers it, which does not protect a password. Default: implicit on port 465, else starttls'
  })),
  ca: Type.Optional(Type.String({
    pattern: '-----BEGIN CERTIFICATE-----', maxLength: 65_536, description: 'Certificates in PEM, in place of the usual authorities; best given by a file reference'
  })),
  servername: Type.Optional(Type.String({ pattern: HOST, description: 'The name that the certificate must have, if not host' })),
  name: Type.Optional(Type.String({ pattern: HOST, description: 'The name that the hub greets with (EHLO); default: that of this machine' })),
  proxy: Type.Optional(Secret({ pattern: '^https?://\\S+$', description: 'An HTTP proxy that the connection goes through' })),
  auth: Type.Optional(Type.Object({
    password: Type.Optional(Type.Object({
      user: Type.String({ minLength: 1, maxLength: 320, description: 'User name' }),
      password: Secret({ maxLength: 1024, description: 'Password; QQ, 163 and 腾讯企业邮箱 want an authorisation code in its place' })
    }, { additionalProperties: false, description: 'Log in with a password' })),
    oauth2: Type.Optional(Type.Object(OAuth2.properties, { additionalProperties: false, description: 'Log in with access tokens (XOAUTH2)' }))
  }, { additionalProperties: false, minProperties: 1, maxProperties: 1, description: 'How the hub logs in; absent: not at all' })),
  from: Type.String({ pattern: ADDRESS, description: 'Address of the sender' }),
  fromName: Type.String({ pattern: '^[^\\r\\n]*$', maxLength: 100, default: 'kefuhub', description: 'Name of the sender' }),
  to: Type.Array(Type.String({ pattern: ADDRESS }), { minItems: 1, maxItems: 50, uniqueItems: true, description: 'Addresses of those who get the mails' }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 120_000, default: TIMEOUT_MS, description: 'Longest silence of the server, in milliseconds' }),
  rate: rateOption(RATE.notifications, RATE.perMs)
}, { additionalProperties: false })

/** The options of e-mail. */
export type Options = Static<typeof Options>
