import { jsonOf, Router, type Answer, type Call, type Route } from './call.js'
import { OdooDatabase, type Query } from './odoo-database.js'
import { OdooError, accessDenied, accessError, locked, noMethod, validation, valueError } from './odoo-errors.js'
import { ReturnWizard } from './odoo-returns.js'
import { schemaOf } from './odoo-schema.js'
import { OdooShop } from './odoo-shop.js'
import type { Manners, System } from './server.js'

/** Who may call, and which Odoo it is. Names that the plugin's options have mean the same here. */
export interface OdooSettings {
  database: string
  user: string
  apiKey: string
  /** Default 18, or 19 for JSON-2, which is there from 19 on. */
  version?: number
  /** In which manner faults are told; default `jsonrpc`. */
  api?: 'jsonrpc' | 'json2'
  /** Fields for texts that an administrator made, by model; default: those that the plugin's options name. */
  keys?: Readonly<Record<string, readonly string[]>>
  contactKeyField?: string
  returnKeyField?: string
  tickets?: { model?: string, keyField?: string }
  /** Whether the modules that write phones and addresses in one way are there; default true. */
  isNormalized?: boolean
  /** Models that the user may not read. */
  forbidden?: readonly string[]
  /** The wait that a busy system asks for, in seconds; default 1. */
  waitS?: number
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number
}

/** A call of a method. Classic positional arguments are named by what Odoo calls them. */
interface MethodCall { model: string, method: string, ids: number[], args: Record<string, unknown>, context: Record<string, unknown>, isClassic: boolean }

const KEY = 'x_kefuhub_key'
/** The form of a wizard is thrown away by itself: filling it in changes nothing. */
const SCRATCH = /^stock\.return\.picking/
const READS = new Set(['fields_get', 'search_read', 'read', 'search', 'search_count'])
/** What methods call their first arguments, for those who do not name them. */
const POSITIONS: Record<string, readonly string[]> = {
  create: ['vals_list'], write: ['vals'], search_read: ['domain', 'fields', 'offset', 'limit', 'order'], read: ['fields'], fields_get: ['allfields', 'attributes']
}
const MODEL_METHODS = new Set(['create', 'search_read', 'search', 'search_count', 'fields_get'])

/** Tells reads and writes apart by what is called. */
class OdooRouter extends Router {
  override find (call: Call): Route | undefined {
    const route = super.find(call)
    if (route === undefined) return undefined
    const [model = '', method = '', isLogin] = calledIn(call)
    return { ...route, kind: isLogin ? 'login' : isReading(model, method) ? 'read' : 'write' }
  }
}

/**
 * A simulator of Odoo 16 to 19 with the apps Sales, Inventory and Helpdesk, over JSON-RPC and, from 19 on, JSON-2. It rests on what
 * Odoo publishes of its API and on its sources as far as the plugin uses them.
 */
export class OdooSystem implements System {
  readonly router: Router
  readonly manners: Manners
  readonly records: OdooDatabase
  /** What people do there. */
  readonly shop: OdooShop
  readonly #settings: OdooSettings
  readonly #version: number
  readonly #wizard: ReturnWizard

