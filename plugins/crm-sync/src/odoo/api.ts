import { Retryable, Unauthorized, Uncertain, type PluginHub } from '@kefuhub/contract'
import { createRest, type Rest, type RestResponse } from '@kefuhub/contract/rest'
import { MARKUP_FROM, POSITIONAL } from './facts.js'
import type { Options } from './options.js'
import { judge } from './verdict.js'

/** A call of a method of a model. */
export interface OdooCall {
  model: string
  method: string
  /** Of the records that it is called on. */
  ids?: readonly number[]
  /** By Python's names of the arguments. */
  args: Record<string, unknown>
  context?: Record<string, unknown>
  /** Whether it changes something. Default false. */
  isWrite?: boolean
}

/** What came back, and what the server's clock said, in milliseconds since 1970. */
export interface OdooAnswer {
  result: unknown
  nowMs: number
}

/** Odoo's external API, in either of its two forms. */
export interface OdooApi {
  /** @throws Retryable, Rejected, Unauthorized, Uncertain */
  call (call: OdooCall): Promise<OdooAnswer>
  /** Whether a message must say that its body is HTML. */
  hasMarkup (): Promise<boolean>
}

/** Opens the API that the options name; nothing is called yet. */
export function openApi (hub: PluginHub, options: Options): OdooApi {
  const { baseUrl, timeoutMs, maxConcurrent, rate, api, apiKey, database } = options
  const connection = {
    baseUrl,
    timeoutMs,
    maxConcurrent,
    ...(rate && { rate }),
    ...(api === 'json-2' && { auth: { bearer: { token: apiKey } } }),
    ...(api === 'json-2' && database !== undefined && { headers: { 'x-odoo-database': database } })
  }
  const rest = createRest(hub, connection, { judge: (response, request) => judge(response, request, api) })
  const nowMs = (response: RestResponse): number => {
    const told = Date.parse(response.headers.get('date') ?? '')
    return Number.isNaN(told) ? hub.clock.now() : told
  }
  return api === 'json-2' ? new Json2(rest, nowMs) : new JsonRpc(rest, nowMs, options)
}

class Json2 implements OdooApi {
  readonly #rest: Rest
  readonly #nowMs: (response: RestResponse) => number

  constructor (rest: Rest, nowMs: (response: RestResponse) => number) {
    this.#rest = rest
    this.#nowMs = nowMs
  }

  async call ({ model, method, ids, args, context, isWrite = false }: OdooCall): Promise<OdooAnswer> {
    const body = { ...(ids && { ids }), ...args, ...(context && { context }) }
    const response = await this.#rest.request({ method: 'POST', path: `/json/2/${model}/${method}`, body, isWrite })
    return { result: response.body, nowMs: this.#nowMs(response) }
  }

  async hasMarkup (): Promise<boolean> { return true }
}

class JsonRpc implements OdooApi {
  readonly #rest: Rest
  readonly #nowMs: (response: RestResponse) => number
  readonly #options: Options
  #uid: Promise<number> | undefined
  #version: Promise<number> | undefined
  #lastId = 0

  constructor (rest: Rest, nowMs: (response: RestResponse) => number, options: Options) {
    this.#rest = rest
    this.#nowMs = nowMs
    this.#options = options
  }

  async call ({ model, method, ids, args, context, isWrite = false }: OdooCall): Promise<OdooAnswer> {
    const { database, apiKey } = this.#options
    const names = POSITIONAL[method] ?? []
    const named = Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)))
    const positional = [...(ids ? [ids] : []), ...names.map((name) => args[name])]
    try {
      const uid = await this.#login()
      const response = await this.#send('object', 'execute_kw', [database, uid, apiKey, model, method, positional, { ...named, ...(context && { context }) }], isWrite)
      return { result: resultOf(response, isWrite), nowMs: this.#nowMs(response) }
    } catch (error) {
      // Whoever made a new key may have given it to another user.
      if (error instanceof Unauthorized) this.#uid = undefined
      throw error
    }
  }

  hasMarkup (): Promise<boolean> {
    this.#version ??= this.#askVersion().catch((error: unknown) => {
      this.#version = undefined
      throw error
    })
    return this.#version.then((version) => version >= MARKUP_FROM)
  }

  async #askVersion (): Promise<number> {
    const { server_version_info: info } = (resultOf(await this.#send('common', 'version', [], false)) ?? {}) as { server_version_info?: unknown[] }
    // Hosted ones say saas~18 and the like.
    return Number(String(info?.[0] ?? '').replace(/^\D+/, ''))
  }

  #login (): Promise<number> {
    this.#uid ??= this.#authenticate().catch((error: unknown) => {
      this.#uid = undefined
      throw error
    })
    return this.#uid
  }

  async #authenticate (): Promise<number> {
    const { database, user, apiKey } = this.#options
    const uid = resultOf(await this.#send('common', 'authenticate', [database, user, apiKey, {}], false))
    if (typeof uid !== 'number') throw new Unauthorized('Odoo does not know this user with this API key; check the options user and apiKey, keys end after three months at most')
    return uid
  }

  #send (service: string, method: string, args: unknown[], isWrite: boolean): Promise<RestResponse> {
    const body = { jsonrpc: '2.0', method: 'call', id: ++this.#lastId, params: { service, method, args } }
    return this.#rest.request({ method: 'POST', path: '/jsonrpc', body, isWrite })
  }
}

/** What a call came to. @throws Uncertain, Retryable where the answer is none of JSON-RPC */
function resultOf ({ body }: RestResponse, isWrite = false): unknown {
  if (typeof body === 'object' && body !== null && 'result' in body) return body.result
  const message = 'The answer was none of JSON-RPC; check baseUrl and what stands between'
  throw isWrite ? new Uncertain(message) : new Retryable(message)
}

/** The records of an answer. @throws Retryable where it holds none */
export function recordsOf (result: unknown): Array<Record<string, unknown>> {
  if (Array.isArray(result) && result.every((item) => typeof item === 'object' && item !== null)) return result
  throw new Retryable('Odoo answered with something else than records; check baseUrl and what stands between')
}
