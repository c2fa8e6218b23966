import { HubSpotRefusal, conflict, invalid, invalidValue, notFound } from './error.js'
import { STANDARD_PROPERTIES, checkValue, describeProperty, type PropertyDefinition } from './property.js'
import { search, type SearchBody } from './search.js'
import { Table, type Row } from './table.js'

type Body = Record<string, unknown>

const MAX_BATCH = 100
const MAX_LIST = 100
/** What every answer holds, asked for or not. */
const ALWAYS = ['createdate', 'hs_object_id', 'lastmodifieddate']
const DEFAULT = [...ALWAYS, 'email', 'firstname', 'lastname']

/** The contacts of a simulated account. */
export class SimulatedContacts {
  readonly table: Table
  readonly properties: Readonly<Record<string, PropertyDefinition>>
  readonly #searchLagMs: number
  readonly #now: () => number

  constructor (custom: Record<string, PropertyDefinition>, searchLagMs: number, now: () => number) {
    this.properties = { ...STANDARD_PROPERTIES, ...custom }
    this.table = new Table(['email', ...Object.keys(custom).filter((name) => custom[name]?.isUnique)], 1001)
    this.#searchLagMs = searchLagMs
    this.#now = now
  }

  /** One contact. @throws HubSpotRefusal */
  get (id: string, query: URLSearchParams): object {
    const row = this.#find(id, query.get('idProperty') ?? undefined)
    if (row === undefined || (row.archivedMs !== undefined) !== (query.get('archived') === 'true')) throw notFound()
    return this.toWire(row, query.get('properties')?.split(','))
  }

  /** @throws HubSpotRefusal */
  create ({ properties }: Body): object { return this.toWire(this.insert(properties)) }

