import { createHash } from 'node:crypto'
import { typingExchangeMs, typingShownMs } from './facts.js'
import { simulatorErrors } from './errors.js'
import type { WeChatAccountOptions } from './options.js'
import { ReplyWindow, triggerOf } from './window.js'
import type { XmlFields } from './xml.js'

/** One customer of one account, as the platform knows them. Followed before the simulator started, until they unfollow. */
export class Follower {
  readonly openid: string
  readonly window: ReplyWindow
  /** Links the same person across accounts of one operator. */
  unionId: string
  isFollowing = true
  followedAtMs: number
  /** Scene of the QR code they followed by. */
  scene = ''
  /** The end of what the customer has in flight, so that the next push waits for it. */
  tail: Promise<unknown> = Promise.resolve()
  #exchangedAtMs = -Infinity
  #typingUntilMs = -Infinity

  constructor (openid: string, account: WeChatAccountOptions, nowMs: number) {
    this.openid = openid
    this.window = new ReplyWindow(account.windows)
    this.unionId = 'o6_' + createHash('sha256').update(openid).digest('base64url').slice(0, 25)
    this.followedAtMs = nowMs
  }

  /** Takes note of what the customer does. @throws KH_ERR_SIMULATOR_NOT_FOLLOWING for all but following again */
  act (fields: XmlFields, nowMs: number): void {
    const isFollowing = fields.Event === 'subscribe' && fields.MsgType === 'event'
    if (!this.isFollowing && !isFollowing) throw new simulatorErrors.KH_ERR_SIMULATOR_NOT_FOLLOWING(this.openid)
    if (isFollowing) this.#follow(String(fields.EventKey ?? ''), nowMs)
    if (fields.MsgType === 'event' && fields.Event === 'unsubscribe') {
      this.isFollowing = false
      this.window.close()
    }
    const trigger = triggerOf(fields)
    if (trigger === undefined) return
    this.window.open(trigger, nowMs)
    this.#exchangedAtMs = nowMs
  }

  /** Takes note of a message that reached the customer. */
  receive (nowMs: number): void {
    this.#exchangedAtMs = nowMs
    this.#typingUntilMs = -Infinity
  }

  /** Whether the customer sees that somebody is typing. */
  seesTyping (nowMs: number): boolean {
    return nowMs < this.#typingUntilMs
  }

  /** Shows or hides typing. @returns an errcode */
  setTyping (on: boolean, nowMs: number): number {
    if (!on) {
      this.#typingUntilMs = -Infinity
      return 0
    }
    if (nowMs - this.#exchangedAtMs > typingExchangeMs) return 45080
    if (this.seesTyping(nowMs)) return 45081
    this.#typingUntilMs = nowMs + typingShownMs
    return 0
  }

  #follow (eventKey: string, nowMs: number): void {
    this.isFollowing = true
    this.followedAtMs = nowMs
    this.scene = eventKey.replace(/^qrscene_/, '')
  }
}
