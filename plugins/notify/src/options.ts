import { Type, type Static } from '@kefuhub/contract'
import { Options as DingTalk } from './dingtalk/dingtalk.js'
import { Options as Email } from './email/email.js'
import { Options as Feishu } from './feishu/feishu.js'
import { Options as Slack } from './slack/slack.js'
import { Options as WeCom } from './wecom/wecom.js'
import { Options as Webhook } from './webhook/webhook.js'

/** The options of one target: exactly one system. */
export const Options = Type.Object({
  wecom: Type.Optional(Type.Object(WeCom.properties, { additionalProperties: false, description: 'A robot in a group of WeCom' })),
  dingtalk: Type.Optional(Type.Object(DingTalk.properties, { additionalProperties: false, description: 'A custom robot in a group of DingTalk' })),
  feishu: Type.Optional(Type.Object(Feishu.properties, { additionalProperties: false, description: 'A custom bot in a group of Feishu or Lark' })),
  slack: Type.Optional(Type.Object(Slack.properties, { additionalProperties: false, description: 'An incoming webhook of Slack' })),
  email: Type.Optional(Type.Object(Email.properties, { additionalProperties: false, description: 'Mails to one or several addresses' })),
  webhook: Type.Optional(Type.Object(Webhook.properties, { additionalProperties: false, description: 'A signed call of any web address' }))
}, { additionalProperties: false, minProperties: 1, maxProperties: 1 })

/** The options of one target. */
export type Options = Static<typeof Options>
