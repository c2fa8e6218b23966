import { OdooException, valueError } from './exception.js'
import type { OdooField, OdooRow } from './field.js'
import { callMethod, isApiModel, isReading, signatureOf } from './method.js'
import { OdooModel, type Database } from './model.js'
import { COUNTRIES, MESSAGE_FIELDS, partnerFields, partnerRules } from './partner.js'
import { VendorServer, type VendorAnswer, type VendorCall, type VendorRequest, type VendorSite } from '../vendor-server.js'

/** How a simulated Odoo is set up. */
export interface OdooSimulatorOptions {
  /** Major version; default 19. JSON-2 exists from 19 on, /jsonrpc up to 21. */
  version?: number
  /** Databases of the server; the first one is the one in use. Default `kefuhub`. */
  databases?: readonly string[]
  /** Default `hub@example.com`. */
  user?: string
  /** Default `odoo-api-key`. */
  apiKey?: string
  /** Default: version below 18.2, as in the product. */
  hasMobile?: boolean
  /** Whether the module phone_validation is installed; default true. */
  hasPhoneSanitized?: boolean
  /** Fields of res.partner with a unique constraint; default none, as in the product. */
  uniqueFields?: readonly string[]
  /** Fields that somebody added to res.partner. */
  customFields?: Record<string, OdooField>
  /** The wait that the hosted product asks for, in seconds; default 7. */
  waitSeconds?: number
  /** Its clock, in milliseconds since 1970. */
  now?: () => number
}

const UID = 2

/**
 * A simulated Odoo: res.partner and mail.message behind both of its APIs, in memory.
 * @see Odoo's documentation, "External API"; what rests on less is the fields and texts of the models, the timing of their rules,
 * and which status JSON-2 gives to which exception
 */
export class OdooSimulator implements VendorSite, Database {
  readonly version: number
  readonly database: string
  readonly partners: OdooModel
  readonly messages: OdooModel
  /** Whether the key still opens the door. */
  isKeyValid = true
  /** What the user may do with res.partner. */
  rights = { read: true, write: true }
  readonly #options: OdooSimulatorOptions
  readonly #user: string
  readonly #apiKey: string
  readonly #now: () => number
  #lastMs = 0
  #server: VendorServer | undefined

