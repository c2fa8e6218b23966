import { once, setMaxListeners } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Account } from './account.js'
import { AccountSite } from './account-site.js'
import { buildCallback, type CallbackOptions, type CallbackRequest } from './callback.js'
import { Customer } from './customer.js'
import { simulatorErrors } from './errors.js'
import { callbackDeadlineMs, repeatedSignature } from './facts.js'
import { FaultList } from './fault.js'
import type { WeChatPlatformOptions } from './options.js'
import { ReceivedMessages, type ReceivedMessage } from './received.js'
import { RequestLog, type RequestEntry } from './request-log.js'
import { createApiServer } from './server.js'
import type { Simulation } from './simulation.js'
import type { XmlFields } from './xml.js'

/** A running platform. All methods that name an account throw KH_ERR_SIMULATOR_ACCOUNT_UNKNOWN for one it does not have. */
export interface WeChatPlatform {
  /** What a client uses as apiBase. */
  readonly url: string
  /** The calls of the API, oldest first: the last 10 000 at least. */
  readonly requests: RequestEntry[]
  readonly faults: Pick<FaultList, 'add'>
  /** The account's pages on the platform's site. */
  account (appId: string): AccountSite
  /** Finds or makes a customer, who has followed before. @param person `unionId` links the same person across accounts; by default equal openids are one person */
  customer (appId: string, openid: string, person?: { unionId?: string }): Customer
  /**
   * Builds the signed callback of something the customer does now, window included, for a load generator to send. Synchronous.
   * @param fields a message without MsgId gets the next free one; `MsgId: null` leaves it out
   * @throws KH_ERR_SIMULATOR_CALLBACK_URL
   */
  buildCallback (appId: string, openid: string, fields: XmlFields, options?: CallbackOptions): CallbackRequest
  /** What reached one customer, or all of them, in order. */
  received (openid?: string): ReceivedMessage[]
  /** Calls the listener for each message that reaches a customer. @returns stops that */
  onReceived (listener: (message: ReceivedMessage) => void): () => void
  /**
   * Waits until a customer has received so many messages in all.
   * @param options `timeoutMs` in real time, default 10 000
   * @throws KH_ERR_SIMULATOR_NOT_RECEIVED
   */
  waitForReceived (openid: string, count: number, options?: { timeoutMs?: number }): Promise<ReceivedMessage[]>
  /** Lets the account's tokens reach the end of their life: 42001. */
  expireTokens (appId: string): void
  /** Ends the account's tokens as if another system had replaced them: 40001. */
  invalidateToken (appId: string): void
  /** How often tokens were asked for in the account's name, with or without success. */
  tokenFetches (appId: string): number
  /** Stops the server, pushes under way and everything that waits. */
  close (): Promise<void>
}

/** Starts a platform on 127.0.0.1. @throws KH_ERR_SIMULATOR_ACCOUNT for an account that cannot exist */
export async function startWeChatPlatform (options: WeChatPlatformOptions): Promise<WeChatPlatform> {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  let lastId = 25_000_000_000_000_000n
  const simulation: Simulation = {
    accounts: new Map(options.accounts.map((account) => [account.appId, new Account(account)])),
    faults: new FaultList(),
    received: new ReceivedMessages(),
    requests: new RequestLog(),
    timing: { deadlineMs: options.deadlineMs ?? callbackDeadlineMs, repeatAfterMs: options.repeatAfterMs ?? callbackDeadlineMs },
    repeats: options.repeats ?? repeatedSignature,
    closed: closing.signal,
    url: '',
    now: options.now ?? Date.now,
    nextId: () => ++lastId
  }
  const server = createApiServer(simulation)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  simulation.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const find = (appId: string): Account => {
    const account = simulation.accounts.get(appId)
    if (account === undefined) throw new simulatorErrors.KH_ERR_SIMULATOR_ACCOUNT_UNKNOWN(appId)
    return account
  }
  return {
    url: simulation.url,
    get requests () { return simulation.requests.list() },
    faults: simulation.faults,
    account: (appId) => new AccountSite(simulation, find(appId)),
    customer (appId, openid, person = {}) {
      const follower = find(appId).meet(openid, simulation.now())
      if (person.unionId !== undefined) follower.unionId = person.unionId
      return new Customer(simulation, find(appId), follower)
    },
    buildCallback (appId, openid, fields, callbackOptions) {
      const account = find(appId)
      const nowMs = callbackOptions?.nowMs ?? simulation.now()
      account.meet(openid, nowMs).act(fields, nowMs)
      const id = fields.MsgType === 'event' || 'MsgId' in fields ? {} : { MsgId: simulation.nextId() }
      return buildCallback(account.settings, openid, { ...fields, ...id }, { ...callbackOptions, nowMs })
    },
    received: (openid) => simulation.received.list(openid),
    onReceived: (listener) => simulation.received.listen(listener),
    waitForReceived: (openid, count, { timeoutMs = 10_000 } = {}) => simulation.received.waitFor(openid, count, timeoutMs, closing.signal),
    expireTokens (appId) {
      const { classicTokens, stableTokens } = find(appId)
      for (const holder of [classicTokens, stableTokens]) holder.expire(simulation.now())
    },
    invalidateToken (appId) {
      const { classicTokens, stableTokens } = find(appId)
      for (const holder of [classicTokens, stableTokens]) holder.invalidate(simulation.now())
    },
    tokenFetches: (appId) => find(appId).tokenFetches,
    async close () {
      closing.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }
}
