import { isDeliveryError, type Order, type OrderQuery } from '@kefuhub/contract'
import { soughtNumber, waysOf } from '../erp/contact.js'
import { LINE_FIELDS, MOVED_FIELDS, ORDER_FIELDS } from './facts.js'
import type { Domain, Odoo, Row } from './odoo.js'
import { toOrder, type Surroundings } from './order.js'
import type { Partners } from './partners.js'
import { idOf, idsOf, textOf, toId } from './value.js'

const MAX_ORDERS = 50
const MAX_LINES = 2000

/** Orders in Odoo. */
export class Orders {
  readonly #odoo: Odoo
  readonly #partners: Partners
  readonly #base: { url: string }

  constructor (odoo: Odoo, partners: Partners, base: { url: string }) {
    this.#odoo = odoo
    this.#partners = partners
    this.#base = base
  }

  async find (query: OrderQuery, limit: number): Promise<Order[]> {
    const domain = await this.#domainOf(query)
    if (domain === undefined) return []
    const rows = await this.#odoo.searchRead('sale.order', domain, ORDER_FIELDS, { limit: Math.min(limit, MAX_ORDERS), order: 'date_order desc, id desc' })
    return this.#complete(rows)
  }

  async get (id: string): Promise<Order | undefined> {
    const number = toId(id)
    if (number === undefined) return undefined
    return (await this.#complete(await this.#odoo.searchRead('sale.order', [['id', '=', number]], ORDER_FIELDS, { limit: 1 })))[0]
  }

  /** Undefined where nothing can match. */
  async #domainOf (query: OrderQuery): Promise<Domain | undefined> {
    const domain: Domain = []
    if (query.number !== undefined) {
      const number = soughtNumber(query.number)
      if (number === undefined) return undefined
      // "=ilike", which Odoo's own search uses, would take % and _ for wildcards.
      domain.push('|', ['name', 'in', [...new Set([number, number.toUpperCase()])]], ['client_order_ref', '=', number])
    }
    if (waysOf(query).length > 0 || hasContact(query)) {
      const partners = await this.#partners.find(query)
      if (partners.length === 0) return undefined
      domain.push(['partner_id', 'child_of', [...new Set(partners.map(({ commercialId }) => commercialId))]])
    }
    return domain.length === 0 ? undefined : domain
  }

  async #complete (rows: readonly Row[]): Promise<Order[]> {
    if (rows.length === 0) return []
    const around = await this.#surroundings(rows)
    return rows.map((row) => toOrder(row, around))
  }

  async #surroundings (rows: readonly Row[]): Promise<Surroundings> {
    const orderIds = rows.map(({ id }) => id)
    const lines = await this.#odoo.searchRead('sale.order.line', [['order_id', 'in', orderIds]], LINE_FIELDS, { limit: MAX_LINES, order: 'order_id asc, sequence asc, id asc' })
    const partnerIds = rows.map((row) => idOf(row.partner_id)).filter((id) => id !== undefined)
    const commercial = await this.#partners.commercialIds(partnerIds)
    const [reach, skus, returned, payments] = await Promise.all([
      this.#partners.reach([...commercial.values()]),
      this.#skus(lines),
      this.#returned(lines.map(({ id }) => id)),
      this.#payments(rows.flatMap((row) => idsOf(row.invoice_ids)))
    ])
    return { ...this.#base, lines, commercial, reach, skus, returned, payments }
  }

  async #skus (lines: readonly Row[]): Promise<Map<number, string>> {
    const ids = [...new Set(lines.map((line) => idOf(line.product_id)).filter((id) => id !== undefined))]
    if (ids.length === 0) return new Map()
    const products = await this.#odoo.searchRead('product.product', [['id', 'in', ids]], ['id', 'default_code', 'barcode'], { limit: MAX_LINES, context: { active_test: false } })
    return new Map(products.map((product) => [product.id, textOf(product.default_code) ?? textOf(product.barcode) ?? String(product.id)]))
  }

  /** Moves that came back, of each order line. */
  async #returned (lineIds: readonly number[]): Promise<Row[]> {
    if (lineIds.length === 0) return []
    return this.#optional('stock.move', [['sale_line_id', 'in', [...lineIds]], ['origin_returned_move_id', '!=', false], ['state', '=', 'done']], ['sale_line_id', 'to_refund', ...MOVED_FIELDS])
  }

  async #payments (invoiceIds: readonly number[]): Promise<Map<number, Row>> {
    if (invoiceIds.length === 0) return new Map()
    const rows = await this.#optional('account.move', [['id', 'in', [...invoiceIds]], ['state', '=', 'posted']], ['move_type', 'payment_state'])
    return new Map(rows.map((row) => [row.id, row]))
  }

  /** Reads what the user of the hub may lack the rights or the app for. */
  async #optional (model: string, domain: Domain, fields: readonly string[]): Promise<Row[]> {
    try {
      return await this.#odoo.searchRead(model, domain, fields, { limit: MAX_LINES })
    } catch (error) {
      if (isDeliveryError(error) && (error.verdict === 'unauthorized' || error.verdict === 'rejected')) return []
      throw error
    }
  }
}

/** Whether a query names a customer at all, be it in a way that cannot be looked up. */
function hasContact ({ externalId, email, phone }: OrderQuery): boolean {
  return externalId !== undefined || email !== undefined || phone !== undefined
}
