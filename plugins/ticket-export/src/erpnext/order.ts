import type { Order, OrderLine } from '@kefuhub/contract'
import { toEmails, toPhones } from '../erp/contact.js'
import { parseLocalTime } from '../erp/local-time.js'
import { toMoney, toQuantity } from '../erp/money.js'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import type { Customer } from './customers.js'
import type { Doc } from './frappe.js'
import type { Options } from './options.js'

/** An order of ERPNext as the hub knows it. */
export function toOrder (doc: Doc, customer: Customer | undefined, options: Pick<Options, 'url' | 'timeZone' | 'countryCode'>): Order {
  const { timeZone, countryCode } = options
  const externalNumber = textAt(doc, 'po_no')
  const name = textAt(doc, 'customer_name') ?? textAt(doc, 'customer')
  const currency = textAt(doc, 'currency')
  const placedAt = placedAtOf(doc, timeZone)
  return {
    id: doc.name,
    number: doc.name,
    ...(externalNumber !== undefined && { externalNumber }),
    status: statusOf(doc),
    rawStatus: textAt(doc, 'status') ?? `docstatus ${textAt(doc, 'docstatus') ?? '?'}`,
    payment: paymentOf(doc),
    total: toMoney(valueAt(doc, 'grand_total'), currency),
    placedAt,
    changedAt: parseLocalTime(textAt(doc, 'modified'), timeZone) ?? placedAt,
    customer: {
      ...(name !== undefined && { name }),
      phones: [...new Set([...toPhones([textAt(doc, 'contact_mobile')], countryCode), ...customer?.phones ?? []])],
      emails: [...new Set([...toEmails([textAt(doc, 'contact_email')]), ...customer?.emails ?? []])]
    },
    lines: listAt(doc, 'items').map((item) => toLine(item, currency)),
    url: pageOf(options.url, 'sales-order', doc.name)
  }
}

/** The page of a document. */
export function pageOf (url: string, route: string, name: string): string {
  return `${url.replace(/\/+$/, '')}/app/${route}/${encodeURIComponent(name)}`
}

function toLine (item: unknown, currency: string | undefined): OrderLine {
  return {
    id: textAt(item, 'name') ?? '',
    sku: textAt(item, 'item_code') ?? '',
    title: textAt(item, 'item_name') ?? textAt(item, 'item_code') ?? '',
    quantity: toQuantity(valueAt(item, 'qty')),
    shipped: toQuantity(valueAt(item, 'delivered_qty')),
    returned: toQuantity(valueAt(item, 'returned_qty')),
    price: toMoney(valueAt(item, 'rate'), currency)
  }
}

/** Orders have a day; the moment is known where they were typed in on that day. */
function placedAtOf (doc: Doc, timeZone: string): Date {
  const day = textAt(doc, 'transaction_date')
  const created = textAt(doc, 'creation')
  const isSameDay = day !== undefined && created?.startsWith(day.slice(0, 10)) === true
  return parseLocalTime(isSameDay ? created : day ?? created, timeZone) ?? new Date(0)
}

function statusOf (doc: Doc): Order['status'] {
  const word = textAt(doc, 'status')
  const delivered = toQuantity(valueAt(doc, 'per_delivered'))
  if (valueAt(doc, 'docstatus') === 2 || word === 'Cancelled') return 'cancelled'
  switch (word) {
    case 'Draft': return 'draft'
    case 'On Hold': case 'To Deliver and Bill': case 'To Deliver':
      return delivered >= 100 ? 'shipped' : delivered > 0 ? 'partly-shipped' : 'confirmed'
    case 'To Bill': case 'To Pay': return 'shipped'
    case 'Completed': return 'done'
    // Closed by hand before anything left: nothing will come any more.
    case 'Closed': return delivered > 0 ? 'done' : 'cancelled'
    default: return 'unknown'
  }
}

function paymentOf (doc: Doc): Order['payment'] {
  const total = toQuantity(valueAt(doc, 'grand_total'))
  const advance = toQuantity(valueAt(doc, 'advance_paid'))
  if (total > 0 && advance >= total) return 'paid'
  if (advance > 0) return 'partly-paid'
  return textAt(doc, 'status') === 'To Pay' ? 'unpaid' : 'unknown'
}
