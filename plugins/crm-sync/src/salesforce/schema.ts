import { Unauthorized, type Clock, type CrmField, type Log } from '@kefuhub/contract'
import type { SalesforceApi } from './api.js'
import { MAX_SELECT, UNREADABLE } from './facts.js'
import type { Options } from './options.js'

/** A field as `describe` tells of it. */
export interface SalesforceField {
  name: string
  label: string
  type: string
  createable: boolean
  updateable: boolean
  externalId: boolean
  picklistValues?: Array<{ active: boolean, value: string }>
}

/** What Contact looks like in this organisation, to this user. */
export interface ContactSchema {
  readonly fields: ReadonlyMap<string, SalesforceField>
  /** What is read of every contact: fields, and paths to fields of other records. */
  readonly names: readonly string[]
  /** The fields of the options that exist. */
  readonly phones: readonly string[]
}

const FRESH_MS = 600_000
const BASE = ['Id', 'IsDeleted', 'SystemModstamp', 'Name', 'FirstName', 'LastName', 'Email']
const NUMBERS = new Set(['int', 'long', 'double', 'currency', 'percent'])

/** Asks which fields there are, and knows it for ten minutes. */
export class SchemaSource {
  readonly #api: SalesforceApi
  readonly #options: Options
  readonly #clock: Clock
  readonly #log: Log
  #kept: { schema: Promise<ContactSchema>, untilMs: number } | undefined

  constructor (api: SalesforceApi, options: Options, clock: Clock, log: Log) {
    this.#api = api
    this.#options = options
    this.#clock = clock
    this.#log = log
  }

  /** @throws Unauthorized when the field for the hub's id is missing */
  get (): Promise<ContactSchema> {
    const nowMs = this.#clock.now()
    if (this.#kept !== undefined && nowMs < this.#kept.untilMs) return this.#kept.schema
    const schema = this.#ask()
    const kept = { schema, untilMs: nowMs + FRESH_MS }
    this.#kept = kept
    schema.catch(() => { if (this.#kept === kept) this.#kept = undefined })
    return schema
  }

  async #ask (): Promise<ContactSchema> {
    const { externalIdField, phoneFields, fields: wanted } = this.#options
    const { body } = await this.#api.request({ method: 'GET', path: '/sobjects/Contact/describe' })
    const { fields: described } = (body ?? {}) as { fields?: SalesforceField[] }
    const fields = new Map((Array.isArray(described) ? described : []).map((field) => [field.name, field]))
    if (fields.get(externalIdField)?.externalId !== true) {
      throw new Unauthorized(`Salesforce shows no external id field ${externalIdField} on Contact; make it (text, External ID, Unique) and give the user access to it`)
    }
    const phones = this.#existing(phoneFields, fields, 'phoneFields')
    const more = wanted === undefined ? [...fields.values()].filter(({ type }) => !UNREADABLE.has(type)).map(({ name }) => name) : this.#existing(wanted, fields, 'fields')
    const names = [...new Set([...BASE.filter((name) => fields.has(name)), externalIdField, ...phones, ...more])]
    return { fields, phones, names: this.#fitting(names) }
  }

  #existing (names: readonly string[], fields: ReadonlyMap<string, SalesforceField>, option: string): string[] {
    const missing = names.filter((name) => !name.includes('.') && !fields.has(name))
    if (missing.length > 0) this.#log.warn({ option, fields: missing }, 'Salesforce shows no such fields on Contact; mend the option, or give the user access to them')
    return names.filter((name) => !missing.includes(name))
  }

  #fitting (names: readonly string[]): string[] {
    let length = 0
    const fitting = names.filter((name) => (length += name.length + 4) <= MAX_SELECT)
    if (fitting.length < names.length) this.#log.warn({ count: names.length - fitting.length }, 'Contact has more fields than a query takes; name those that you need in the option fields')
    return fitting
  }
}

/** The fields that can be mapped. */
export function describeFields ({ fields }: ContactSchema): CrmField[] {
  return [...fields.values()].filter(({ name }) => name !== 'Id' && name !== 'IsDeleted').map(({ name, label, type, createable, updateable, picklistValues = [] }) => ({
    name,
    label,
    type: typeOf(type),
    ...(type === 'picklist' && { choices: picklistValues.filter(({ active }) => active).map(({ value }) => value) }),
    ...(!createable && !updateable && { isReadOnly: true as const })
  }))
}

function typeOf (type: string): CrmField['type'] {
  if (UNREADABLE.has(type)) return 'other'
  if (NUMBERS.has(type)) return 'number'
  if (type === 'boolean') return type
  if (type === 'date' || type === 'datetime') return 'date'
  return type === 'picklist' ? 'choice' : 'text'
}
