import type { OdooDatabase, Stored } from './odoo-database.js'
import { valueError } from './odoo-errors.js'

/** A customer. */
export interface OdooCustomer {
  name: string
  phone?: string
  mobile?: string
  email?: string
  parent?: number
  type?: 'contact' | 'delivery'
  ref?: string
}

/** An order of a customer. */
export interface OdooOrder {
  partner: number
  ref?: string
  placedAt: Date
  lines: Array<{ sku: string, title: string, quantity: number, price: number, discount?: number }>
  currency?: string
  state?: string
}

const STAGES = ['New', 'In Progress', 'On Hold', 'Solved', 'Cancelled']

/** What people do in a simulated Odoo. */
export class OdooShop {
  readonly #records: OdooDatabase
  readonly #version: number
  /** Of the user that calls the API. */
  readonly userId: number
  /** Of a person who works there. */
  readonly #agentId: number
  #tickets = 0

  constructor (records: OdooDatabase, version: number, login: string) {
    this.#records = records
    this.#version = version
    const person = (name: string): number => records.insert('res.partner', { name }).id
    records.insert('res.users', { login: 'admin', name: 'Administrator', partner_id: person('Administrator') })
    this.userId = records.insert('res.users', { login, name: 'Hub', partner_id: person('Hub') }).id
    this.#agentId = records.insert('res.users', { login: 'agent', name: 'Agent Zhang', partner_id: person('Agent Zhang') }).id
    for (const model of ['helpdesk.stage', 'project.task.type']) STAGES.forEach((name, sequence) => records.insert(model, { name, sequence }))
    for (const name of ['CNY', 'USD', 'JPY']) records.insert('res.currency', { name })
  }

