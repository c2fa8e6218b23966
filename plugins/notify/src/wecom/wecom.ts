import { Type, type NotifierInstance, type PluginHub, type Static } from '@kefuhub/contract'
import { rateOption } from '../rate.js'
import { callsPeople, mentionAll, mentionFrom, mentionMobiles, mentionUsers } from '../robot/mention.js'
import { judgeStatus, postJson } from '../post.js'
import { toError } from '../robot/refusal.js'
import { openRobotUrl, robotUrlOptions, secretParts } from '../robot/robot-url.js'
import { HOSTS, RATE, REFUSALS, isGone } from './facts.js'
import { toCall, toMarkdown } from './message.js'

const NAME = 'WeCom'

/** A robot in a group of WeCom (企业微信). */
export const Options = Type.Object({
  ...robotUrlOptions('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…'),
  mention: Type.Object({
    users: mentionUsers('WeCom user ids of those who are called'),
    mobiles: mentionMobiles(),
    all: mentionAll()
  }, { additionalProperties: false, default: {}, description: 'Who is called by name; phone numbers and everybody take a second message' }),
  mentionFrom: mentionFrom(),
  rate: rateOption(RATE.notifications, RATE.perMs)
}, { additionalProperties: false })

/** The options of a robot of WeCom. */
export type Options = Static<typeof Options>

/** Connects to a robot of WeCom. @throws NOTIFY_ERR_HOST */
export function connect (hub: PluginHub, options: Options): NotifierInstance {
  const url = openRobotUrl('wecom', options, HOSTS)
  const secrets = secretParts(url)
  const { users, mobiles, all } = options.mention
  // Markdown calls by user id only.
  const takesTwo = mobiles.length > 0 || all

  async function send (message: object): Promise<void> {
    const answer = await postJson(hub, NAME, url, JSON.stringify(message), options)
    const { errcode, errmsg } = answer.json ?? {}
    if (errcode === 0) return
    if (typeof errcode !== 'number') throw judgeStatus(NAME, answer, hub.clock.now())
    throw toError(NAME, REFUSALS.get(isGone(errcode) ? 93000 : errcode), errcode, errmsg, secrets)
  }

  return {
    rate: takesTwo ? halve(options.rate) : options.rate,
    async notify (notification) {
      const isCall = callsPeople(notification.severity, options.mentionFrom)
      await send(toMarkdown(notification, isCall && !takesTwo ? users : []))
      if (!isCall || !takesTwo) return
      // The notification is out: trying all of it again would show it twice.
      await send(toCall(notification, options.mention)).catch((error: unknown) => {
        hub.log.warn({ err: error, notification: notification.id }, 'the notification arrived, but nobody could be called by name')
      })
    }
  }
}

/** Two messages for a notification leave half as many notifications. */
function halve ({ notifications, perMs }: Options['rate']): Options['rate'] {
  return notifications > 1 ? { notifications: Math.floor(notifications / 2), perMs } : { notifications, perMs: perMs * 2 }
}
