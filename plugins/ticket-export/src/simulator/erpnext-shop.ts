import { formatLocalTime } from '../erp/local-time.js'
import { FrappeError, invalid } from './erpnext-errors.js'
import type { ErpnextDocuments } from './erpnext-documents.js'
import type { StoredDoc } from './erpnext-query.js'

/** An order of a customer. */
export interface ErpnextOrder {
  customer: { name: string, phone?: string, email?: string, more?: Record<string, unknown> }
  /** Where only the order knows them, and not the customer's record. */
  contact?: { phone?: string, email?: string }
  poNo?: string
  placedAt: Date
  lines: Array<{ sku: string, title: string, quantity: number, price: number }>
  currency?: string
}

/** How goods are sent. */
export interface ErpnextParcel {
  carrier?: string
  tracking?: string
  /** By the place of the line. */
  quantities?: readonly number[]
  isDraft?: true
}

/** What people do in a simulated ERPNext, and what its documents do to each other. */
export class ErpnextShop {
  readonly #documents: ErpnextDocuments
  readonly #timeZone: string

  constructor (documents: ErpnextDocuments, timeZone: string) {
    this.#documents = documents
    this.#timeZone = timeZone
    for (const name of ['Low', 'Medium', 'High']) documents.insert('Issue Priority', {}, name)
  }

  addOrder ({ customer, contact = customer, poNo, placedAt, lines, currency = 'CNY' }: ErpnextOrder): StoredDoc {
    const local = formatLocalTime(placedAt, this.#timeZone)
    const order = this.#documents.insert('Sales Order', {
      customer: this.#customer(customer).name,
      customer_name: customer.name,
      po_no: poNo,
      transaction_date: local.slice(0, 10),
      status: 'To Deliver and Bill',
      per_delivered: 0,
      grand_total: lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
      currency,
      contact_mobile: contact.phone,
      contact_email: contact.email,
      items: lines.map(({ sku, title, quantity, price }) => ({ item_code: sku, item_name: title, qty: quantity, delivered_qty: 0, returned_qty: 0, rate: price, amount: quantity * price }))
    })
    return Object.assign(order, { docstatus: 1, creation: `${local}.000000` })
  }

  /** Sends part of an order, or what is left of it. */
  ship (order: StoredDoc, { carrier, tracking, quantities, isDraft }: ErpnextParcel = {}): StoredDoc {
    const rows = order.items as StoredDoc[]
    const items = rows.map((row, place) => ({
      item_code: row.item_code,
      item_name: row.item_name,
      qty: quantities?.[place] ?? (quantities === undefined ? Number(row.qty) - Number(row.delivered_qty) : 0),
      rate: row.rate,
      against_sales_order: order.name,
      so_detail: row.name
    })).filter(({ qty }) => qty > 0)
    const [day, time] = this.#documents.time().split(' ')
    const note = this.#documents.insert('Delivery Note', {
      customer: order.customer, is_return: 0, items, transporter_name: carrier, lr_no: tracking, posting_date: day, posting_time: time?.replace(/^0/, ''), status: isDraft ? 'Draft' : 'To Bill'
    })
    if (!isDraft) this.submitted('Delivery Note', Object.assign(note, { docstatus: 1 }))
    return note
  }

  /** Hands delivery notes to a carrier. */
  addShipment (notes: readonly StoredDoc[], values: Record<string, unknown>): StoredDoc {
    return this.#documents.insert('Shipment', { ...values, shipment_delivery_note: notes.map(({ name }) => ({ delivery_note: name })) })
  }

  cancel (doc: StoredDoc): void { this.#documents.touch(doc, { docstatus: 2, status: 'Cancelled' }) }

  /** The function that drafts a return. */
  proposeReturn (name: unknown): Record<string, unknown> {
    const note = this.#documents.get('Delivery Note', String(name))
    if (note.docstatus !== 1 || note.is_return === 1) throw invalid('Only submitted delivery notes can be returned')
    const items = (note.items as StoredDoc[]).map(({ name: line, qty, ...row }) => ({ ...row, dn_detail: line, qty: -Number(qty), doctype: 'Delivery Note Item', __islocal: 1 }))
    return { doctype: 'Delivery Note', __islocal: 1, docstatus: 0, customer: note.customer, is_return: 1, return_against: note.name, items, status: 'Draft', posting_date: this.#documents.time().slice(0, 10) }
  }

  /** The rules of returns. @throws FrappeError */
  checkReturn (values: Record<string, unknown>): void {
    if (Number(values.is_return ?? 0) !== 1) return
    const against = this.#documents.get('Delivery Note', String(values.return_against))
    for (const { dn_detail: line, qty } of values.items as StoredDoc[]) {
      const sent = (against.items as StoredDoc[]).find(({ name }) => name === line)
      if (sent === undefined) throw invalid('Returned item does not exist in the delivery note')
      if (!(Number(qty) < 0)) throw invalid('Quantity of a returned item must be negative')
      if (-Number(qty) > Number(sent.qty)) throw new FrappeError('StockOverReturnError', `Cannot return more than ${String(sent.qty)} for item`)
    }
  }

  /** What a document does to others when it is submitted. */
  submitted (doctype: string, note: StoredDoc): void {
    if (doctype !== 'Delivery Note') return
    for (const item of note.items as StoredDoc[]) {
      const order = this.#documents.get('Sales Order', String(item.against_sales_order))
      const rows = order.items as StoredDoc[]
      const row = rows.find(({ name }) => name === item.so_detail)
      if (row === undefined) continue
      if (note.is_return === 1) row.returned_qty = Number(row.returned_qty) - Number(item.qty)
      else row.delivered_qty = Number(row.delivered_qty) + Number(item.qty)
      const [qty, delivered] = [sum(rows, 'qty'), sum(rows, 'delivered_qty')]
      this.#documents.touch(order, { per_delivered: 100 * delivered / qty, status: delivered >= qty ? 'To Bill' : 'To Deliver and Bill' })
    }
  }

  #customer ({ name, phone, email, more = {} }: ErpnextOrder['customer']): StoredDoc {
    const known = this.#documents.all('Customer').find((customer) => customer.customer_name === name && customer.mobile_no === (phone ?? null) && customer.email_id === (email ?? null))
    const taken = this.#documents.all('Customer').some((customer) => customer.name === name)
    return known ?? this.#documents.insert('Customer', { customer_name: name, mobile_no: phone, email_id: email, ...more }, taken ? `${name} - ${this.#documents.all('Customer').length}` : name)
  }
}

function sum (rows: readonly StoredDoc[], field: string): number { return rows.reduce((total, row) => total + Number(row[field]), 0) }
