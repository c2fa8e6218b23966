import { upsertMany, writeMany } from './collection.js'
import { SalesforceError } from './error.js'
import { describeField } from './field.js'
import { normaliseId } from './id.js'
import { project, selectRows, type NameOf } from './select.js'
import { parseSoql } from './soql.js'
import { parseSosl, searchPhones } from './sosl.js'
import type { SalesforceRow, SalesforceTable, WriteOptions } from './table.js'
import type { VendorAnswer } from '../vendor-server.js'

/** A call of the data API, taken apart. */
export interface DataCall {
  method: string
  version: string
  /** Of the path, behind the version. */
  parts: string[]
  query: URLSearchParams
  body: Record<string, unknown>
  options: WriteOptions
}

/** What the data API stands on. */
export interface DataOffice {
  tables: readonly SalesforceTable[]
  nameOf: NameOf
  /** Most records of one page of a query. */
  batchSize: number
  /** Records changed before this are in the search index, in milliseconds since 1970. */
  indexedBefore (): number
}

/** The resources below the version: queries, searches, records and collections of them. */
export class DataApi {
  readonly #office: DataOffice
  readonly #locators = new Map<string, Array<Record<string, unknown>>>()

  constructor (office: DataOffice) { this.#office = office }

  /** Forgets the pages of queries that are under way. */
  expireLocators (): void { this.#locators.clear() }

  /** @throws SalesforceError */
  serve (call: DataCall): VendorAnswer {
    const [root, ...rest] = call.parts
    const route = `${call.method} ${String(root)}`
    if (route === 'GET query' || route === 'GET queryAll') return rest[0] ? this.#nextPage(rest[0], call.version) : this.#query(call, root === 'queryAll')
    if (route === 'GET search') return this.#search(call)
    if (root === 'sobjects') return this.#sobjects(call, rest)
    if (root === 'composite' && rest[0] === 'sobjects') return this.#collections(call, rest.slice(1))
    throw notFound()
  }

  #query ({ query, version }: DataCall, withDeleted: boolean): VendorAnswer {
    const soql = parseSoql(query.get('q') ?? '')
    const table = this.#table(soql.object)
    const toRecord = project(table, soql.fields, version, this.#office.nameOf)
    return this.#page(selectRows(table, soql, withDeleted).map(toRecord), version)
  }

  #page (records: Array<Record<string, unknown>>, version: string, totalSize = records.length): VendorAnswer {
    const size = this.#office.batchSize
    if (records.length <= size) return { status: 200, body: { totalSize, done: true, records } }
    const locator = `01g5g${this.#locators.size}${totalSize}AAA-${size}`
    this.#locators.set(locator, records.slice(size))
    return { status: 200, body: { totalSize, done: false, nextRecordsUrl: `/services/data/v${version}/query/${locator}`, records: records.slice(0, size) } }
  }

  #nextPage (locator: string, version: string): VendorAnswer {
    const records = this.#locators.get(locator)
    if (records === undefined) throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
    return this.#page(records, version)
  }

  #search ({ query, version }: DataCall): VendorAnswer {
    const sosl = parseSosl(query.get('q') ?? '')
    const table = this.#table(sosl.soql.object)
    const toRecord = project(table, sosl.soql.fields, version, this.#office.nameOf)
    const before = this.#office.indexedBefore()
    return { status: 200, body: { searchRecords: searchPhones(table, sosl, before).map(toRecord) } }
  }

  #sobjects (call: DataCall, [object = '', id, value]: string[]): VendorAnswer {
    const table = this.#table(object)
    if (id === 'describe' && call.method === 'GET') {
      return { status: 200, body: { name: table.name, label: table.name, fields: [...table.fields].map(([name, field]) => describeField(name, field)) } }
    }
    if (value !== undefined) return this.#byExternalId(call, table, id as string, value)
    if (call.method === 'POST' && id === undefined) return created(table.insert(call.body, call.options))
    const key = normaliseId(id)
    if (key === undefined || table.rows.get(key) === undefined) throw notFound()
    if (call.method === 'GET') return { status: 200, body: this.#whole(table, table.get(key) ?? absent(), call) }
    if (call.method === 'PATCH') {
      table.update(key, call.body)
      return { status: 204 }
    }
    if (call.method !== 'DELETE') throw new SalesforceError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${call.method}' not allowed`)
    table.remove(key)
    return { status: 204 }
  }

  #byExternalId (call: DataCall, table: SalesforceTable, field: string, value: string): VendorAnswer {
    const rows = table.byExternalId(field, value)
    if (rows.length > 1) return { status: 300, body: rows.map((row) => `/services/data/v${call.version}/sobjects/${table.name}/${String(row['Id'])}`) }
    const [row] = rows
    if (call.method === 'GET') return { status: 200, body: this.#whole(table, row ?? absent(), call) }
    if (call.method !== 'PATCH') throw new SalesforceError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${call.method}' not allowed`)
    const name = String(table.canonical(field))
    if (Object.keys(call.body).some((key) => key.toLowerCase() === name.toLowerCase())) {
      throw new SalesforceError(400, 'INVALID_FIELD', `The ${name} field should not be specified in the sobject data.`)
    }
    if (row !== undefined) {
      table.update(String(row['Id']), call.body)
      return { status: 200, body: { id: row['Id'], success: true, errors: [], created: false } }
    }
    if (call.query.get('updateOnly') === 'true') throw notFound()
    return created(table.insert({ ...call.body, [name]: value }, call.options), true)
  }

  #collections (call: DataCall, [object, field]: string[]): VendorAnswer {
    if (call.method === 'PATCH' && object !== undefined && field !== undefined) return upsertMany(this.#table(object), field, call.body, call.options)
    if ((call.method === 'PATCH' || call.method === 'POST') && object === undefined) {
      return writeMany((name) => this.#table(name), call.method === 'POST', call.body, call.options)
    }
    throw notFound()
  }

  #whole (table: SalesforceTable, row: SalesforceRow, { version, query }: DataCall): Record<string, unknown> {
    const names = query.get('fields')?.split(',') ?? [...table.fields].filter(([, { type }]) => type !== 'address').map(([name]) => name)
    return project(table, names, version, this.#office.nameOf)(row)
  }

  #table (name: string): SalesforceTable {
    const table = this.#office.tables.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
    if (table === undefined) throw notFound()
    return table
  }
}

function created (id: string, isUpsert = false): VendorAnswer {
  return { status: 201, body: { id, success: true, errors: [], ...(isUpsert && { created: true }) } }
}

/** What is said of an address, and of a record, that is not there. */
export function notFound (): SalesforceError { return new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist') }

function absent (): never { throw notFound() }
