import { Secret, Type, type DeliveryError, type NotifierInstance, type PluginHub, type Static } from '@kefuhub/contract'
import { rateOption } from '../rate.js'
import { callsPeople, mentionAll, mentionFrom, mentionMobiles, mentionUsers } from '../robot/mention.js'
import { judgeStatus, postJson, type Answer } from '../post.js'
import { PREFIX } from '../robot/prefix.js'
import { toError, type Refusal } from '../robot/refusal.js'
import { openRobotUrl, robotUrlOptions, secretParts } from '../robot/robot-url.js'
import { VendorClock } from '../robot/vendor-clock.js'
import { HOSTS, RATE, REFUSALS, SECURITY, SECURITY_REFUSALS } from './facts.js'
import { toBody } from './message.js'
import { signUrl } from './sign.js'

const NAME = 'DingTalk'

/** A custom robot in a group of DingTalk (钉钉). */
export const Options = Type.Object({
  ...robotUrlOptions('https://oapi.dingtalk.com/robot/send?access_token=…'),
  secret: Type.Optional(Secret({ maxLength: 256, description: 'The secret of the robot\'s signature (加签), SEC…; absent where it checks none' })),
  prefix: PREFIX,
  mention: Type.Object({
    users: mentionUsers('DingTalk user ids of those who are called'),
    mobiles: mentionMobiles(),
    all: mentionAll()
  }, { additionalProperties: false, default: {}, description: 'Who is called by name' }),
  mentionFrom: mentionFrom(),
  rate: rateOption(RATE.notifications, RATE.perMs)
}, { additionalProperties: false })

/** The options of a robot of DingTalk. */
export type Options = Static<typeof Options>

/** Connects to a robot of DingTalk. @throws NOTIFY_ERR_HOST */
export function connect (hub: PluginHub, options: Options): NotifierInstance {
  const { secret, prefix, mention, mentionFrom, rate } = options
  const url = openRobotUrl('dingtalk', options, HOSTS)
  const secrets = [...secretParts(url), ...(secret === undefined ? [] : [secret])]
  const clock = new VendorClock(NAME, hub.clock)

  async function send (body: string): Promise<Answer> {
    return await postJson(hub, NAME, secret === undefined ? url : signUrl(url, secret, clock.now()), body, options)
  }

  function judge (answer: Answer): DeliveryError | undefined {
    const { errcode, errmsg, status } = answer.json ?? {}
    if (errcode === 0) return undefined
    const code = typeof errcode === 'number' ? errcode : status
    if (typeof code !== 'number') return judgeStatus(NAME, answer, hub.clock.now())
    return toError(NAME, code === SECURITY ? refusalBySecurity(errmsg) : REFUSALS.get(code), code, errmsg, secrets)
  }

  return {
    rate,
    health: () => clock.health(),
    async notify (notification) {
      const body = toBody(notification, prefix, callsPeople(notification.severity, mentionFrom) ? mention : undefined)
      let answer = await send(body)
      // What was refused was not shown, so once more does no harm.
      if (isAboutTime(answer) && clock.resync(answer.headers)) answer = await send(body)
      const error = judge(answer)
      if (error !== undefined) throw error
    }
  }
}

function refusalBySecurity (errmsg: unknown): Refusal | undefined {
  return SECURITY_REFUSALS.find(([words]) => words.test(String(errmsg)))?.[1]
}

function isAboutTime ({ json }: Answer): boolean {
  return json?.['errcode'] === SECURITY && /timestamp/i.test(String(json['errmsg']))
}
