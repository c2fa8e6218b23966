import type { ContactQuery, CrmContact } from '@kefuhub/contract'
import type { ChangeSource, Slice } from '../change-feed.js'
import { isSpellingOf } from '../contact-values.js'
import { recordsOf, type OdooApi } from './api.js'
import { byEmail, byPhone, formatTime, type Domain } from './domain.js'
import type { Options } from './options.js'
import { textOf, toContact, type Partner } from './partner.js'
import type { PartnerSchema, SchemaSource } from './schema.js'

const MAX_FOUND = 10
/** Candidates for a phone: the pattern takes more than the number. */
const MAX_CANDIDATES = 100
const E164 = /^\+[1-9]\d{4,14}$/

/** How a search is narrowed and ordered. */
interface Search {
  domain: Domain
  limit?: number
  order?: string
  /** Whether archived partners are found, too. */
  withArchived?: boolean
}

/** Reads partners. */
export class Partners implements ChangeSource {
  readonly #api: OdooApi
  readonly #schemas: SchemaSource
  readonly #options: Options

  constructor (api: OdooApi, schemas: SchemaSource, options: Options) {
    this.#api = api
    this.#schemas = schemas
    this.#options = options
  }

  /** The first of the given keys that finds somebody. */
  async find ({ externalId, email, phone }: ContactQuery): Promise<CrmContact[]> {
    const { externalIdField, domain, countryCode } = this.#options
    const schema = await this.#schemas.get()
    const has = (name: string): boolean => schema.fields.has(name)
    const isKey = (key: string | undefined): key is string => key !== undefined && key.trim() !== '' && !key.includes('\0')
    if (isKey(externalId)) {
      const found = await this.#contacts(schema, { domain: [[externalIdField, '=', externalId]], limit: MAX_FOUND })
      if (found.length > 0) return found
    }
    if (isKey(email)) {
      const found = await this.#contacts(schema, { domain: [...domain, ...byEmail(email.trim(), has)], limit: MAX_FOUND })
      if (found.length > 0) return found
    }
    if (phone === undefined || !E164.test(phone)) return []
    const { result } = await this.#search(schema, { domain: [...domain, ...byPhone(phone, schema.phones, countryCode, has)], limit: MAX_CANDIDATES })
    const isTheirs = (partner: Partner): boolean => schema.phones.some((field) => isSpellingOf(textOf(partner[field]) ?? '', phone, countryCode))
    return recordsOf(result).filter(isTheirs).slice(0, MAX_FOUND).map((partner) => toContact(partner, schema, this.#options))
  }

  /** Partners by their ids; what is archived or gone is left out. */
  async get (ids: readonly string[]): Promise<CrmContact[]> {
    const numbers = toNumbers(ids)
    return numbers.length === 0 ? [] : this.#contacts(await this.#schemas.get(), { domain: [['id', 'in', numbers]] })
  }

  /** Partners with a value in a field, archived ones included, as they were read. */
  async read (schema: PartnerSchema, field: string, values: readonly unknown[]): Promise<Partner[]> {
    if (values.length === 0) return []
    const { result } = await this.#search(schema, { domain: [[field, 'in', values]], withArchived: true })
    return recordsOf(result)
  }

  since (second: number | undefined, limit: number): Promise<Slice> {
    const domain = second === undefined ? [] : [['write_date', '>=', formatTime(second)]]
    return this.#slice({ domain, limit, order: 'write_date asc, id asc' })
  }

  within (second: number, afterId: string | undefined, limit: number): Promise<Slice> {
    const domain = [['write_date', '>=', formatTime(second)], ['write_date', '<', formatTime(second + 1)], ...(afterId === undefined ? [] : [['id', '>', Number(afterId)]])]
    return this.#slice({ domain, limit, order: 'id asc' })
  }

  async #slice ({ domain, ...search }: Search): Promise<Slice> {
    const schema = await this.#schemas.get()
    const { result, nowMs } = await this.#search(schema, { ...search, domain: [...this.#options.domain, ...domain], withArchived: true })
    return { contacts: recordsOf(result).map((partner) => toContact(partner, schema, this.#options)), nowMs }
  }

  async #contacts (schema: PartnerSchema, search: Search): Promise<CrmContact[]> {
    const { result } = await this.#search(schema, search)
    return recordsOf(result).map((partner) => toContact(partner, schema, this.#options))
  }

  #search ({ names }: PartnerSchema, { domain, limit, order = 'id asc', withArchived = false }: Search): ReturnType<OdooApi['call']> {
    return this.#api.call({
      model: 'res.partner',
      method: 'search_read',
      args: { domain, fields: names, order, ...(limit !== undefined && { limit }) },
      ...(withArchived && { context: { active_test: false } })
    })
  }
}

/** The ids that can be ids of Odoo: whole numbers of its database. */
export function toNumbers (ids: readonly string[]): number[] {
  return ids.filter((id) => /^[1-9]\d{0,9}$/.test(id)).map(Number).filter((id) => id <= 2_147_483_647)
}
