import type { Order, OrderQuery } from '@kefuhub/contract'
import { phonePattern, soughtNumber, toEmails, toPhones, waysOf, type Way } from '../erp/contact.js'
import { textAt } from '../tickets/foreign.js'
import type { Customers } from './customers.js'
import type { Doc, Filter, Frappe } from './frappe.js'
import type { Options } from './options.js'
import { toOrder } from './order.js'

export const ORDER = 'Sales Order'
const MAX_ORDERS = 50
const FIELDS = ['name', 'customer', 'contact_mobile', 'contact_email']

/** Orders in ERPNext. */
export class Orders {
  readonly #frappe: Frappe
  readonly #customers: Customers
  readonly #options: Options

  constructor (frappe: Frappe, customers: Customers, options: Options) {
    this.#frappe = frappe
    this.#customers = customers
    this.#options = options
  }

  async find (query: OrderQuery, limit: number): Promise<Order[]> {
    const { number, externalId, email, phone } = query
    const sought = number === undefined ? undefined : soughtNumber(number)
    if (number !== undefined && sought === undefined) return []
    const most = Math.min(limit, MAX_ORDERS)
    if (externalId === undefined && email === undefined && phone === undefined) {
      return sought === undefined ? [] : this.#complete(await this.#byNumber(sought, most))
    }
    for (const way of waysOf(query)) {
      const found = await this.#findBy(way, sought, most)
      if (found !== undefined) return this.#complete(found)
    }
    return []
  }

  async get (id: string): Promise<Order | undefined> {
    const doc = await this.#frappe.get(ORDER, id)
    return doc && (await this.#toOrders([doc]))[0]
  }

  /** Undefined: nobody is known by this. */
  async #findBy (way: Way, number: string | undefined, limit: number): Promise<Doc[] | undefined> {
    const customers = (await this.#customers.findBy(way)).map(({ id }) => id)
    const orFilters: Filter[] = [
      ...(customers.length > 0 ? [['customer', 'in', customers] satisfies Filter] : []),
      ...(way.by === 'email' ? [['contact_email', '=', way.value] satisfies Filter] : []),
      ...(way.by === 'phone' ? [['contact_mobile', 'like', phonePattern(way.value)] satisfies Filter] : [])
    ]
    if (orFilters.length === 0) return undefined
    const found = number === undefined ? await this.#list([], orFilters, limit) : await this.#byNumber(number, limit, orFilters)
    const theirs = found.filter((doc) => customers.includes(textAt(doc, 'customer') ?? '') || this.#isContact(doc, way))
    return customers.length === 0 && theirs.length === 0 ? undefined : theirs
  }

  /** The person whom an order names need not be the one whom the customer's record names. */
  #isContact (doc: Doc, { by, value }: Way): boolean {
    if (by === 'email') return toEmails([textAt(doc, 'contact_email')]).includes(value)
    return by === 'phone' && toPhones([textAt(doc, 'contact_mobile')], this.#options.countryCode).includes(value)
  }

  async #byNumber (number: string, limit: number, orFilters: Filter[] = []): Promise<Doc[]> {
    const own = await this.#list([['name', '=', number]], orFilters, limit)
    const theirs = await this.#list([['po_no', '=', number]], orFilters, limit)
    return [...own, ...theirs.filter(({ name }) => !own.some((other) => other.name === name))].slice(0, limit)
  }

  #list (filters: Filter[], orFilters: Filter[], limit: number): Promise<Doc[]> {
    return this.#frappe.list(ORDER, { fields: FIELDS, filters, orFilters, orderBy: 'transaction_date desc, creation desc', limit })
  }

  /** Lists leave out the lines. */
  async #complete (found: readonly Doc[]): Promise<Order[]> {
    const docs = await Promise.all(found.map(({ name }) => this.#frappe.get(ORDER, name)))
    return this.#toOrders(docs.filter((doc) => doc !== undefined))
  }

  async #toOrders (docs: readonly Doc[]): Promise<Order[]> {
    const customers = await this.#customers.reach(docs.map((doc) => textAt(doc, 'customer')).filter((name) => name !== undefined))
    return docs.map((doc) => toOrder(doc, customers.get(textAt(doc, 'customer') ?? ''), this.#options))
  }
}
