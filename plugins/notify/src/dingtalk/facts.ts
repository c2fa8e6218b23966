import type { Refusal, Refusals } from '../robot/refusal.js'

/**
 * What is known of DingTalk's custom robots. Marks: [A] the vendor's page says so, [B] public clients agree, [C] unproven.
 * @see https://open.dingtalk.com/document/orgapp/custom-robot-access
 */

/** Where robots live. The international service has hosts of its own. [B] */
export const HOSTS = ['oapi.dingtalk.com'] as const

/** 20 in a minute, and ten minutes of silence for who sends more: some room is left. [B] */
export const RATE = { notifications: 18, perMs: 60_000 } as const

/** Bytes of the whole body. [C] */
export const MAX_BODY_BYTES = 20_000

/** What a robot that was too fast is punished with, in milliseconds. [B] */
const BLOCKED_MS = 600_000

const UNKNOWN_TOKEN = { verdict: 'disabled', text: 'the robot is not known; put the address of a robot into url' } as const
const TOO_FAST = { verdict: 'retry', text: 'the robot was called too often and is blocked for ten minutes', afterMs: BLOCKED_MS } as const
const CONTENT = { verdict: 'rejected', text: 'the content is refused' } as const

/** Refusals by errcode, but for 310000. [B for 130101 and 90030, else C] */
export const REFUSALS: Refusals = new Map<number, Refusal>([
  [-1, { verdict: 'retry', text: 'it is busy' }],
  [130101, TOO_FAST],
  [410100, TOO_FAST],
  // Not an errcode but the `status` of the answer that a block is sometimes wrapped in.
  [1111, TOO_FAST],
  [90030, { verdict: 'retry', text: 'the organisation has used up its quota of webhook calls', afterMs: 3_600_000 }],
  [300001, UNKNOWN_TOKEN],
  [400101, UNKNOWN_TOKEN],
  [400102, { verdict: 'disabled', text: 'the robot is switched off; switch it on in the group' }],
  [400013, { verdict: 'disabled', text: 'the group was dissolved; put the address of another robot into url' }],
  [430101, CONTENT],
  [430102, CONTENT],
  [430103, CONTENT],
  [430104, CONTENT],
  [43004, { verdict: 'rejected', text: 'the content type did not arrive; check what stands between' }]
])

/** The errcode of all refusals by the robot's security settings; the words tell which. [B] */
export const SECURITY = 310000

/** What the words of a 310000 mean. [B] */
export const SECURITY_REFUSALS: ReadonlyArray<[words: RegExp, refusal: Refusal]> = [
  [/keyword/i, { verdict: 'rejected', text: 'the robot wants one of its keywords; make prefix one of them' }],
  [/timestamp/i, { verdict: 'unauthorized', text: 'the timestamp is refused; set the clock of this machine by NTP' }],
  [/sign/i, { verdict: 'unauthorized', text: 'the signature is refused; compare secret with the robot\'s settings' }],
  [/whitelist|\bip\b/i, { verdict: 'unauthorized', text: 'the address of this server is not allowed; add it to the robot\'s settings' }]
]
