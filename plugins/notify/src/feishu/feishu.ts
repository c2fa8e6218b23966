import { Retryable, Secret, Type, type DeliveryError, type NotifierInstance, type PluginHub, type Static } from '@kefuhub/contract'
import { rateOption } from '../rate.js'
import { callsPeople, mentionAll, mentionFrom, mentionUsers } from '../robot/mention.js'
import { judgeStatus, postJson, type Answer } from '../post.js'
import { PREFIX } from '../robot/prefix.js'
import { toError } from '../robot/refusal.js'
import { openRobotUrl, robotUrlOptions, secretParts } from '../robot/robot-url.js'
import { VendorClock } from '../robot/vendor-clock.js'
import { BAD_SIGN, HOSTS, RATE, REFUSALS, RESET_HEADER } from './facts.js'
import { toPost } from './message.js'
import { sign } from './sign.js'

const NAME = 'Feishu'
const MAX_WAIT_MS = 3_600_000

/** A custom bot in a group of Feishu (飞书) or Lark. */
export const Options = Type.Object({
  ...robotUrlOptions('https://open.feishu.cn/open-apis/bot/v2/hook/…'),
  secret: Type.Optional(Secret({ maxLength: 256, description: 'The secret of the bot\'s signature (签名校验); absent where it checks none' })),
  prefix: PREFIX,
  mention: Type.Object({
    users: mentionUsers('Feishu open ids (ou_…) of those who are called'),
    all: mentionAll()
  }, { additionalProperties: false, default: {}, description: 'Who is called by name; bots cannot call by phone number' }),
  mentionFrom: mentionFrom(),
  rate: rateOption(RATE.notifications, RATE.perMs)
}, { additionalProperties: false })

/** The options of a bot of Feishu. */
export type Options = Static<typeof Options>

/** Connects to a bot of Feishu. @throws NOTIFY_ERR_HOST */
export function connect (hub: PluginHub, options: Options): NotifierInstance {
  const { secret, prefix, mention, mentionFrom, rate } = options
  const url = openRobotUrl('feishu', options, HOSTS)
  const secrets = [...secretParts(url), ...(secret === undefined ? [] : [secret])]
  const clock = new VendorClock(NAME, hub.clock)

  async function send (post: object): Promise<Answer> {
    const seconds = Math.floor(clock.now() / 1000)
    const signed = secret === undefined ? post : { timestamp: String(seconds), sign: sign(secret, seconds), ...post }
    return await postJson(hub, NAME, url, JSON.stringify(signed), options)
  }

  function judge (answer: Answer): DeliveryError | undefined {
    const { code = answer.json?.['StatusCode'], msg } = answer.json ?? {}
    if (code === 0) return undefined
    if (typeof code !== 'number') return judgeStatus(NAME, answer, hub.clock.now())
    const error = toError(NAME, REFUSALS.get(code), code, msg, secrets)
    const resetS = Number(answer.headers.get(RESET_HEADER) ?? NaN)
    return error instanceof Retryable && resetS >= 0 ? new Retryable(error.message, { afterMs: Math.min(resetS * 1000, MAX_WAIT_MS) }) : error
  }

  return {
    rate,
    health: () => clock.health(),
    async notify (notification) {
      const post = toPost(notification, prefix, callsPeople(notification.severity, mentionFrom) ? mention : undefined)
      let answer = await send(post)
      // What was refused was not shown, so once more does no harm.
      if (secret !== undefined && answer.json?.['code'] === BAD_SIGN && clock.resync(answer.headers)) answer = await send(post)
      const error = judge(answer)
      if (error !== undefined) throw error
    }
  }
}
