import type { PluginHub } from '../hub.js'
import { DeliveryError, Rejected, Retryable, Uncertain } from '../errors.js'
import { describeFailure, isBeforeWriting } from './network.js'
import { quote } from './quote.js'
import { isWrite, type RestRequest, type RestResponse } from './request.js'

/** What the hub gives for calling other systems. */
export type RestHub = Pick<PluginHub, 'fetch' | 'clock' | 'log' | 'tokens' | 'signal'>

/** One request to an address and its answer, whatever it says. */
export class Exchange {
  readonly #hub: RestHub
  readonly #timeoutMs: number
  readonly #maxBytes: number

  constructor (hub: RestHub, timeoutMs: number, maxBytes: number) {
    this.#hub = hub
    this.#timeoutMs = timeoutMs
    this.#maxBytes = maxBytes
  }

  /** @throws Retryable, Rejected, Uncertain when no whole answer came back */
  async send (url: URL, request: RestRequest, headers: Record<string, string>): Promise<RestResponse> {
    const { fetch, signal, clock } = this.#hub
    const signals = request.signal === undefined ? signal : AbortSignal.any([signal, request.signal])
    if (signals.aborted) throw new Retryable(`${describe(url, request)} was not made: the hub is stopping`)
    const startedMs = clock.now()
    try {
      const payload = toPayload(request)
      const response = await fetch(url, {
        method: request.method,
        headers: { accept: 'application/json', ...payload.headers, ...headers },
        ...(payload.body !== undefined && { body: payload.body }),
        signal: signals,
        redirect: 'manual',
        timeoutMs: request.timeoutMs ?? this.#timeoutMs
      })
      const text = await this.#read(response, url, request)
      this.#hub.log.debug({ call: describe(url, request), status: response.status, ms: clock.now() - startedMs }, 'called another system')
      return { status: response.status, headers: response.headers, body: parse(text), text }
    } catch (error) {
      throw error instanceof DeliveryError ? error : toVerdict(error, url, request)
    }
  }

  async #read (response: Response, url: URL, request: RestRequest): Promise<string> {
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      if (bytes > this.#maxBytes) {
        const message = `The answer to ${describe(url, request)} is longer than ${this.#maxBytes} bytes; ask for less at a time`
        throw isWrite(request) && response.ok ? new Uncertain(message) : new Rejected(message)
      }
      chunks.push(chunk)
    }
    return new TextDecoder().decode(Buffer.concat(chunks))
  }
}

/** A call as messages name it: without its query, and without the customer's data that a path may hold. */
export function describe (url: URL, { method }: Pick<RestRequest, 'method'>): string {
  return `${method} ${url.host}${quote(url.pathname)}`
}

function toVerdict (error: unknown, url: URL, request: RestRequest): DeliveryError {
  // Fetch itself refused it, for example for a header that cannot be sent.
  if (error instanceof TypeError && error.cause === undefined) return new Rejected(`${describe(url, request)} cannot be made: ${quote(error.message)}`)
  const message = `${describe(url, request)} got no answer: ${quote(describeFailure(error))}`
  const isDoubtful = isWrite(request) && !isBeforeWriting(error)
  return isDoubtful ? new Uncertain(message, { cause: error }) : new Retryable(message, { cause: error })
}

function toPayload ({ body, form, raw }: RestRequest): { body?: string | Buffer | FormData, headers?: Record<string, string> } {
  if (form instanceof FormData) return { body: form }
  if (form !== undefined) return { body: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  if (raw !== undefined) return { body: raw.content, headers: { 'content-type': raw.type } }
  return body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

function parse (text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
