/** A field of a simulated model. */
export interface FieldDef {
  type: 'char' | 'text' | 'html' | 'integer' | 'float' | 'monetary' | 'boolean' | 'date' | 'datetime' | 'selection' | 'binary' | 'many2one' | 'one2many' | 'many2many'
  /** Model that it leads to. */
  relation?: string
  /** Of a one2many: the field there that leads back. */
  inverse?: string
  selection?: Array<[string, string]>
  required?: true
  /** Value of a new record. */
  default?: unknown
}

/** The models of a database, each with its fields. */
export type Schema = Record<string, Record<string, FieldDef>>

const char: FieldDef = { type: 'char' }
const name: FieldDef = { type: 'char', required: true }
const text: FieldDef = { type: 'text' }
const html: FieldDef = { type: 'html' }
const float: FieldDef = { type: 'float', default: 0 }
const money: FieldDef = { type: 'monetary', default: 0 }
const integer: FieldDef = { type: 'integer', default: 0 }
const boolean: FieldDef = { type: 'boolean', default: false }
const datetime: FieldDef = { type: 'datetime' }
const to = (relation: string): FieldDef => ({ type: 'many2one', relation })
const many = (relation: string, inverse: string): FieldDef => ({ type: 'one2many', relation, inverse })
const oneOf = (values: string, standIn?: string): FieldDef => ({
  type: 'selection', selection: values.split(' ').map((value) => [value, value]), ...(standIn !== undefined && { default: standIn })
})
const STARS = (count: number): FieldDef => ({ type: 'selection', selection: ['Low', 'Medium', 'High', 'Urgent'].slice(0, count).map((label, star) => [String(star), label]), default: '0' })

/** What every record has. */
export const MAGIC: Record<string, FieldDef> = {
  id: { type: 'integer' }, active: { type: 'boolean', default: true }, create_uid: to('res.users'), write_uid: to('res.users'), create_date: datetime, write_date: datetime
}

/** The models that the plugin meets, as a version has them. @param keys fields that an administrator made, by model @param isNormalized whether the modules that write phones and addresses in one way are there */
export function schemaOf (version: number, keys: Readonly<Record<string, readonly string[]>>, isNormalized = true): Schema {
  const schema: Schema = {
    'res.users': { login: name, name, partner_id: to('res.partner') },
    'res.currency': { name },
    'res.partner': {
      name,
      type: oneOf('contact invoice delivery other', 'contact'),
      parent_id: to('res.partner'),
      commercial_partner_id: to('res.partner'),
      phone: char,
      ...(version < 18.2 && { mobile: char }),
      email: char,
      ...(isNormalized && { phone_sanitized: char, email_normalized: char }),
      ref: char
    },
    'product.product': { name, default_code: char, barcode: char },
    'sale.order': {
      name,
      client_order_ref: char,
      origin: char,
      partner_id: { ...to('res.partner'), required: true },
      date_order: datetime,
      state: oneOf(version < 17 ? 'draft sent sale done cancel' : 'draft sent sale cancel', 'draft'),
      ...(version >= 17 && { locked: boolean }),
      ...(version >= 16 && { delivery_status: oneOf('pending started partial full') }),
      invoice_status: oneOf('no upselling to_invoice invoiced', 'no'),
      invoice_ids: { type: 'many2many', relation: 'account.move' },
      amount_total: money,
      currency_id: to('res.currency'),
      order_line: many('sale.order.line', 'order_id'),
      picking_ids: many('stock.picking', 'sale_id')
    },
    'sale.order.line': {
      order_id: { ...to('sale.order'), required: true },
      sequence: integer,
      product_id: to('product.product'),
      name: text,
      product_uom_qty: float,
      qty_delivered: float,
      price_unit: float,
      discount: float,
      display_type: oneOf('line_section line_note')
    },
    'account.move': { name, move_type: oneOf('out_invoice out_refund'), state: oneOf('draft posted cancel', 'draft'), payment_state: oneOf('not_paid in_payment paid partial reversed', 'not_paid') },
    'delivery.carrier': { name },
    'stock.picking': {
      name,
      origin: char,
      sale_id: to('sale.order'),
      picking_type_code: oneOf('incoming outgoing internal'),
      state: oneOf('draft waiting confirmed assigned done cancel', 'draft'),
      scheduled_date: datetime,
      date_done: datetime,
      carrier_id: to('delivery.carrier'),
      carrier_tracking_ref: char,
      carrier_tracking_url: char,
      note: html,
      ...(version >= 17 && { return_id: to('stock.picking') }),
      move_ids: many('stock.move', 'picking_id')
    },
    'stock.move': {
      picking_id: to('stock.picking'),
      sale_line_id: to('sale.order.line'),
      product_id: to('product.product'),
      product_uom_qty: float,
      ...(version < 17 ? { quantity_done: float } : { quantity: float }),
      state: oneOf('draft waiting confirmed assigned done cancel', 'draft'),
      origin_returned_move_id: to('stock.move'),
      to_refund: boolean
    },
    'stock.return.picking': { picking_id: to('stock.picking'), product_return_moves: many('stock.return.picking.line', 'wizard_id') },
    'stock.return.picking.line': { wizard_id: to('stock.return.picking'), product_id: to('product.product'), quantity: float, move_id: to('stock.move'), to_refund: { ...boolean, default: true } },
    'helpdesk.stage': { name, sequence: integer },
    'project.task.type': { name, sequence: integer },
    'helpdesk.ticket': {
      name, description: html, ticket_ref: char, partner_id: to('res.partner'), partner_name: char, partner_email: char, partner_phone: char, stage_id: to('helpdesk.stage'), team_id: integer, priority: STARS(4)
    },
    'project.task': { name, description: html, partner_id: to('res.partner'), project_id: integer, stage_id: to('project.task.type'), priority: STARS(2) },
    'mail.message': {
      model: char, res_id: integer, body: html, message_type: oneOf('email comment notification', 'notification'), is_internal: boolean, author_id: to('res.partner'), subtype: char
    },
    'ir.attachment': { name, datas: { type: 'binary' }, mimetype: char, res_model: char, res_id: integer, description: text }
  }
  for (const [model, fields] of Object.entries(keys)) for (const field of fields) Object.assign(schema[model] ?? {}, { [field]: char })
  return schema
}
