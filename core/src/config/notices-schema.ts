import { EVENT_NAMES, SEVERITIES, Type, type Static } from '@kefuhub/contract'

const clock = (description: string) => Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description })

/** The section `notices` of a notifier's entry. */
export const NoticesConfig = Type.Object({
  events: Type.Array(Type.Enum([...EVENT_NAMES]), {
    uniqueItems: true, default: ['ticket.assigned', 'ticket.due', 'alert.raised', 'alert.resolved'], description: 'What people are told of'
  }),
  from: Type.Enum([...SEVERITIES], { default: 'info', description: 'The least that is told' }),
  language: Type.Enum(['zh', 'en'], { default: 'zh', description: 'Of what is told' }),
  quietHours: Type.Optional(Type.Object({
    from: clock('When they begin, for example 22:00'),
    to: clock('When they end; before `from` means on the next day'),
    timeZone: Type.String({ minLength: 1, maxLength: 64, default: 'Asia/Shanghai', description: 'Of both, by its IANA name' }),
    except: Type.Enum(['critical', 'warning', 'nothing'], { default: 'critical', description: 'What is told none the less: this and what presses more' })
  }, { additionalProperties: false, description: 'What happens meanwhile is told afterwards, in one' })),
  groupSeconds: Type.Integer({ minimum: 0, maximum: 3600, default: 60, description: 'After one notification, more of the same kind about the same thing gather for so long and are told in one; 0: each by itself' }),
  templates: Type.Record(Type.String(), Type.Object({
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    body: Type.Optional(Type.String({ minLength: 1, maxLength: 5000, description: 'Markdown' }))
  }, { additionalProperties: false }), { default: {}, description: 'Texts of your own by event, with `{{places}}`' })
}, { additionalProperties: false, description: 'Of a notifier: what is told, when, and in what words' })

/** The section `notices` of a notifier's entry. */
export type NoticesConfig = Static<typeof NoticesConfig>