  private constructor (options: OdooSimulatorOptions) {
    this.#options = options
    this.version = options.version ?? 19
    this.database = options.databases?.[0] ?? 'kefuhub'
    this.#user = options.user ?? 'hub@example.com'
    this.#apiKey = options.apiKey ?? 'odoo-api-key'
    this.#now = options.now ?? Date.now
    const flavour = {
      hasMobile: options.hasMobile ?? this.version < 18.2,
      hasPhoneSanitized: options.hasPhoneSanitized ?? true,
      uniqueFields: options.uniqueFields ?? [],
      customFields: options.customFields ?? {}
    }
    this.partners = new OdooModel('res.partner', partnerFields(flavour), this, partnerRules(flavour))
    this.messages = new OdooModel('mail.message', MESSAGE_FIELDS, this)
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start (options: OdooSimulatorOptions = {}): Promise<OdooSimulator> {
    const simulator = new OdooSimulator(options)
    simulator.#server = await VendorServer.listen(simulator, simulator.#now)
    return simulator
  }

  /** The log of the calls, and faults. */
  get server (): VendorServer { return this.#server as VendorServer }
  get url (): string { return this.server.url }
  close (): Promise<void> { return this.server.close() }

  /** Every transaction has a time of its own, even where the clock stands still. */
  transactionMs (): number {
    this.#lastMs = Math.max(this.#now() + 0.123, this.#lastMs + 0.001)
    return this.#lastMs
  }

  exists (model: string, id: number): boolean {
    return model === 'res.partner' ? this.partners.rows.has(id) : model === 'res.country' && COUNTRIES.has(id)
  }

  nameOf (model: string, id: number): string {
    return model === 'res.partner' ? String(this.partners.rows.get(id)?.['display_name'] ?? '') : COUNTRIES.get(id) ?? ''
  }

  /** The notes of a partner as HTML, oldest first. */
  notes (partnerId: number): string[] {
    return this.#notesOf(partnerId).map((row) => String(row['body'] ?? ''))
  }

  #notesOf (partnerId: number): OdooRow[] {
    return [...this.messages.rows.values()].filter((row) => row['model'] === 'res.partner' && row['res_id'] === partnerId)
  }

  describe (request: VendorRequest): VendorCall {
    const rpc = asRpc(request)
    if (rpc !== undefined) {
      const { service, method, args } = rpc
      if (service !== 'object') return { name: `${service}.${method}`, kind: method === 'authenticate' || method === 'login' ? 'login' : 'read' }
      return named(String(args[3]), String(args[4]))
    }
    const [, model, method] = JSON_2.exec(request.url.pathname) ?? []
    return model === undefined || method === undefined ? { name: `${request.method} ${request.url.pathname}`, kind: 'read' } : named(decodeURIComponent(model), decodeURIComponent(method))
  }

  answer (request: VendorRequest): VendorAnswer {
    const { pathname } = request.url
    if (pathname === '/jsonrpc' && this.version < 22) return this.#answerRpc(request)
    if (pathname === '/web/version' && this.version >= 19) return { status: 200, body: this.#versionInfo() }
    const [, model, method] = JSON_2.exec(pathname) ?? []
    if (model !== undefined && method !== undefined && this.version >= 19) return this.#answerJson2(request, decodeURIComponent(model), decodeURIComponent(method))
    return { status: 404, body: '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>' }
  }

  refuse (fault: 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected', request: VendorRequest): VendorAnswer {
    if (fault === 'busy-with-wait') {
      return { status: 429, body: '<html><body>Too Many Requests</body></html>', headers: { 'retry-after': String(this.#options.waitSeconds ?? 7) } }
    }
    const rpc = asRpc(request)
    if (fault === 'unauthorized' && rpc?.method === 'authenticate') return { status: 200, body: { jsonrpc: '2.0', id: rpc.id, result: false } }
    const exception = {
      busy: () => new OdooException('psycopg2.errors.SerializationFailure', 'could not serialize access due to concurrent update'),
      unauthorized: () => rpc === undefined ? new OdooException('werkzeug.exceptions.Unauthorized', 'Invalid apikey') : new OdooException('odoo.exceptions.AccessDenied', 'Access Denied'),
      rejected: () => new OdooException('odoo.exceptions.ValidationError', 'The operation is refused by a rule of the company')
    }[fault]()
    return rpc === undefined ? { status: exception.status, body: exception.serialise() } : rpcError(rpc.id, exception)
  }

  #answerRpc (request: VendorRequest): VendorAnswer {
    if (request.method !== 'POST' || !isJson(request)) return { status: 400, body: '<h1>Bad Request</h1><p>Function expects JSON</p>' }
    const rpc = asRpc(request)
    if (rpc === undefined) return { status: 400, body: '<h1>Bad Request</h1><p>Invalid JSON data</p>' }
    return answering(() => ({ status: 200, body: { jsonrpc: '2.0', id: rpc.id, result: this.#dispatch(rpc) } }), (exception) => rpcError(rpc.id, exception))
  }

  #dispatch ({ service, method, args }: Rpc): unknown {
    if (service === 'common' && method === 'version') {
      const { version, version_info: info } = this.#versionInfo()
      return { server_version: version, server_version_info: info, server_serie: version, protocol_version: 1 }
    }
    this.#requireDatabase(args[0])
    if (service === 'common' && method === 'authenticate') {
      return args[1] === this.#user && this.isKeyValid && args[2] === this.#apiKey ? UID : false
    }
    if (service !== 'object' || method !== 'execute_kw') throw new OdooException('builtins.NameError', `Method not available ${method}`)
    if (args[1] !== UID || !this.isKeyValid || args[2] !== this.#apiKey) throw new OdooException('odoo.exceptions.AccessDenied', 'Access Denied')
    const [,,, model, name, positional = [], keywords = {}] = args
    if (typeof model !== 'string' || typeof name !== 'string' || !Array.isArray(positional)) throw valueError('execute_kw takes a model, a method and a list of arguments')
    const { context, ...named } = keywords as Record<string, unknown>
    const rest: unknown[] = [...positional]
    const ids = isApiModel(name) ? [] : asIds(rest.shift())
    const bound = bind(name, rest, named, (message) => new OdooException('builtins.TypeError', message))
    const result = this.#call(model, name, ids, bound, context)
    // One dict in, one id out.
    if (name === 'create' && !Array.isArray(bound['vals_list'])) return (result as number[])[0]
    return name === 'message_post' ? (result as number[])[0] : result
  }

  #answerJson2 (request: VendorRequest, model: string, method: string): VendorAnswer {
    if (request.method !== 'POST') return { status: 405, body: '<h1>Method Not Allowed</h1>' }
    return answering(() => {
      const { authorization = '' } = request.headers
      if (!this.isKeyValid || authorization.toLowerCase() !== `bearer ${this.#apiKey}`.toLowerCase() || !authorization.endsWith(this.#apiKey)) {
        throw new OdooException('werkzeug.exceptions.Unauthorized', 'Invalid apikey')
      }
      const database = request.headers['x-odoo-database']
      if ((this.#options.databases?.length ?? 1) > 1 || database !== undefined) {
        if (database !== this.database) throw new OdooException('werkzeug.exceptions.NotFound', 'No database is selected')
      }
      const body = isJson(request) ? parse(request.body) : undefined
      if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new OdooException('werkzeug.exceptions.UnprocessableEntity', 'The body must be a JSON object')
      const { ids = [], context = {}, ...named } = body as Record<string, unknown>
      const bound = bind(method, [], named, (message) => new OdooException('werkzeug.exceptions.UnprocessableEntity', message))
      if (isApiModel(method) && asIds(ids).length > 0) throw new OdooException('werkzeug.exceptions.UnprocessableEntity', `cannot call ${model}.${method} with ids`)
      if (method === 'create' && !Array.isArray(bound['vals_list'])) throw new OdooException('werkzeug.exceptions.UnprocessableEntity', 'vals_list must be a list')
      return { status: 200, body: this.#call(model, method, asIds(ids), bound, context) }
    }, (exception) => ({ status: exception.status, body: exception.serialise() }))
  }

  #call (model: string, method: string, ids: number[], args: Record<string, unknown>, context: unknown): unknown {
    const table = { 'res.partner': this.partners, 'mail.message': this.messages }[model]
    if (table === undefined) throw new OdooException('werkzeug.exceptions.NotFound', `the model '${model}' does not exist`)
    const needed = isReading(method) || method === 'message_post' ? 'read' : 'write'
    if (table === this.partners && !this.rights[needed]) {
      throw new OdooException('odoo.exceptions.AccessError', `You are not allowed to ${needed === 'read' ? 'access' : 'modify'} 'Contact' (res.partner) records.`)
    }
    return callMethod({ table, messages: this.messages, hasMarkup: this.version >= 17 }, method, ids, args, context)
  }

  #requireDatabase (name: unknown): void {
    if (name !== this.database) throw new OdooException('psycopg2.OperationalError', `connection to server failed: FATAL:  database "${String(name)}" does not exist\n`)
  }

  #versionInfo (): { version: string, version_info: unknown[] } {
    return { version: `${this.version}.0`, version_info: [this.version, 0, 0, 'final', 0, ''] }
  }
}

interface Rpc { id: unknown, service: string, method: string, args: unknown[] }

const JSON_2 = /^\/json\/2\/([^/]+)\/([^/]+)$/

function named (model: string, method: string): VendorCall {
  return { name: `${model}.${method}`, kind: isReading(method) ? 'read' : 'write' }
}

function isJson ({ headers }: VendorRequest): boolean { return headers['content-type']?.startsWith('application/json') === true }

function parse (body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

function asRpc ({ url, body }: VendorRequest): Rpc | undefined {
  if (url.pathname !== '/jsonrpc') return undefined
  const { method: call, id = null, params } = (parse(body) ?? {}) as { method?: unknown, id?: unknown, params?: { service?: unknown, method?: unknown, args?: unknown } }
  if (call !== 'call' || typeof params?.service !== 'string' || typeof params.method !== 'string' || !Array.isArray(params.args)) return undefined
  return { id, service: params.service, method: params.method, args: params.args }
}

function rpcError (id: unknown, exception: OdooException): VendorAnswer {
  // Only JSON-2 has a page for each method.
  const { type, message } = exception
  const told = type === 'werkzeug.exceptions.NotFound' ? new OdooException('builtins.AttributeError', message) : exception
  return { status: 200, body: { jsonrpc: '2.0', id, error: { code: 200, message: 'Odoo Server Error', data: told.serialise() } } }
}

function answering (work: () => VendorAnswer, refuse: (exception: OdooException) => VendorAnswer): VendorAnswer {
  try {
    return work()
  } catch (error) {
    if (error instanceof OdooException) return refuse(error)
    throw error
  }
}

function asIds (value: unknown): number[] {
  const list = Array.isArray(value) ? value : [value]
  if (!list.every((id) => Number.isInteger(id))) throw valueError(`Expected singleton or list of ids: ${JSON.stringify(value)}`)
  return list as number[]
}

/** Gives arguments their names, as Python binds them. */
function bind (method: string, positional: readonly unknown[], named: Record<string, unknown>, refuse: (message: string) => OdooException): Record<string, unknown> {
  const signature = signatureOf(method)
  const bound: Record<string, unknown> = { ...named }
  if (positional.length > signature.names.length) throw refuse('too many positional arguments')
  positional.forEach((value, index) => { bound[String(signature.names[index])] = value })
  const missing = signature.required.find((name) => bound[name] === undefined)
  if (missing !== undefined) throw refuse(`missing a required argument: '${missing}'`)
  const unexpected = Object.keys(bound).find((name) => !signature.names.includes(name))
  if (unexpected !== undefined && !signature.takesMore) throw refuse(`got an unexpected keyword argument '${unexpected}'`)
  return bound
}
