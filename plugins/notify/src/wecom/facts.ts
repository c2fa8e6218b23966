import type { Refusal, Refusals } from '../robot/refusal.js'

/**
 * What is known of WeCom's group robots. Marks: [A] the vendor's page says so, [B] public clients agree, [C] unproven.
 * @see https://developer.work.weixin.qq.com/document/path/91770
 */

/** Where robots live. [B] */
export const HOSTS = ['qyapi.weixin.qq.com'] as const

/** 20 in a minute for a robot. [B] */
export const RATE = { notifications: 20, perMs: 60_000 } as const

/** Bytes of UTF-8 in `markdown.content`. [B] */
export const MAX_MARKDOWN_BYTES = 4096

/** Bytes of UTF-8 in `text.content`. [B] */
export const MAX_TEXT_BYTES = 2048

/** The robot is not in the group any more, or never was. [B] */
const GONE = { verdict: 'disabled', text: 'the robot was removed or its address is wrong; add a robot and put its address into url' } as const

/** Refusals by errcode. [B for 45009, 93000 and -1, else C] */
export const REFUSALS: Refusals = new Map<number, Refusal>([
  [-1, { verdict: 'retry', text: 'it is busy' }],
  [45009, { verdict: 'retry', text: 'the robot was called too often', afterMs: 60_000 }],
  [93000, GONE],
  [40008, { verdict: 'rejected', text: 'it does not take this type of message' }],
  [40058, { verdict: 'rejected', text: 'a part of the message is not valid' }],
  [44004, { verdict: 'rejected', text: 'the message is empty' }]
])

/** Whether an errcode is one of the family that says that the robot is gone. [B] */
export function isGone (errcode: number): boolean { return errcode >= 93000 && errcode < 94000 }
