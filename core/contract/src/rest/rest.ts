import { Retryable, isDeliveryError } from '../errors.js'
import type { RestConnection } from './connection.js'
import { Credential, type Access } from './credential.js'
import { Exchange, describe, type RestHub } from './exchange.js'
import { Pace, Slots } from './pace.js'
import type { RestRequest, RestResponse } from './request.js'
import { toUrl } from './address.js'
import { judgeByHttp } from './verdict.js'

/** What is particular to one vendor. */
export interface RestVendor {
  /**
   * Says what a vendor's answer means, before the rules of HTTP: undefined = not mine. Gets also 2xx, for systems that answer 200
   * with an error.
   */
  judge? (response: RestResponse, request: RestRequest): Error | undefined
  /** Headers of the vendor's own, for example with a credential that it fetches. They win over all others. */
  authorize? (request: RestRequest): Promise<Record<string, string>>
  /** Drops the credential after it was refused (Unauthorized, but not by 403); true = try once more. */
  renew? (): Promise<boolean>
  /** Of an answer, in bytes. Default 20 MiB. */
  maxBytes?: number
}

/** Another system's API. */
export interface Rest {
  /**
   * Makes a call when rate and concurrency allow it. 2xx and what the request accepts come back, everything else is thrown.
   * @throws Retryable, Rejected, Unauthorized, Uncertain
   */
  request (request: RestRequest): Promise<RestResponse>
}

const MAX_BYTES = 20 * 1024 * 1024

/** Opens a connection; nothing is called yet. */
export function createRest (hub: RestHub, connection: RestConnection, vendor: RestVendor = {}): Rest {
  return new RestClient(hub, connection, vendor)
}

class RestClient implements Rest {
  readonly #hub: RestHub
  readonly #connection: RestConnection
  readonly #vendor: RestVendor
  readonly #exchange: Exchange
  readonly #credential: Credential
  readonly #slots: Slots
  readonly #pace: Pace | undefined

  constructor (hub: RestHub, connection: RestConnection, vendor: RestVendor) {
    this.#hub = hub
    this.#connection = connection
    this.#vendor = vendor
    this.#exchange = new Exchange(hub, connection.timeoutMs, vendor.maxBytes ?? MAX_BYTES)
    this.#credential = new Credential(connection.auth, hub, this.#exchange)
    this.#slots = new Slots(connection.maxConcurrent)
    this.#pace = connection.rate && new Pace(connection.rate)
  }

  async request (request: RestRequest): Promise<RestResponse> {
    const first = await this.#attempt(request)
    if (first.error === undefined) return first.response
    if (!isRenewable(first.error, first.response) || !await this.#renew(first.access)) throw first.error
    const second = await this.#attempt(request)
    if (second.error === undefined) return second.response
    throw second.error
  }

  async #attempt (request: RestRequest): Promise<{ response: RestResponse, access: Access, error?: Error }> {
    const access = await this.#credential.open()
    const own = await this.#vendor.authorize?.(request) ?? {}
    const url = toUrl(this.#connection.baseUrl, { path: request.path, query: { ...request.query, ...access.query } })
    const headers = { ...lowerCased(this.#connection.headers), ...lowerCased(request.headers), ...access.headers, ...lowerCased(own) }
    const response = await this.#slots.run(async () => {
      await this.#wait(describe(url, request))
      return this.#exchange.send(url, request, headers)
    })
    const secrets = [...access.secrets, ...Object.values(own).map((value) => value.replace(/^\w+ /, ''))]
    const error = this.#vendor.judge?.(response, request) ??
      judgeByHttp({ request, response, call: describe(url, request), nowMs: this.#hub.clock.now(), secrets })
    return { response, access, ...(error && { error }) }
  }

  async #wait (call: string): Promise<void> {
    try {
      await this.#pace?.wait(this.#hub.signal)
    } catch (error) {
      throw new Retryable(`${call} was not made: the hub is stopping`, { cause: error })
    }
  }

  async #renew (access: Access): Promise<boolean> {
    return await this.#credential.renew(access) || (await this.#vendor.renew?.() ?? false)
  }
}

/** A 403 says that the credential is right and its rights are not. */
function isRenewable (error: Error, { status }: RestResponse): boolean {
  return status !== 403 && isDeliveryError(error) && error.verdict === 'unauthorized'
}

function lowerCased (headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
