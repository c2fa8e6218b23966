import { defineNotifier, type NotifierInstance, type PluginHub } from '@kefuhub/contract'
import { connect as connectDingTalk } from './dingtalk/dingtalk.js'
import { connect as connectEmail } from './email/email.js'
import { connect as connectFeishu } from './feishu/feishu.js'
import { Options } from './options.js'
import { connect as connectSlack } from './slack/slack.js'
import { watchTarget } from './target.js'
import { connect as connectWeCom } from './wecom/wecom.js'
import { connect as connectWebhook } from './webhook/webhook.js'

export { errors } from './errors.js'
export { Options } from './options.js'

/** Tells people: robots of WeCom, DingTalk, Feishu and Slack, e-mail, signed webhooks. One entry is one target. */
export default defineNotifier({
  name: 'notify',
  contract: '^1',
  title: { zh: '通知', en: 'Notifications' },
  options: Options,
  setup: (hub, options) => watchTarget(hub, connect(hub, options))
})

/** The schema has made sure that there is one. */
function connect (hub: PluginHub, { wecom, dingtalk, feishu, slack, email, webhook }: Options): NotifierInstance {
  if (wecom !== undefined) return connectWeCom(hub, wecom)
  if (dingtalk !== undefined) return connectDingTalk(hub, dingtalk)
  if (feishu !== undefined) return connectFeishu(hub, feishu)
  if (slack !== undefined) return connectSlack(hub, slack)
  if (email !== undefined) return connectEmail(hub, email)
  return connectWebhook(hub, webhook as NonNullable<Options['webhook']>)
}