  constructor (settings: OdooSettings) {
    this.#settings = settings
    this.#version = settings.version ?? (settings.api === 'json2' ? 19 : 18)
    this.records = new OdooDatabase(schemaOf(this.#version, settings.keys ?? keysOf(settings), settings.isNormalized), settings.now ?? Date.now)
    this.shop = new OdooShop(this.records, this.#version, settings.user)
    this.#wizard = new ReturnWizard(this.records, this.#version)
    const answer = settings.api === 'json2' ? asJson2 : asClassic
    this.manners = {
      busy: answer(locked()),
      busyWithWait: { status: 429, headers: { 'retry-after': String(settings.waitS ?? 1) }, body: 'Too Many Requests' },
      unauthorized: answer(accessDenied()),
      rejected: answer(validation('A rule of the company forbids this.')),
      unknown: { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not Found</h1>' },
      failures: [
        { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><body>Bad Gateway</body></html>' },
        { status: 503, headers: { 'retry-after': '1' }, body: 'Service Unavailable' },
        answer(locked())
      ]
    }
    this.router = new OdooRouter()
      .add('write', 'POST', '/jsonrpc', (call) => this.#classic(call))
      .add('read', 'GET', '/web/version', () => ({ status: 200, body: { version_info: [this.#version, 0, 0, 'final', 0, ''], version: `${this.#version}.0` } }))
    if (this.#version >= 19) this.router.add('write', 'POST', '/json/2/:model/:method', (call, { model = '', method = '' }) => this.#json2(call, model, method))
  }

  check (): undefined { return undefined }

  #classic (call: Call): Answer {
    const body = jsonOf(call)
    const params = body?.params as { service?: unknown, method?: unknown, args?: unknown } | undefined
    if (body?.jsonrpc !== '2.0' || body.method !== 'call' || !Array.isArray(params?.args)) return this.manners.unknown
    const { service, method, args } = params
    try {
      if (service === 'common' && method === 'version') return result({ server_version: `${this.#version}.0` })
      if (service === 'common' && method === 'authenticate') return result(this.#isRight(args[0], args[1], args[2]) ? this.shop.userId : false)
      if (service !== 'object' || method !== 'execute_kw') throw valueError('Unknown service')
      const [database, uid, key, model, name, positional = [], named = {}] = args as [unknown, unknown, unknown, string, string, unknown[]?, Record<string, unknown>?]
      if (uid !== this.shop.userId || !this.#isRight(database, this.#settings.user, key)) throw accessDenied()
      return result(this.#run(classicCall(model, name, positional, named)))
    } catch (error) {
      if (error instanceof OdooError) return asClassic(error)
      throw error
    }
  }

  #json2 (call: Call, model: string, method: string): Answer {
    try {
      const { database, apiKey } = this.#settings
      if (call.headers.authorization?.toLowerCase() !== `bearer ${apiKey}`.toLowerCase()) throw new OdooError('werkzeug.exceptions.Unauthorized', 'Invalid apikey', 401)
      if (call.headers['x-odoo-database'] !== database) throw new OdooError('werkzeug.exceptions.NotFound', 'Database not found', 404)
      const body = jsonOf(call)
      if (body === undefined) throw new OdooError('werkzeug.exceptions.BadRequest', 'Invalid JSON', 400)
      const { ids = [], context = {}, ...args } = body
      return { status: 200, body: this.#run({ model, method, ids: ids as number[], args, context: context as Record<string, unknown>, isClassic: false }) ?? null }
    } catch (error) {
      if (error instanceof OdooError) return asJson2(error)
      throw error
    }
  }

  #run ({ model, method, ids, args, context, isClassic }: MethodCall): unknown {
    const { records } = this
    if (this.#settings.forbidden?.includes(model) === true) throw accessError(model)
    const fields = records.fieldsOf(model)
    records.user = this.shop.userId
    switch (method) {
      case 'fields_get': return Object.fromEntries(Object.entries(fields).map(([name, { type, relation, selection, required = false }]) => [name, { type, string: name, required, readonly: false, ...(relation && { relation }), ...(selection && { selection }) }]))
      case 'search_read': return records.search(model, { ...args as Query, context }).map((row) => records.show(model, row, args.fields))
      case 'read': return ids.map((id) => records.show(model, records.get(model, id), args.fields))
      case 'write':
        records.update(model, ids, args.vals as Record<string, unknown>)
        return true
      case 'create': return this.#create(model, args.vals_list, context, isClassic)
      case 'message_post': return this.shop.post(model, ids[0] ?? 0, args)
      case this.#wizard.method: if (model === 'stock.return.picking') return this.#wizard.finish(ids[0] ?? 0, context)
    }
    throw noMethod(model, method)
  }

  #create (model: string, values: unknown, context: Record<string, unknown>, isClassic: boolean): unknown {
    if (!isClassic && !Array.isArray(values)) throw valueError('vals_list must be a list')
    const list = Array.isArray(values) ? values : [values]
    const ids = list.map((given) => {
      const row = this.records.insert(model, { ...this.shop.completed(model), ...given as Record<string, unknown> }, context)
      if (model === 'stock.return.picking') this.#wizard.open(row)
      return row.id
    })
    return Array.isArray(values) ? ids : ids[0]
  }

  #isRight (database: unknown, user: unknown, key: unknown): boolean {
    return database === this.#settings.database && user === this.#settings.user && key === this.#settings.apiKey
  }
}

function keysOf ({ contactKeyField, returnKeyField = KEY, tickets = {} }: OdooSettings): Record<string, string[]> {
  const { model = 'helpdesk.ticket', keyField = KEY } = tickets
  return { [model]: [keyField], 'stock.picking': [returnKeyField], 'res.partner': contactKeyField === undefined ? [] : [contactKeyField] }
}

function isReading (model: string, method: string): boolean {
  return READS.has(method) || (SCRATCH.test(model) && ['create', 'write'].includes(method))
}

function calledIn (call: Call): [model: string, method: string, isLogin: boolean] {
  const [, , version, model = '', method = ''] = call.path.split('/')
  if (version === '2') return [model, method, false]
  const params = jsonOf(call)?.params as { service?: unknown, args?: unknown[] } | undefined
  return [String(params?.args?.[3]), String(params?.args?.[4]), params?.service === 'common']
}

function classicCall (model: string, method: string, positional: unknown[], { context = {}, ...named }: Record<string, unknown>): MethodCall {
  const isOfModel = MODEL_METHODS.has(method)
  const [first, ...others] = positional
  const rest = isOfModel ? positional : others
  const args = { ...named, ...Object.fromEntries(rest.map((value, at) => [POSITIONS[method]?.[at] ?? `arg${at}`, value])) }
  const ids = isOfModel ? [] : Array.isArray(first) ? first as number[] : [Number(first)]
  return { model, method, ids, args, context: context as Record<string, unknown>, isClassic: true }
}

function result (value: unknown): Answer { return { status: 200, body: { jsonrpc: '2.0', id: 1, result: value ?? null } } }

function asClassic ({ name, message }: OdooError): Answer {
  const data = { name, message, arguments: [message], context: {}, debug: 'Traceback (most recent call last):\n  File "/opt/odoo/http.py", line 1, in secret_place' }
  return { status: 200, body: { jsonrpc: '2.0', id: 1, error: { code: 200, message: 'Odoo Server Error', data } } }
}

function asJson2 ({ name, message, status }: OdooError): Answer {
  return { status, body: { name, message, arguments: [message], context: {}, debug: 'Traceback (most recent call last):' } }
}
