import { Follower } from './follower.js'
import { MediaShelf } from './media.js'
import { checkAccount, type CallbackMode, type WeChatAccountOptions } from './options.js'
import { Quota } from './quota.js'
import { TokenHolder } from './token.js'

/** One account with all that the platform keeps of it. */
export class Account {
  readonly options: WeChatAccountOptions
  /** The last part of the server configuration that an operator may change at any time. */
  callbackUrl: string | undefined
  encodingAESKey: string
  mode: CallbackMode
  verified: boolean
  readonly classicTokens = new TokenHolder()
  readonly stableTokens = new TokenHolder()
  readonly media = new MediaShelf()
  readonly quota: Quota
  /** The buttons of the menu, once there is one. */
  menu: unknown[] | undefined
  /** Template messages by openid and client_msg_id, with the time they were sent. */
  readonly templateIds = new Map<string, { msgid: number, atMs: number }>()
  tokenFetches = 0
  readonly #followers = new Map<string, Follower>()

  constructor (options: WeChatAccountOptions) {
    checkAccount(options)
    this.options = options
    this.callbackUrl = options.callbackUrl
    this.encodingAESKey = options.encodingAESKey
    this.mode = options.mode
    this.verified = options.verified ?? true
    this.quota = new Quota(options.limits)
  }

  /** The server configuration as it is now. */
  get settings () {
    const { appId, ghId, token } = this.options
    const { encodingAESKey, mode, callbackUrl } = this
    return { appId, ghId, token, encodingAESKey, mode, ...(callbackUrl === undefined ? {} : { callbackUrl }) }
  }

  /** Finds a customer, or makes one who has followed before. */
  meet (openid: string, nowMs: number): Follower {
    let follower = this.#followers.get(openid)
    if (follower === undefined) this.#followers.set(openid, follower = new Follower(openid, this.options, nowMs))
    return follower
  }

  /** Finds a customer by what a client named. */
  find (openid: unknown): Follower | undefined {
    return typeof openid === 'string' ? this.#followers.get(openid) : undefined
  }

  /** @returns 0 or an errcode for a token of this account, undefined for one that is not of this account */
  checkToken (token: string, nowMs: number): number | undefined {
    return this.stableTokens.check(token, nowMs) ?? this.classicTokens.check(token, nowMs)
  }
}
