import { Retryable, Unauthorized, Uncertain, type ErpHub } from '@kefuhub/contract'
import { createRest, type Rest } from '@kefuhub/contract/rest'
import { cleaned } from '../erp/cleaned.js'
import type { Options } from './options.js'
import { judge } from './verdict.js'

/** A call of a method of a model. */
export interface OdooCall {
  model: string
  method: string
  /** Of the records that it is called on; absent for a method of the model. */
  ids?: readonly number[]
  args?: Record<string, unknown>
  context?: Record<string, unknown>
  /** Whether a lost answer leaves in doubt what happened. Default false. */
  isWrite?: boolean
}

/** A record as it was read: many-to-one values are `[id, name]`, what is empty is `false`. */
export type Row = Record<string, unknown> & { id: number }

/** A condition on records, in Odoo's prefix notation. */
export type Domain = unknown[]

/** Which of the records that match are read, and how. */
export interface Reading {
  /** Default 500. */
  limit?: number
  offset?: number
  /** Default: by id. */
  order?: string
  context?: Record<string, unknown>
}

/** A field of a model. */
export interface Field {
  type: string
  relation?: string
  selection?: Array<[string, string]>
  readonly?: boolean
}

/** How long what Odoo says of its models is believed, in milliseconds: modules come and go. */
const FIELDS_MS = 3_600_000

/** One database of Odoo, over either of its APIs. */
export class Odoo {
  readonly #rest: Rest
  readonly #options: Options
  readonly #hub: ErpHub
  #uid: Promise<number> | undefined
  readonly #fields = new Map<string, { at: number, fields: Promise<ReadonlyMap<string, Field>> }>()

  constructor (hub: ErpHub, options: Options) {
    this.#hub = hub
    this.#options = options
    const { url, timeoutMs, maxConcurrent, api, apiKey, database } = options
    this.#rest = createRest(hub, {
      baseUrl: url,
      timeoutMs,
      maxConcurrent,
      ...(api === 'json2' && { auth: { bearer: { token: apiKey } }, headers: { 'x-odoo-database': database } })
    }, { judge })
  }

  /** Calls a method. @throws Retryable, Rejected, Unauthorized, Uncertain */
  async call (call: OdooCall): Promise<unknown> {
    if (this.#options.api === 'json2') return this.#callJson2(call)
    const { model, method, ids, args, context, isWrite = false } = call
    const kwargs = { ...args, ...(context && { context }) }
    return this.#execute(model, method, ids === undefined ? [] : [ids], kwargs, isWrite)
  }

  /** Makes a record. @returns its id */
  async create (model: string, values: Record<string, unknown>, { context, isWrite = true }: Pick<OdooCall, 'context' | 'isWrite'> = {}): Promise<number> {
    const made = this.#options.api === 'json2'
      ? await this.#callJson2({ model, method: 'create', args: { vals_list: [values] }, isWrite, ...(context && { context }) })
      : await this.#execute(model, 'create', [values], context ? { context } : {}, isWrite)
    const id: unknown = Array.isArray(made) ? made[0] : made
    if (typeof id === 'number') return id
    throw new Uncertain(`Odoo made a ${model} but did not tell its id`)
  }

  /** Changes records. */
  async write (model: string, ids: readonly number[], vals: Record<string, unknown>, isWrite = true): Promise<void> {
    await this.call({ model, method: 'write', ids, args: { vals }, isWrite })
  }

  /** Reads records that match; fields that the model does not have are left out. */
  async searchRead (model: string, domain: Domain, fields: readonly string[], { limit = 500, offset = 0, order = 'id asc', context }: Reading = {}): Promise<Row[]> {
    const known = await this.fields(model)
    const args = { domain, fields: fields.filter((name) => name === 'id' || known.has(name)), limit, offset, order }
    const rows = await this.call({ model, method: 'search_read', args, ...(context && { context }) })
    if (!Array.isArray(rows)) throw new Retryable(`Odoo answered to a search of ${model} with something that is no list`)
    return rows.filter(isRow)
  }

  /** The fields that a model has, by name. */
  async fields (model: string): Promise<ReadonlyMap<string, Field>> {
    const now = this.#hub.clock.now()
    const known = this.#fields.get(model)
    if (known !== undefined && now - known.at < FIELDS_MS) return known.fields
    const fields = this.#readFields(model)
    this.#fields.set(model, { at: now, fields })
    // A failure is not kept.
    fields.catch(() => { this.#fields.delete(model) })
    return fields
  }

  async #readFields (model: string): Promise<ReadonlyMap<string, Field>> {
    const answer = await this.call({ model, method: 'fields_get', args: { attributes: ['type', 'relation', 'selection', 'readonly'] } })
    if (typeof answer !== 'object' || answer === null) throw new Retryable(`Odoo did not tell the fields of ${model}`)
    return new Map(Object.entries(answer as Record<string, Field>))
  }

  async #callJson2 ({ model, method, ids, args, context, isWrite = false }: OdooCall): Promise<unknown> {
    const body = cleaned({ ...(ids && { ids }), ...args, ...(context && { context }) })
    const { body: result } = await this.#rest.request({ method: 'POST', path: `/json/2/${model}/${method}`, body, isWrite })
    return result
  }

  async #execute (model: string, method: string, args: unknown[], kwargs: Record<string, unknown>, isWrite: boolean): Promise<unknown> {
    const { database, apiKey } = this.#options
    const uid = await this.#logIn()
    try {
      return await this.#rpc('object', 'execute_kw', [database, uid, apiKey, model, method, cleaned(args), cleaned(kwargs)], isWrite)
    } catch (error) {
      if (error instanceof Unauthorized) this.#uid = undefined
      throw error
    }
  }

  #logIn (): Promise<number> {
    const known = this.#uid
    if (known !== undefined) return known
    const { database, user, apiKey } = this.#options
    const uid = this.#rpc('common', 'authenticate', [database, user, apiKey, {}], false).then((answer) => {
      if (typeof answer === 'number' && answer > 0) return answer
      // A log-in that is refused is answered with false and not with an error.
      throw new Unauthorized('Odoo refuses the log-in; check database, user and apiKey, keys may have expired')
    })
    this.#uid = uid
    uid.catch(() => { this.#uid = undefined })
    return uid
  }

  async #rpc (service: string, method: string, args: unknown[], isWrite: boolean): Promise<unknown> {
    const { body } = await this.#rest.request({ method: 'POST', path: '/jsonrpc', isWrite, body: { jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } } })
    if (typeof body === 'object' && body !== null && 'jsonrpc' in body) return (body as { result?: unknown }).result
    const message = 'The answer was none of Odoo\'s; check url and what stands between'
    throw isWrite ? new Uncertain(message) : new Retryable(message)
  }
}

function isRow (row: unknown): row is Row {
  return typeof row === 'object' && row !== null && typeof (row as Row).id === 'number'
}