  addCustomer ({ name, phone, mobile, email, parent, type = 'contact', ref }: OdooCustomer): number {
    const isNormalized = Object.hasOwn(this.#records.fieldsOf('res.partner'), 'phone_sanitized')
    const digits = (phone ?? mobile ?? '').replace(/\D/g, '')
    const partner = this.#records.insert('res.partner', {
      name,
      type,
      ...(phone !== undefined && { phone }),
      ...(mobile !== undefined && { mobile }),
      ...(email !== undefined && { email, ...(isNormalized && { email_normalized: email.toLowerCase() }) }),
      ...(parent !== undefined && { parent_id: parent }),
      ...(ref !== undefined && { ref }),
      ...(isNormalized && /^1[3-9]\d{9}$/.test(digits) && { phone_sanitized: `+86${digits}` })
    })
    Object.assign(partner, { commercial_partner_id: parent ?? partner.id })
    return partner.id
  }

  addOrder ({ partner, ref, placedAt, lines, currency = 'CNY', state = 'sale' }: OdooOrder): number {
    const number = this.#records.all('sale.order').length + 1
    const order = this.#records.insert('sale.order', {
      name: `S${String(number).padStart(5, '0')}`,
      partner_id: partner,
      ...(ref !== undefined && { client_order_ref: ref }),
      date_order: placedAt.toISOString().slice(0, 19).replace('T', ' '),
      state,
      ...(this.#version >= 16 && state === 'sale' && { delivery_status: 'pending' }),
      amount_total: lines.reduce((sum, { quantity, price, discount = 0 }) => sum + quantity * price * (1 - discount / 100), 0),
      currency_id: this.#named('res.currency', currency).id
    })
    lines.forEach(({ sku, title, quantity, price, discount = 0 }, sequence) => {
      const product = this.#records.insert('product.product', { name: title, default_code: sku })
      this.#records.insert('sale.order.line', { order_id: order.id, sequence, product_id: product.id, name: title, product_uom_qty: quantity, price_unit: price, discount })
    })
    return order.id
  }

  /** Sends part of an order, or what is left of it. @param quantities by the place of the line */
  ship (order: number, parcel: { carrier?: string, tracking?: string, url?: string, quantities?: readonly number[], at?: Date } = {}): number {
    const { carrier, tracking, url, quantities, at = new Date(0) } = parcel
    const lines = this.#records.all('sale.order.line').filter((line) => line.order_id === order && line.display_type === false)
    const count = this.#records.all('stock.picking').length
    const picking = this.#records.insert('stock.picking', {
      name: `WH/OUT/${String(count + 1).padStart(5, '0')}`,
      sale_id: order,
      picking_type_code: 'outgoing',
      state: 'done',
      date_done: at.toISOString().slice(0, 19).replace('T', ' '),
      ...(carrier !== undefined && { carrier_id: this.#carrier(carrier) }),
      ...(tracking !== undefined && { carrier_tracking_ref: tracking }),
      ...(url !== undefined && { carrier_tracking_url: url })
    })
    lines.forEach((line, place) => {
      const open = Number(line.product_uom_qty) - Number(line.qty_delivered)
      const quantity = quantities?.[place] ?? (quantities === undefined ? open : 0)
      if (quantity <= 0) return
      this.#records.insert('stock.move', {
        picking_id: picking.id, sale_line_id: line.id, product_id: line.product_id, product_uom_qty: quantity, [this.#moved]: quantity, state: 'done'
      })
      line.qty_delivered = Number(line.qty_delivered) + quantity
    })
    const isFull = lines.every((line) => Number(line.qty_delivered) >= Number(line.product_uom_qty))
    if (this.#version >= 16) this.#records.update('sale.order', [order], { delivery_status: isFull ? 'full' : 'partial' })
    return picking.id
  }

  /** The warehouse takes a return in. */
  receive (picking: number): void {
    this.#records.update('stock.picking', [picking], { state: 'done' })
    for (const move of this.#records.all('stock.move').filter((move) => move.picking_id === picking)) {
      Object.assign(move, { state: 'done', [this.#moved]: move.product_uom_qty })
      const line = this.#records.get('sale.order.line', Number(move.sale_line_id))
      if (move.to_refund === true) line.qty_delivered = Number(line.qty_delivered) - Number(move.product_uom_qty)
    }
  }

  /** Somebody moves a ticket. A stage that is not there is made. */
  move (model: string, ticket: number, stage: string): void {
    const relation = this.#records.fieldsOf(model).stage_id?.relation ?? ''
    const found = this.#records.all(relation).find(({ name }) => name === stage) ?? this.#records.insert(relation, { name: stage, sequence: 99 })
    this.#as(this.#agentId, () => this.#records.update(model, [ticket], { stage_id: found.id }))
  }

  /** Somebody writes on a ticket. @param markup as the editor makes it */
  comment (model: string, ticket: number, markup: string, isInternal = false): void {
    this.#as(this.#agentId, () => this.#records.insert('mail.message', {
      model, res_id: ticket, body: markup, message_type: 'comment', is_internal: isInternal, author_id: this.#author(this.#agentId)
    }))
  }

  /** The method `message_post`, which makes markup of a plain text. */
  post (model: string, id: number, { body, message_type: type, subtype_xmlid: subtype, ...rest }: Record<string, unknown>): number {
    const [unknown] = Object.keys(rest)
    if (unknown !== undefined) throw valueError(`message_post() got an unexpected keyword argument '${unknown}'`)
    this.#records.get(model, id)
    const escaped = String(body).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&#34;').replace(/'/g, '&#39;')
    return this.#records.insert('mail.message', {
      model, res_id: id, body: `<p>${escaped}</p>`, message_type: type, subtype, is_internal: subtype !== 'mail.mt_comment', author_id: this.#author(this.userId)
    }).id
  }

  /** What Odoo itself fills in. */
  completed (model: string): Record<string, unknown> {
    if (model === 'helpdesk.ticket') return { ticket_ref: String(++this.#tickets).padStart(5, '0'), stage_id: 1 }
    return model === 'project.task' ? { stage_id: 1 } : {}
  }

  get #moved (): string { return this.#version < 17 ? 'quantity_done' : 'quantity' }

  #author (user: number): unknown { return this.#records.get('res.users', user).partner_id }

  #as (user: number, work: () => void): void {
    const before = this.#records.user
    this.#records.user = user
    work()
    this.#records.user = before
  }

  #named (model: string, name: string): Stored {
    return this.#records.all(model).find((row) => row.name === name) ?? this.#records.insert(model, { name })
  }

  #carrier (name: string): number { return this.#named('delivery.carrier', name).id }
}
