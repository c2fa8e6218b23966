import { Unauthorized, type Health, type PluginHub } from '@kefuhub/contract'
import { createRest, type Rest, type RestConnection, type RestRequest } from '@kefuhub/contract/rest'

/** Calls the system, keeps what it learns of the credentials, and takes out what no system wants. */
export class Client {
  health: Health = { state: 'ok' }
  readonly #rest: Rest

  constructor (hub: PluginHub, connection: RestConnection) { this.#rest = createRest(hub, connection) }

  /**
   * Makes a call.
   * @returns the body of the answer; `undefined` where there is none, and for 404 where the request accepts that
   * @throws Retryable, Rejected, Unauthorized, Uncertain
   */
  async call<T> (request: RestRequest): Promise<T | undefined> {
    try {
      const { status, body } = await this.#rest.request({ ...request, ...(request.body !== undefined && { body: withoutNul(request.body) }) })
      this.health = { state: 'ok' }
      return status === 404 ? undefined : body as T
    } catch (error) {
      if (error instanceof Unauthorized) this.health = { state: 'down', reason: error.message }
      throw error
    }
  }
}

/** A value without NUL characters, which databases refuse. */
function withoutNul (value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) => typeof part === 'string' ? part.replaceAll('\0', '') : part)
}
