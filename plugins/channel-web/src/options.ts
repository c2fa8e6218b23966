import { Secret, Type, type Static } from '@kefuhub/contract'

const both = (zh: string, en: string, maxLength: number, description: string) => Type.Object({
  zh: Type.String({ maxLength, default: zh }),
  en: Type.String({ maxLength, default: en })
}, { additionalProperties: false, default: {}, description })

const bothRequired = (maxLength: number, description: string) => Type.Object({
  zh: Type.String({ minLength: 1, maxLength }),
  en: Type.String({ minLength: 1, maxLength })
}, { additionalProperties: false, description })

const MINUTE = '^([01]\\d|2[0-3]):[0-5]\\d$'

/** The options of one widget. */
export const Options = Type.Object({
  origins: Type.Array(Type.String({ pattern: '^https?://[a-zA-Z0-9.:\\[\\]-]+$', maxLength: 255 }), {
    default: [],
    maxItems: 1000,
    description: 'Sites that may show the widget, for example `https://www.example.com`. Pages of the hub itself always may'
  }),
  name: Type.String({ minLength: 1, maxLength: 64, default: '在线客服', description: 'Heads the panel' }),
  color: Type.String({ pattern: '^#[0-9a-fA-F]{6}$', default: '#1667c7', description: 'Of the launcher and the header' }),
  logoUrl: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 2048, description: 'A picture for the header, at least 64 x 64' })),
  position: Type.Enum(['right', 'left'], { default: 'right', description: 'The corner of the launcher' }),
  sound: Type.Boolean({ default: false, description: 'Whether an answer is heard while the panel is closed or the page hidden' }),
  welcome: both('您好，请问有什么可以帮您？', 'Hello, how can we help?', 1000, 'Greets who opens the panel'),
  suggestions: Type.Array(bothRequired(100, 'A question as a visitor would put it'), {
    default: [],
    maxItems: 200,
    description: 'Questions to tap: the first 8 before the first message, those that fit while the visitor types'
  }),
  person: Type.Object({
    zh: Type.String({ minLength: 1, maxLength: 40, default: '转人工' }),
    en: Type.String({ minLength: 1, maxLength: 40, default: 'Talk to a human' })
  }, { additionalProperties: false, default: {}, description: 'The button that asks for a person. It sends its own words: a rule of the bot has to hand over on them' }),
  rating: Type.Boolean({ default: true, description: 'Whether visitors are asked, when a conversation has ended, how it was' }),
  invitations: Type.Array(Type.Object({
    afterSeconds: Type.Integer({ minimum: 0, maximum: 3600, default: 10, description: 'Time on the page before it shows' }),
    pages: Type.Array(Type.String({ pattern: '^[/*]', maxLength: 512 }), {
      default: [],
      maxItems: 20,
      description: 'Paths such as `/pricing` or `/products/*`, where `*` stands for anything. None: every page'
    }),
    returning: Type.Optional(Type.Boolean({ description: 'true: only who was here before; false: only who is here for the first time' })),
    text: bothRequired(300, 'What the invitation says')
  }, { additionalProperties: false }), { default: [], maxItems: 20, description: 'Bubbles at the launcher that invite to chat; the first whose conditions hold shows, each once per session' }),
  hours: Type.Optional(Type.Object({
    timeZone: Type.String({ minLength: 1, maxLength: 64, default: 'Asia/Shanghai', description: 'IANA name of the time zone' }),
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, default: [1, 2, 3, 4, 5], description: '1 Monday to 7 Sunday' }),
    from: Type.String({ pattern: MINUTE, default: '09:00' }),
    to: Type.String({ pattern: MINUTE, default: '18:00', description: 'May be before `from`, for a night' })
  }, { additionalProperties: false, description: 'When somebody is there. Absent: always' })),
  away: both('现在不是工作时间，请留言，我们会尽快回复。', 'We are away right now. Leave a message and we will get back to you.', 1000, 'Shown outside the opening hours'),
  userSecret: Type.Optional(Secret({
    minLength: 16,
    maxLength: 256,
    description: 'Shared with your own site, which signs its users with it, and their phone numbers and e-mail addresses where it likes. Absent: every visitor is anonymous'
  })),
  messagesPerMinute: Type.Integer({ minimum: 1, maximum: 6000, default: 60, description: 'Messages that one visitor may send in a minute' }),
  maxUploadBytes: Type.Integer({ minimum: 1024, maximum: 104_857_600, default: 10_485_760, description: 'Longest file of a visitor, in bytes' }),
  uploadTypes: Type.Array(Type.String({ pattern: '^[a-z]+/([a-z0-9.+-]+|\\*)$' }), {
    maxItems: 100,
    default: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'audio/*', 'video/*', 'application/pdf', 'application/zip', 'text/plain'],
    description: 'File types that a visitor may send, found by content; `image/*` means all of a kind'
  })
}, { additionalProperties: false })

/** The options of one widget. */
export type Options = Static<typeof Options>
