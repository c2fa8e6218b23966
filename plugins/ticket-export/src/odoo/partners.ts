import type { ContactQuery } from '@kefuhub/contract'
import { phonePattern, toEmails, toPhones, waysOf, type Way } from '../erp/contact.js'
import { PARTNER_FIELDS } from './facts.js'
import type { Domain, Odoo, Row } from './odoo.js'
import type { Options } from './options.js'
import { idOf, textOf } from './value.js'

/** A person or a company in Odoo. */
export interface Partner {
  id: number
  /** The company, or the person where there is none. */
  commercialId: number
  name?: string
  phones: string[]
  emails: string[]
}

/** How people of one company may reach us. */
export interface Reach { phones: string[], emails: string[] }

const MAX_FOUND = 20
const MAX_FAMILY = 200
const PHONE_FIELDS = ['phone', 'mobile'] as const
// The address that a parcel goes to names a receiver, who is not the customer.
const PERSON = ['type', '=', 'contact']

/** Customers in Odoo. */
export class Partners {
  readonly #odoo: Odoo
  readonly #options: Options

  constructor (odoo: Odoo, options: Options) {
    this.#odoo = odoo
    this.#options = options
  }

  /** Those that the first way with any result finds. */
  async find (query: ContactQuery): Promise<Partner[]> {
    for (const way of waysOf(query)) {
      const found = await this.#findBy(way)
      if (found.length > 0) return found
    }
    return []
  }

  /** Numbers and addresses of everybody who belongs to these companies or persons, by their ids. */
  async reach (commercialIds: readonly number[]): Promise<Map<number, Reach>> {
    const rows = await this.#odoo.searchRead('res.partner', [['commercial_partner_id', 'in', [...new Set(commercialIds)]], PERSON], PARTNER_FIELDS, { limit: MAX_FAMILY })
    const reach = new Map<number, Reach>()
    for (const { commercialId, phones, emails } of rows.map((row) => this.#toPartner(row))) {
      const known = reach.get(commercialId) ?? { phones: [], emails: [] }
      reach.set(commercialId, { phones: [...new Set([...known.phones, ...phones])], emails: [...new Set([...known.emails, ...emails])] })
    }
    return reach
  }

  /** The companies or persons behind partners, by the partners' ids. */
  async commercialIds (partnerIds: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.#odoo.searchRead('res.partner', [['id', 'in', [...new Set(partnerIds)]]], PARTNER_FIELDS, { context: { active_test: false } })
    return new Map(rows.map((row) => [row.id, idOf(row.commercial_partner_id) ?? row.id]))
  }

  async #findBy ({ by, value }: Way): Promise<Partner[]> {
    if (by === 'externalId') {
      const field = this.#options.contactKeyField
      return field === undefined ? [] : this.#search([[field, '=', value]])
    }
    const known = await this.#odoo.fields('res.partner')
    if (by === 'email') {
      const found = await this.#search(known.has('email_normalized') ? [['email_normalized', '=', value]] : [['email', '=ilike', escapeLike(value)]])
      return found.filter(({ emails }) => emails.includes(value))
    }
    const fields = PHONE_FIELDS.filter((field) => known.has(field))
    const anyOf: Domain = [...fields.map((field) => [field, '=like', phonePattern(value)])]
    if (known.has('phone_sanitized')) anyOf.push(['phone_sanitized', '=', value])
    const found = await this.#search([...Array.from({ length: anyOf.length - 1 }, () => '|'), ...anyOf])
    return found.filter(({ phones }) => phones.includes(value))
  }

  async #search (domain: Domain): Promise<Partner[]> {
    const rows = await this.#odoo.searchRead('res.partner', [...domain, PERSON], PARTNER_FIELDS, { limit: MAX_FOUND })
    return rows.map((row) => this.#toPartner(row))
  }

  #toPartner (row: Row): Partner {
    const name = textOf(row.name)
    return {
      id: row.id,
      commercialId: idOf(row.commercial_partner_id) ?? row.id,
      ...(name !== undefined && { name }),
      phones: toPhones([row.phone_sanitized, row.phone, row.mobile], this.#options.countryCode),
      emails: toEmails([row.email_normalized, row.email])
    }
  }
}

/** A text in which LIKE finds no wildcards. */
export function escapeLike (text: string): string { return text.replace(/[\\%_]/g, '\\$&') }
