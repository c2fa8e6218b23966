import { Type, type DeliveryError, type NotifierInstance, type PluginHub, type Static } from '@kefuhub/contract'
import { rateOption } from '../rate.js'
import { callsPeople, mentionAll, mentionFrom, mentionUsers } from '../robot/mention.js'
import { judgeStatus, postJson, type Answer } from '../post.js'
import { toError } from '../robot/refusal.js'
import { openRobotUrl, robotUrlOptions } from '../robot/robot-url.js'
import { HOSTS, OK, RATE, REFUSALS } from './facts.js'
import { toPayload } from './message.js'

const NAME = 'Slack'

/** An incoming webhook of Slack. */
export const Options = Type.Object({
  ...robotUrlOptions('https://hooks.slack.com/services/T…/B…/…'),
  mention: Type.Object({
    users: mentionUsers('Slack member ids (U…) of those who are called'),
    all: mentionAll()
  }, { additionalProperties: false, default: {}, description: 'Who is called by name; webhooks cannot call by phone number' }),
  mentionFrom: mentionFrom(),
  rate: rateOption(RATE.notifications, RATE.perMs)
}, { additionalProperties: false })

/** The options of an incoming webhook of Slack. */
export type Options = Static<typeof Options>

/** Connects to an incoming webhook of Slack. @throws NOTIFY_ERR_HOST */
export function connect (hub: PluginHub, options: Options): NotifierInstance {
  const { mention, mentionFrom, rate } = options
  const url = openRobotUrl('slack', options, HOSTS)

  function judge (answer: Answer): DeliveryError | undefined {
    const { status } = answer
    const words = answer.text.trim()
    if (status === 200 && words === OK) return undefined
    const known = REFUSALS.get(words)
    return status >= 400 && status !== 429 && known !== undefined ? toError(NAME, known, words, '', []) : judgeStatus(NAME, answer, hub.clock.now())
  }

  return {
    rate,
    async notify (notification) {
      const payload = toPayload(notification, callsPeople(notification.severity, mentionFrom) ? mention : undefined)
      const error = judge(await postJson(hub, NAME, url, JSON.stringify(payload), options))
      if (error !== undefined) throw error
    }
  }
}
