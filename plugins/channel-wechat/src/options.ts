import { Secret, Type, type Static } from '@kefuhub/contract'
import { LIMITS, REPLY_WINDOWS } from './facts.js'
import { Menu } from './api/menu-schema.js'

const AES_KEY = '^[A-Za-z0-9+/]{43}$'
const KF_ACCOUNT = Type.String({ minLength: 3, maxLength: 64, pattern: '^[^@\\s]+@[^@\\s]+$', description: 'Account in WeChat\'s own agent console, name@account' })

const bound = (value: number, description: string) => Type.Integer({ minimum: 1, default: value, description })
const opened = (window: { sends: number, durationMs: number }, by: string) => Type.Object({
  sends: Type.Integer({ minimum: 1, maximum: 1000, default: window.sends, description: `Messages that may be sent after ${by}` }),
  durationMs: Type.Integer({ minimum: 1, default: window.durationMs, description: `For how long after ${by}, in milliseconds` })
}, { additionalProperties: false, default: {} })

/** The options of one official account in developer mode. Numbers that the platform has changed before can be overridden. */
export const Options = Type.Object({
  appId: Type.String({ pattern: '^wx[0-9a-z]{8,32}$', description: 'AppID of the account' }),
  appSecret: Secret({ maxLength: 128, description: 'AppSecret of the account' }),
  originalId: Type.String({ pattern: '^gh_[0-9A-Za-z]{4,32}$', description: 'Original id of the account (gh_…); messages for another account are refused' }),
  token: Secret({ pattern: '^[A-Za-z0-9]{3,32}$', description: 'Token as entered on mp.weixin.qq.com: 3 to 32 letters and digits' }),
  encodingAESKey: Type.Optional(Secret({ pattern: AES_KEY, description: 'EncodingAESKey, 43 characters; needed unless mode is plain' })),
  previousEncodingAESKey: Type.Optional(Secret({ pattern: AES_KEY, description: 'The key before the last change, for messages that were already under way' })),
  mode: Type.Enum(['security', 'compatible', 'plain'], {
    default: 'security', description: 'Message mode as chosen on mp.weixin.qq.com. Plain mode does not protect the body: anyone who sees one address can forge messages with it for maxAgeMs'
  }),
  apiBase: Type.String({ pattern: '^https?://[^/?#\\s]+/?$', default: 'https://api.weixin.qq.com', description: 'Where the platform\'s API is reached' }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 60_000, default: 10_000, description: 'Longest wait for one answer of the API, in milliseconds' }),
  maxAgeMs: Type.Integer({ minimum: 1000, maximum: 86_400_000, default: 300_000, description: 'Callbacks whose timestamp is further from now than this are refused, in milliseconds' }),
  replyWindows: Type.Object({
    message: opened(REPLY_WINDOWS.message, 'a message'),
    menu: opened(REPLY_WINDOWS.menu, 'a menu tap'),
    follow: opened(REPLY_WINDOWS.follow, 'a follow'),
    scan: opened(REPLY_WINDOWS.scan, 'the scan of a QR code')
  }, { additionalProperties: false, default: {}, description: 'How many messages the customer\'s actions allow, and for how long' }),
  limits: Type.Object({
    textMaxBytes: bound(LIMITS.textMaxBytes, 'Bytes of UTF-8 in one text'),
    imageMaxBytes: bound(LIMITS.imageMaxBytes, 'Bytes of a picture'),
    voiceMaxBytes: bound(LIMITS.voiceMaxBytes, 'Bytes of a voice note'),
    voiceMaxDurationMs: bound(LIMITS.voiceMaxDurationMs, 'Length of a voice note, in milliseconds'),
    videoMaxBytes: bound(LIMITS.videoMaxBytes, 'Bytes of a video'),
    thumbMaxBytes: bound(LIMITS.thumbMaxBytes, 'Bytes of a still picture'),
    mediaReuseMs: bound(LIMITS.mediaReuseMs, 'How long an uploaded file is sent again under its id, in milliseconds')
  }, { additionalProperties: false, default: {}, description: 'Bounds of what can be sent' }),
  menu: Type.Optional(Type.Union([Menu, Type.Null()], { description: 'The account\'s menu, kept in step at start; null removes it, absent leaves it alone' })),
  mergeByUnionId: Type.Boolean({ default: false, description: 'Treat the same UnionID on several channels as one person' }),
  profile: Type.Boolean({ default: true, description: 'Ask the platform for the profile of new customers' }),
  language: Type.Enum(['zh_CN', 'zh_TW', 'en'], { default: 'zh_CN', description: 'Language in which the platform words profiles' }),
  transfer: Type.Union([Type.Boolean(), Type.Object({ kfAccount: KF_ACCOUNT }, { additionalProperties: false })], {
    default: false, description: 'Also hand every message to WeChat\'s own agent console, to any agent or to the named one'
  }),
  kfAccounts: Type.Record(Type.String({ maxLength: 64 }), KF_ACCOUNT, { default: {}, description: 'By agent id: the console account whose name and picture the customer sees' }),
  markAi: Type.Boolean({ default: false, description: 'Mark messages that a bot wrote as made by AI' }),
  rate: Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'Most messages sent per second' }),
  tokenEndpoint: Type.Enum(['stable', 'classic'], {
    default: 'stable', description: 'Which endpoint gives access tokens; classic replaces the token of every other system that uses it'
  })
}, {
  additionalProperties: false,
  if: { type: 'object', not: { type: 'object', properties: { mode: { const: 'plain' } }, required: ['mode'] } },
  then: { type: 'object', properties: { encodingAESKey: {} }, required: ['encodingAESKey'] }
})

/** The options of one official account, checked and with defaults. */
export type Options = Static<typeof Options>
