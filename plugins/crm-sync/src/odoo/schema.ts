import { Unauthorized, type Clock, type CrmField, type Log } from '@kefuhub/contract'
import type { OdooApi } from './api.js'
import { FIELD_ATTRIBUTES, PHONE_FIELDS } from './facts.js'
import type { Options } from './options.js'

/** A field as `fields_get` tells of it. */
export interface OdooField {
  type: string
  string: string
  selection?: Array<[string, string]>
  readonly?: boolean
  store?: boolean
}

/** What res.partner looks like in this database, to this user. */
export interface PartnerSchema {
  readonly fields: ReadonlyMap<string, OdooField>
  /** What is read of every partner. */
  readonly names: readonly string[]
  /** The fields that phones are written into. */
  readonly phones: readonly string[]
}

const FRESH_MS = 600_000
const SCALARS = new Set(['char', 'text', 'selection', 'integer', 'float', 'monetary', 'boolean', 'date', 'datetime', 'many2one'])
const TYPES: Readonly<Record<string, CrmField['type']>> = {
  char: 'text', text: 'text', html: 'text', integer: 'number', float: 'number', monetary: 'number', many2one: 'number', boolean: 'boolean', date: 'date', datetime: 'date', selection: 'choice'
}

/** Asks which fields there are, and knows it for ten minutes: versions and modules differ, and a field that is not there is a hard error. */
export class SchemaSource {
  readonly #api: OdooApi
  readonly #options: Options
  readonly #clock: Clock
  readonly #log: Log
  #kept: { schema: Promise<PartnerSchema>, untilMs: number } | undefined

  constructor (api: OdooApi, options: Options, clock: Clock, log: Log) {
    this.#api = api
    this.#options = options
    this.#clock = clock
    this.#log = log
  }

  /** @throws Unauthorized when the field for the hub's id is missing */
  get (): Promise<PartnerSchema> {
    const nowMs = this.#clock.now()
    if (this.#kept !== undefined && nowMs < this.#kept.untilMs) return this.#kept.schema
    const schema = this.#ask()
    const kept = { schema, untilMs: nowMs + FRESH_MS }
    this.#kept = kept
    schema.catch(() => { if (this.#kept === kept) this.#kept = undefined })
    return schema
  }

  async #ask (): Promise<PartnerSchema> {
    const { externalIdField, fields: wanted } = this.#options
    const { result } = await this.#api.call({ model: 'res.partner', method: 'fields_get', args: { attributes: FIELD_ATTRIBUTES } })
    const fields = new Map(Object.entries((result ?? {}) as Record<string, OdooField>))
    if (!fields.has(externalIdField)) {
      throw new Unauthorized(`Odoo shows no field ${externalIdField} on res.partner; make it, give the user of the API key access to it, or set externalIdField`)
    }
    const missing = wanted?.filter((name) => !fields.has(name)) ?? []
    if (missing.length > 0) this.#log.warn({ fields: missing }, 'Odoo has no such fields on res.partner; mend the option fields')
    const phones = PHONE_FIELDS.filter((name) => fields.has(name))
    const names = ['name', 'email', ...phones, 'active', 'write_date', externalIdField, ...(wanted ?? [...fields].filter(isShort).map(([name]) => name))]
    return { fields, phones, names: [...new Set(names)].filter((name) => fields.has(name)) }
  }
}

/** The fields that can be mapped. A link to another record is its number; its name stands beside it. */
export function describeFields ({ fields, names }: PartnerSchema): CrmField[] {
  return [...fields].filter(([name, { type }]) => type in TYPES && name !== 'id' && !(name === 'write_date' || name === 'create_date')).flatMap(([name, { type, string, selection, readonly }]) => {
    const field: CrmField = {
      name,
      label: string,
      type: TYPES[type] ?? 'other',
      ...(type === 'selection' && { choices: (selection ?? []).map(([value]) => value) }),
      ...(readonly && { isReadOnly: true as const })
    }
    const linked: CrmField = { name: `${name}.name`, label: string, type: 'text', isReadOnly: true }
    return type === 'many2one' && names.includes(name) ? [field, linked] : [field]
  })
}

/** Whether a field is read when nobody says which ones. */
function isShort ([name, { type, store }]: [string, OdooField]): boolean {
  return store === true && SCALARS.has(type) && name !== 'id'
}
