import { menuEvents, messageMenuTrigger, replyWindows, type WindowTrigger } from './facts.js'
import type { WeChatAccountOptions } from './options.js'
import type { XmlFields } from './xml.js'

/** How many answers one customer allows, and until when. */
export class ReplyWindow {
  readonly #rules: NonNullable<WeChatAccountOptions['windows']>
  #remaining = 0
  #until = -Infinity

  constructor (rules: NonNullable<WeChatAccountOptions['windows']> = {}) {
    this.#rules = rules
  }

  /** Answers left; 0 too when the time is over. */
  remaining (nowMs: number): number {
    return nowMs < this.#until ? this.#remaining : 0
  }

  /** Resets the count to the action's own and takes the later deadline. */
  open (trigger: WindowTrigger, nowMs: number): void {
    const { sends, durationMs } = this.#rules[trigger] ?? replyWindows[trigger]
    this.#remaining = sends
    this.#until = Math.max(this.#until, nowMs + durationMs)
  }

  close (): void {
    this.#until = -Infinity
  }

  /** @returns 45015 when it is too late, 45047 when the answers are used up, else 0 */
  check (nowMs: number): number {
    if (nowMs >= this.#until) return 45015
    return this.#remaining > 0 ? 0 : 45047
  }

  /** Uses up one answer. */
  use (): void {
    this.#remaining = Math.max(0, this.#remaining - 1)
  }
}

/** Tells which window an action of a customer opens. @returns undefined for events that open none */
export function triggerOf (fields: XmlFields): WindowTrigger | undefined {
  if (fields.MsgType !== 'event') return fields.bizmsgmenuid == null ? 'message' : messageMenuTrigger
  if (fields.Event === 'subscribe') return 'follow'
  if (fields.Event === 'SCAN') return 'scan'
  return menuEvents.includes(String(fields.Event)) ? 'menu' : undefined
}
