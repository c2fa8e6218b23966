import type { Order, OrderLine, OrderQuery } from '@kefuhub/contract'
import { phonePattern, soughtNumber, toEmails, toPhones, waysOf, type Way } from '../erp/contact.js'
import { parseLocalTime } from '../erp/local-time.js'
import { toMoney, toQuantity } from '../erp/money.js'
import { textAt } from '../tickets/foreign.js'
import { APPROVED, CURRENCIES, YES } from './facts.js'
import { idsIn, isId, quoted } from './filter.js'
import type { Column, K3, Row } from './k3.js'
import type { Options } from './options.js'

const MAX_ORDERS = 50
const HEAD: readonly Column[] = [
  'orderId', 'orderNumber', 'orderDate', 'orderStatus', 'orderClosed', 'orderCancelled', 'orderChangedAt', 'orderCurrency', 'customerName', 'receiverName', 'receiverPhone'
]
const LINE: readonly Column[] = ['orderId', 'lineId', 'lineSku', 'lineTitle', 'lineQuantity', 'linePrice', 'lineAmount', 'lineShipped', 'lineReturned']

/** Orders in K3Cloud. */
export class Orders {
  readonly #k3: K3
  readonly #options: Options
  readonly #head: readonly Column[]

  constructor (k3: K3, options: Options) {
    this.#k3 = k3
    this.#options = options
    const { emailField, externalNumberField } = options
    this.#head = [
      ...HEAD,
      ...(emailField === undefined ? [] : [{ as: 'email', field: emailField } satisfies Column]),
      ...(externalNumberField === undefined ? [] : [{ as: 'externalNumber', field: externalNumberField } satisfies Column])
    ]
  }

  async find (query: OrderQuery, limit: number): Promise<Order[]> {
    const { number, externalId, email, phone } = query
    const numbered = number === undefined ? '' : this.#numberFilter(number)
    if (numbered === undefined) return []
    const most = Math.min(limit, MAX_ORDERS)
    if (externalId === undefined && email === undefined && phone === undefined) return numbered === '' ? [] : this.#list(numbered, most)
    for (const way of waysOf(query)) {
      const theirs = this.#wayFilter(way)
      if (theirs === undefined) continue
      const found = (await this.#list([numbered, theirs].filter((part) => part !== '').join(' and '), most)).filter((order) => isTheirs(order, way))
      if (found.length > 0) return found
    }
    return []
  }

  async get (id: string): Promise<Order | undefined> {
    return isId(id) ? (await this.#list(idsIn(this.#k3.fieldOf('orderId'), [id]), 1))[0] : undefined
  }

  #numberFilter (number: string): string | undefined {
    const sought = soughtNumber(number)
    if (sought === undefined) return undefined
    const { externalNumberField } = this.#options
    const fields = [this.#k3.fieldOf('orderNumber'), ...(externalNumberField === undefined ? [] : [externalNumberField])]
    return `(${fields.map((field) => `${field}=${quoted(sought)}`).join(' or ')})`
  }

  #wayFilter ({ by, value }: Way): string | undefined {
    if (by === 'phone') return `${this.#k3.fieldOf('receiverPhone')} like ${quoted(phonePattern(value))}`
    const field = by === 'email' ? this.#options.emailField : this.#options.contactKeyField
    return field === undefined ? undefined : `${field}=${quoted(value)}`
  }

  async #list (filter: string, limit: number): Promise<Order[]> {
    const { orderDate, orderId } = this.#options.fields
    const rows = await this.#k3.query('order', this.#head, filter, { order: `${orderDate} desc,${orderId} desc`, limit })
    // Should the site give a row for every line, an order comes several times.
    const heads = [...new Map(rows.map((row) => [textAt(row, 'orderId'), row])).values()]
    if (heads.length === 0) return []
    const lines = await this.#k3.query('order', LINE, idsIn(orderId, heads.map((head) => textAt(head, 'orderId') ?? '')))
    return heads.map((head) => this.#toOrder(head, lines.filter((line) => textAt(line, 'orderId') === textAt(head, 'orderId'))))
  }

  #toOrder (head: Row, rows: readonly Row[]): Order {
    const { timeZone, countryCode, currencies } = this.#options
    const word = textAt(head, 'orderCurrency') ?? ''
    const currency = new Map(Object.entries({ ...CURRENCIES, ...currencies })).get(word) ?? word
    const lines = rows.map((row) => toLine(row, currency))
    const id = textAt(head, 'orderId') ?? ''
    const name = textAt(head, 'receiverName') ?? textAt(head, 'customerName')
    const externalNumber = textAt(head, 'externalNumber')
    const placedAt = parseLocalTime(textAt(head, 'orderDate'), timeZone) ?? new Date(0)
    return {
      id,
      number: textAt(head, 'orderNumber') ?? id,
      ...(externalNumber !== undefined && { externalNumber }),
      status: statusOf(head, lines),
      rawStatus: ['orderStatus', 'orderClosed', 'orderCancelled'].map((part) => textAt(head, part) ?? '-').join('/'),
      // It stands in other documents, of receivables.
      payment: 'unknown',
      total: toMoney(rows.reduce((sum, row) => sum + toQuantity(row.lineAmount), 0), currency),
      placedAt,
      changedAt: parseLocalTime(textAt(head, 'orderChangedAt'), timeZone) ?? placedAt,
      customer: { ...(name !== undefined && { name }), phones: toPhones([textAt(head, 'receiverPhone')], countryCode), emails: toEmails([textAt(head, 'email')]) },
      lines
    }
  }
}

/** A pattern for a phone finds a little too much. */
function isTheirs ({ customer }: Order, { by, value }: Way): boolean {
  return by === 'externalId' || (by === 'phone' ? customer.phones : customer.emails).includes(value)
}

function toLine (row: Row, currency: string): OrderLine {
  const sku = textAt(row, 'lineSku') ?? ''
  return {
    id: textAt(row, 'lineId') ?? '',
    sku,
    title: textAt(row, 'lineTitle') ?? sku,
    quantity: toQuantity(row.lineQuantity),
    shipped: toQuantity(row.lineShipped),
    returned: toQuantity(row.lineReturned),
    price: toMoney(row.linePrice, currency)
  }
}

function statusOf (head: Row, lines: readonly OrderLine[]): Order['status'] {
  if (head.orderCancelled === YES) return 'cancelled'
  const word = textAt(head, 'orderStatus') ?? ''
  if (word !== APPROVED) return /^[ZABD]$/.test(word) ? 'draft' : 'unknown'
  const isClosed = head.orderClosed === YES
  const goods = lines.filter(({ quantity }) => quantity > 0)
  if (goods.length > 0 && goods.every(({ shipped, quantity }) => shipped >= quantity)) return isClosed ? 'done' : 'shipped'
  if (goods.some(({ shipped }) => shipped > 0)) return isClosed ? 'done' : 'partly-shipped'
  // Closed before anything left: nothing will come any more.
  return isClosed ? 'cancelled' : 'confirmed'
}
