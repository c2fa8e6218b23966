import type { Refusal, Refusals } from '../robot/refusal.js'

/**
 * What is known of the custom bots of Feishu and Lark. Marks: [A] the vendor's page says so, [B] public clients agree, [C] unproven.
 * @see https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 */

/** Where bots live. [A for Feishu, C for Lark] */
export const HOSTS = ['open.feishu.cn', 'open.larksuite.com'] as const

/** 100 in a minute and 5 in a second: a pace that keeps to both, wherever a second begins. [A] */
export const RATE = { notifications: 2, perMs: 1200 } as const

/** Bytes of the whole body; the page says 20 KB. [A] */
export const MAX_BODY_BYTES = 20_000

/** Wait after a refusal for frequency that names no time, in milliseconds. */
export const FREQUENT_MS = 60_000

/** The code for a timestamp or a signature that is not good. [B] */
export const BAD_SIGN = 19021

/** Refusals by code. [A for 11232 and 99991400, B for 9499 and 19021 to 19024, C for 19001] */
export const REFUSALS: Refusals = new Map<number, Refusal>([
  [9499, { verdict: 'rejected', text: 'the message is malformed or longer than 20 KB' }],
  [19001, { verdict: 'disabled', text: 'the bot is not known; put the address of a bot into url' }],
  [BAD_SIGN, { verdict: 'unauthorized', text: 'the signature or its time is refused; compare secret with the bot\'s settings and set the clock by NTP' }],
  [19022, { verdict: 'unauthorized', text: 'the address of this server is not allowed; add it to the bot\'s settings' }],
  [19024, { verdict: 'rejected', text: 'the bot wants one of its keywords; make prefix one of them' }],
  [11232, { verdict: 'retry', text: 'the bot was called too often, or the platform is busy', afterMs: FREQUENT_MS }],
  [99991400, { verdict: 'retry', text: 'the platform was called too often', afterMs: FREQUENT_MS }]
])

/** The header with the seconds until calls are taken again. [A] */
export const RESET_HEADER = 'x-ogw-ratelimit-reset'
