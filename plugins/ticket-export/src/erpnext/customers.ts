import type { ContactQuery } from '@kefuhub/contract'
import { phonePattern, toEmails, toPhones, waysOf, type Way } from '../erp/contact.js'
import { textAt } from '../tickets/foreign.js'
import type { Doc, Filter, Frappe } from './frappe.js'
import type { Options } from './options.js'

/** A customer in ERPNext. */
export interface Customer { id: string, phones: string[], emails: string[] }

const MAX_FOUND = 20
const FIELDS = ['name', 'mobile_no', 'email_id']

/** Customers in ERPNext. */
export class Customers {
  readonly #frappe: Frappe
  readonly #options: Options

  constructor (frappe: Frappe, options: Options) {
    this.#frappe = frappe
    this.#options = options
  }

  /** Those that the first way with any result finds. */
  async find (query: ContactQuery): Promise<Customer[]> {
    for (const way of waysOf(query)) {
      const found = await this.findBy(way)
      if (found.length > 0) return found
    }
    return []
  }

  async findBy ({ by, value }: Way): Promise<Customer[]> {
    if (by === 'externalId') {
      const field = this.#options.contactKeyField
      return field === undefined ? [] : this.#list([[field, '=', value]])
    }
    if (by === 'email') return (await this.#list([['email_id', '=', value]])).filter(({ emails }) => emails.includes(value))
    return (await this.#list([['mobile_no', 'like', phonePattern(value)]])).filter(({ phones }) => phones.includes(value))
  }

  /** How customers can be reached, by their names. */
  async reach (names: readonly string[]): Promise<Map<string, Customer>> {
    const customers = names.length === 0 ? [] : await this.#list([['name', 'in', [...new Set(names)]]], names.length)
    return new Map(customers.map((customer) => [customer.id, customer]))
  }

  async #list (filters: Filter[], limit = MAX_FOUND): Promise<Customer[]> {
    return (await this.#frappe.list('Customer', { fields: FIELDS, filters, limit })).map((doc) => this.#toCustomer(doc))
  }

  #toCustomer (doc: Doc): Customer {
    return { id: doc.name, phones: toPhones([textAt(doc, 'mobile_no')], this.#options.countryCode), emails: toEmails([textAt(doc, 'email_id')]) }
  }
}
