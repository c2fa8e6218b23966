import type { Order, OrderLine } from '@kefuhub/contract'
import { toMoney, toQuantity } from '../erp/money.js'
import { MOVED_FIELDS, PAID_STATES } from './facts.js'
import type { Row } from './odoo.js'
import type { Reach } from './partners.js'
import { idOf, idsOf, nameOf, textOf, timeOf } from './value.js'

/** What orders refer to. */
export interface Surroundings {
  /** Where Odoo is. */
  url: string
  /** Of all orders. */
  lines: readonly Row[]
  /** By id of the partner. */
  commercial: ReadonlyMap<number, number>
  /** By id of the company or person. */
  reach: ReadonlyMap<number, Reach>
  /** By id of the product. */
  skus: ReadonlyMap<number, string>
  /** Moves that came back. */
  returned: readonly Row[]
  /** Posted invoices. */
  payments: ReadonlyMap<number, Row>
}

/** An order of Odoo as the hub knows it. */
export function toOrder (row: Row, around: Surroundings): Order {
  const currency = nameOf(row.currency_id)
  const lines = around.lines
    .filter((line) => idOf(line.order_id) === row.id && textOf(line.display_type) === undefined)
    .map((line) => toLine(line, currency, around))
  const externalNumber = textOf(row.client_order_ref)
  const partnerId = idOf(row.partner_id)
  const name = nameOf(row.partner_id)
  const reach = around.reach.get(around.commercial.get(partnerId ?? 0) ?? 0) ?? { phones: [], emails: [] }
  return {
    id: String(row.id),
    number: textOf(row.name) ?? String(row.id),
    ...(externalNumber !== undefined && { externalNumber }),
    status: statusOf(row, lines),
    rawStatus: [row.state, row.delivery_status].map(textOf).filter((word) => word !== undefined).join('/'),
    payment: paymentOf(idsOf(row.invoice_ids).map((id) => around.payments.get(id)).filter((invoice) => invoice !== undefined)),
    total: toMoney(row.amount_total, currency),
    placedAt: timeOf(row.date_order) ?? new Date(0),
    changedAt: timeOf(row.write_date) ?? timeOf(row.date_order) ?? new Date(0),
    customer: { ...(name !== undefined && { name }), ...reach },
    lines,
    url: pageOf(around.url, 'sale.order', row.id)
  }
}

/** The page of a record; newer versions lead from this address to theirs. */
export function pageOf (url: string, model: string, id: number): string {
  return `${url.replace(/\/+$/, '')}/web#id=${id}&model=${encodeURIComponent(model)}&view_type=form`
}

/** How much a move moved: the field was renamed. */
export function movedOf (move: Row): number {
  return toQuantity(MOVED_FIELDS.map((field) => move[field]).find((value) => value !== undefined))
}

function toLine (line: Row, currency: string | undefined, { skus, returned }: Surroundings): OrderLine {
  const back = returned.filter((move) => idOf(move.sale_line_id) === line.id)
  // Odoo takes from what was delivered what came back for a refund.
  const refunded = back.filter((move) => move.to_refund !== false).map(movedOf)
  const price = toQuantity(line.price_unit) * (1 - toQuantity(line.discount) / 100)
  return {
    id: String(line.id),
    sku: skus.get(idOf(line.product_id) ?? 0) ?? '',
    title: textOf(line.name) ?? nameOf(line.product_id) ?? '',
    quantity: toQuantity(line.product_uom_qty),
    shipped: toQuantity(sum([toQuantity(line.qty_delivered), ...refunded])),
    returned: toQuantity(sum(back.map(movedOf))),
    price: toMoney(price, currency)
  }
}

function statusOf (row: Row, lines: readonly OrderLine[]): Order['status'] {
  switch (row.state) {
    case 'draft': case 'sent': return 'draft'
    case 'cancel': return 'cancelled'
    case 'sale': case 'done': return shippedStatus(row, lines)
    default: return 'unknown'
  }
}

/** Versions before 16, and those without the app for stock, have no word for it: then the lines tell. */
function shippedStatus (row: Row, lines: readonly OrderLine[]): Order['status'] {
  const word = textOf(row.delivery_status)
  const goods = lines.filter(({ quantity }) => quantity > 0)
  const isFull = word === undefined ? goods.length > 0 && goods.every(({ shipped, quantity }) => shipped >= quantity) : word === 'full'
  if (isFull) return row.invoice_status === 'invoiced' || row.state === 'done' ? 'done' : 'shipped'
  // "started": something was picked, nothing has left yet.
  const isPart = word === undefined ? goods.some(({ shipped }) => shipped > 0) : word === 'partial'
  return isPart ? 'partly-shipped' : 'confirmed'
}

function paymentOf (posted: readonly Row[]): Order['payment'] {
  const invoices = posted.filter(({ move_type: type }) => type === 'out_invoice')
  if (invoices.length === 0) return 'unknown'
  const states = invoices.map((invoice) => textOf(invoice.payment_state) ?? '')
  const isPaid = (state: string): boolean => (PAID_STATES as readonly string[]).includes(state)
  if (states.every((state) => state === 'reversed')) return 'refunded'
  if (states.every((state) => isPaid(state) || state === 'reversed')) return 'paid'
  if (states.some((state) => isPaid(state) || state === 'partial')) return 'partly-paid'
  return states.every((state) => state === 'not_paid') ? 'unpaid' : 'unknown'
}

function sum (numbers: readonly number[]): number { return numbers.reduce((total, number) => total + number, 0) }