  /** @throws HubSpotRefusal */
  update (id: string, idProperty: string | undefined, { properties }: Body): object {
    const row = this.#find(id, idProperty)
    if (row === undefined || row.archivedMs !== undefined) throw notFound()
    const values = this.#check(properties, row)
    this.table.change(row, values, this.#now())
    return this.toWire(row, [...ALWAYS, ...Object.keys(values)])
  }

  /** @throws HubSpotRefusal */
  remove (id: string): void {
    const row = this.#find(id)
    if (row === undefined) throw notFound()
    this.table.archive(row, this.#now())
  }

  /** A page of the list. @throws HubSpotRefusal */
  list (query: URLSearchParams): object {
    const limit = Number(query.get('limit') ?? 10)
    if (!(limit > 0 && limit <= MAX_LIST)) throw invalid(`limit must be between 1 and ${MAX_LIST}`)
    const isArchived = query.get('archived') === 'true'
    const after = Number(query.get('after') ?? 0)
    const results: object[] = []
    let last = 0
    for (const row of this.table.byId()) {
      if (row.id <= after || (row.archivedMs !== undefined) !== isArchived) continue
      if (results.length === limit) return { results, paging: { next: { after: String(last), link: '' } } }
      results.push(this.toWire(row, query.get('properties')?.split(',')))
      last = row.id
    }
    return { results }
  }

  /** @throws HubSpotRefusal */
  search (body: SearchBody): object {
    const dueMs = this.#now() - this.#searchLagMs
    const { total, rows, after } = search(this.table, body, (row, name) => this.#readComparable(row, name), (name) => Object.hasOwn(this.properties, name), (row) => row.changedMs <= dueMs)
    return { total, results: rows.map((row) => this.toWire(row, body.properties)), ...(after !== undefined && { paging: { next: { after } } }) }
  }

  /** @throws HubSpotRefusal */
  readBatch ({ inputs, idProperty, properties }: Body): { status: number, body: object } {
    const found = toInputs(inputs).map(({ id }) => ({ id, row: this.#find(String(id), idProperty === undefined ? undefined : String(idProperty)) }))
    const missing = found.filter(({ row }) => row === undefined || row.archivedMs !== undefined)
    const results = found.flatMap(({ row }) => row === undefined || row.archivedMs !== undefined ? [] : [this.toWire(row, properties as string[])])
    const errors = [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Could not get some CONTACT objects, they may be deleted or not exist.', context: { ids: missing.map(({ id }) => String(id)) } }]
    return toBatch(results, missing.length === 0 ? [] : errors)
  }

  /** Mistakes in values refuse the whole batch; a conflict refuses its input alone. @throws HubSpotRefusal */
  writeBatch (how: string, { inputs }: Body): { status: number, body: object } {
    const list = toInputs(inputs)
    const keys = list.map(({ id }) => String(id))
    if (how !== 'create' && new Set(keys).size < keys.length) throw invalid('Duplicate IDs found in batch input')
    // Everything is looked at before anything is written.
    for (const input of list) this.#check(input.properties, how === 'create' ? undefined : this.#find(String(input.id), toIdProperty(how, input)), false)
    const results: object[] = []
    const errors: object[] = []
    for (const input of list) {
      const trace = input['objectWriteTraceId']
      try {
        results.push({ ...this.#writeOne(how, input), ...(trace !== undefined && { objectWriteTraceId: trace }) })
      } catch (error) {
        if (!(error instanceof HubSpotRefusal)) throw error
        errors.push({ ...error.body, context: { ...(trace !== undefined && { objectWriteTraceId: [String(trace)] }) } })
      }
    }
    return toBatch(results, errors)
  }

  /** A contact as it goes over the wire. */
  toWire (row: Row, names: readonly string[] = DEFAULT): object {
    const properties: Record<string, string | null> = {}
    for (const name of new Set([...ALWAYS, ...names])) if (Object.hasOwn(this.properties, name)) properties[name] = this.#read(row, name) ?? null
    const isArchived = row.archivedMs !== undefined
    return {
      id: String(row.id),
      properties,
      createdAt: new Date(row.createdMs).toISOString(),
      updatedAt: new Date(row.archivedMs ?? row.changedMs).toISOString(),
      archived: isArchived,
      ...(row.archivedMs !== undefined && { archivedAt: new Date(row.archivedMs).toISOString() })
    }
  }

  /** Makes a contact. @throws HubSpotRefusal */
  insert (properties: unknown): Row {
    const values = this.#check(properties, undefined)
    if (!values['email'] && !values['firstname'] && !values['lastname']) throw invalid('At least one of email, firstname or lastname is required')
    return this.table.create(values, this.#now())
  }

  /** What the properties API says. */
  describe (): object { return { results: Object.entries(this.properties).map(([name, definition]) => describeProperty(name, definition)) } }

  #writeOne (how: string, input: Body): object {
    const idProperty = toIdProperty(how, input)
    const id = String(input['id'])
    if (how === 'create') return this.create(input)
    if (how === 'update' || this.#find(id, idProperty) !== undefined) return { ...this.update(id, idProperty, input), ...(how === 'upsert' && { new: false }) }
    const row = this.insert({ ...(input['properties'] as object), ...(idProperty !== undefined && { [idProperty]: id }) })
    return { ...this.toWire(row, [...ALWAYS, ...Object.keys(row.values)]), new: true }
  }

  #find (id: string, idProperty?: string): Row | undefined {
    if (idProperty === undefined || idProperty === 'hs_object_id') return this.table.get(/^\d+$/.test(id) ? Number(id) : -1)
    if (!this.table.isUnique(idProperty)) throw invalid(`idProperty ${idProperty} does not exist or has no unique values`)
    return this.table.owner(idProperty, idProperty === 'email' ? id.toLowerCase() : id)
  }

  #check (properties: unknown, row: Row | undefined, isUniqueness = true): Record<string, string> {
    if (typeof properties !== 'object' || properties === null) throw invalid('Invalid input JSON: properties is missing')
    const values: Record<string, string> = {}
    for (const [name, value] of Object.entries(properties)) {
      values[name] = checkValue(name, value, Object.hasOwn(this.properties, name) ? this.properties[name] : undefined)
      const owner = isUniqueness && values[name] !== '' ? this.table.owner(name, values[name]) : undefined
      if (owner === undefined || owner === row) continue
      if (name === 'email') throw conflict(owner.id)
      throw invalidValue(name, 'CONFLICTING_UNIQUE_VALUE', `${owner.id} already has that value.`)
    }
    return values
  }

  /** For searches, which look at every record. */
  #readComparable (row: Row, name: string): string | number | undefined {
    switch (name) {
      case 'hs_object_id': return row.id
      case 'createdate': return row.createdMs
      case 'lastmodifieddate': return row.changedMs
    }
    const value = this.#read(row, name)
    return value !== undefined && this.properties[name]?.type === 'number' ? Number(value) : value
  }

  #read (row: Row, name: string): string | undefined {
    switch (name) {
      case 'hs_object_id': return String(row.id)
      case 'createdate': return new Date(row.createdMs).toISOString()
      case 'lastmodifieddate': return new Date(row.changedMs).toISOString()
      case 'hs_searchable_calculated_phone_number': return row.values['phone']?.replace(/\D/g, '')
      case 'hs_searchable_calculated_mobile_number': return row.values['mobilephone']?.replace(/\D/g, '')
      default: return row.values[name]
    }
  }
}

function toIdProperty (how: string, input: Body): string | undefined {
  if (input['idProperty'] !== undefined) return String(input['idProperty'])
  if (how === 'upsert') throw invalid('idProperty is required for an upsert')
  return undefined
}

function toInputs (inputs: unknown): Array<Body & { id?: unknown }> {
  if (!Array.isArray(inputs) || inputs.length === 0) throw invalid('Invalid input JSON: inputs is missing')
  if (inputs.length > MAX_BATCH) throw invalid(`The number of inputs must be at most ${MAX_BATCH}`)
  return inputs as Body[]
}

function toBatch (results: object[], errors: object[]): { status: number, body: object } {
  return {
    status: errors.length === 0 ? 200 : 207,
    body: { status: 'COMPLETE', results, ...(errors.length > 0 && { numErrors: errors.length, errors }), startedAt: '2026-11-01T00:00:00.000Z', completedAt: '2026-11-01T00:00:00.000Z' }
  }
}
