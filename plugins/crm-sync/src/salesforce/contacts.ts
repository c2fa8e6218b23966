import type { ContactQuery, CrmContact } from '@kefuhub/contract'
import { phoneSpellings } from '@kefuhub/contract'
import type { ChangeSource, Slice } from '../change-feed.js'
import { isSpellingOf } from '../contact-values.js'
import type { SalesforceApi, SalesforceRecord } from './api.js'
import { textOf, toContact } from './contact.js'
import { MAX_KEY, MAX_LIST } from './facts.js'
import type { Options } from './options.js'
import type { ContactSchema, SchemaSource } from './schema.js'
import { formatTime, isId, quoteList, quotePhrase, quoteText } from './soql.js'

const MAX_FOUND = 10
/** Candidates for a phone: the search takes more than the number. */
const MAX_CANDIDATES = 100
const E164 = /^\+[1-9]\d{4,14}$/

/** Reads contacts. */
export class Contacts implements ChangeSource {
  readonly #api: SalesforceApi
  readonly #schemas: SchemaSource
  readonly #options: Options

  constructor (api: SalesforceApi, schemas: SchemaSource, options: Options) {
    this.#api = api
    this.#schemas = schemas
    this.#options = options
  }

  /** The first of the given keys that finds somebody. */
  async find ({ externalId, email, phone }: ContactQuery): Promise<CrmContact[]> {
    const schema = await this.#schemas.get()
    const keys = [[this.#options.externalIdField, externalId], ['Email', email]] as const
    for (const [field, key] of keys) {
      if (key === undefined || key.trim() === '' || key.length > MAX_KEY) continue
      const { records } = await this.#api.query(`${this.#select(schema)} WHERE ${field} = ${quoteText(key.trim())} LIMIT ${MAX_FOUND}`)
      if (records.length > 0) return this.#contacts(schema, records)
    }
    return phone !== undefined && E164.test(phone) ? this.#contacts(schema, await this.#findByPhone(schema, phone)) : []
  }

  /** Contacts by their ids; what is gone is left out. */
  async get (ids: readonly string[]): Promise<CrmContact[]> {
    const good = ids.filter(isId)
    if (good.length === 0) return []
    const schema = await this.#schemas.get()
    return this.#contacts(schema, await this.read(schema, 'Id', good))
  }

  /** Records with one of the values in a field, as they were read. */
  async read (schema: ContactSchema, field: string, values: readonly string[]): Promise<SalesforceRecord[]> {
    const records: SalesforceRecord[] = []
    for (const some of toLists(values)) {
      const found = await this.#api.query(`${this.#select(schema)} WHERE ${field} IN ${quoteList(some)}`)
      records.push(...found.records)
    }
    return records
  }

  since (second: number | undefined, limit: number): Promise<Slice> {
    const where = second === undefined ? '' : ` WHERE SystemModstamp >= ${formatTime(second)}`
    return this.#slice(`${where} ORDER BY SystemModstamp, Id LIMIT ${limit}`)
  }

  within (second: number, afterId: string | undefined, limit: number): Promise<Slice> {
    const after = afterId === undefined ? '' : ` AND Id > ${quoteText(afterId)}`
    return this.#slice(` WHERE SystemModstamp >= ${formatTime(second)} AND SystemModstamp < ${formatTime(second + 1)}${after} ORDER BY Id LIMIT ${limit}`)
  }

  /** A record in the hub's words. */
  toContact (schema: ContactSchema, record: SalesforceRecord): CrmContact {
    return toContact(record, schema, this.#options, this.#api.pageOf(String(record['Id'])))
  }

  /** Deleted contacts are among them: a deletion moves their time, too. */
  async #slice (rest: string): Promise<Slice> {
    const schema = await this.#schemas.get()
    const { records, nowMs } = await this.#api.query(this.#select(schema) + rest, true)
    return { contacts: this.#contacts(schema, records), nowMs }
  }

  /** The query knows what was written a moment ago, the search knows how numbers are written. */
  async #findByPhone (schema: ContactSchema, phone: string): Promise<SalesforceRecord[]> {
    const { phones, names } = schema
    const { countryCode } = this.#options
    if (phones.length === 0) return []
    const spellings = phoneSpellings(phone, countryCode)
    const where = phones.map((field) => `${field} IN ${quoteList(spellings)}`).join(' OR ')
    const { records } = await this.#api.query(`${this.#select(schema)} WHERE ${where} LIMIT ${MAX_FOUND}`)
    const found = await this.#api.search(`FIND {${spellings.map(quotePhrase).join(' OR ')}} IN PHONE FIELDS RETURNING Contact(${names.join(', ')} LIMIT ${MAX_CANDIDATES})`)
    const isTheirs = (record: SalesforceRecord): boolean => phones.some((field) => isSpellingOf(textOf(record[field]) ?? '', phone, countryCode))
    const all = new Map([...records, ...found.filter(isTheirs)].map((record) => [record['Id'], record]))
    return [...all.values()].slice(0, MAX_FOUND)
  }

  #contacts (schema: ContactSchema, records: readonly SalesforceRecord[]): CrmContact[] {
    return records.map((record) => this.toContact(schema, record))
  }

  #select ({ names }: ContactSchema): string { return `SELECT ${names.join(', ')} FROM Contact` }
}

/** Values in lists that fit into an address. */
function toLists (values: readonly string[]): string[][] {
  const lists: string[][] = []
  let room = 0
  for (const value of values) {
    const length = encodeURIComponent(quoteText(value)).length + 4
    if (length > room) {
      lists.push([])
      room = MAX_LIST
    }
    lists.at(-1)?.push(value)
    room -= length
  }
  return lists
}
