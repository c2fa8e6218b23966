import type { TicketState } from '@kefuhub/contract'

/**
 * What is known of Odoo but was not proved on every version. Fields that a version does not have are left out by what
 * `fields_get` says; what else may differ stands here and is an option.
 */

/** Of `res.partner`; `mobile` is gone from 18.2 on, the last two come with modules. */
export const PARTNER_FIELDS = ['id', 'name', 'commercial_partner_id', 'phone', 'mobile', 'email', 'phone_sanitized', 'email_normalized'] as const

/** Of `sale.order`; `delivery_status` from 16 on, `invoice_ids` with the rights of sales. */
export const ORDER_FIELDS = [
  'id', 'name', 'client_order_ref', 'partner_id', 'date_order', 'state', 'delivery_status', 'invoice_status', 'amount_total', 'currency_id',
  'order_line', 'invoice_ids', 'write_date'
] as const

/** Of `sale.order.line`. */
export const LINE_FIELDS = ['id', 'order_id', 'product_id', 'name', 'product_uom_qty', 'qty_delivered', 'price_unit', 'discount', 'display_type'] as const

/** Of `stock.picking`; the carrier's come with the app *Delivery*. */
export const PICKING_FIELDS = ['id', 'name', 'state', 'date_done', 'carrier_id', 'carrier_tracking_ref', 'carrier_tracking_url'] as const

/** What of a move was moved: `quantity` from 17 on, `quantity_done` before. */
export const MOVED_FIELDS = ['quantity', 'quantity_done'] as const

/** The last step of the wizard, the newest name first. From 18 on it takes the typed quantities; before, lines started full. */
export const RETURN_METHODS = ['action_create_returns', 'create_returns'] as const

/** Of the tickets' model; `ticket_ref` is of the helpdesk. */
export const TICKET_FIELDS = ['id', 'ticket_ref', 'stage_id', 'write_date'] as const

/** Payment of an invoice, `account.move.payment_state`. */
export const PAID_STATES = ['paid', 'in_payment'] as const

/** Names of stages as Odoo ships them, in lower case; stages are data and differ in every database. */
export const STAGES: Readonly<Record<string, TicketState>> = {
  new: 'new', 'in progress': 'in-progress', 'on hold': 'on-hold', solved: 'solved', done: 'solved', cancelled: 'closed', canceled: 'closed', closed: 'closed'
}

/** Records that were committed late are found by reading this much again, in milliseconds. */
export const OVERLAP_MS = 120_000

/** How a comment is posted: as a note that only users see, or as a message of which Odoo tells the followers. */
export const SUBTYPES = { note: 'mail.mt_note', message: 'mail.mt_comment' } as const

/** Locks are gone in a moment. */
export const LOCKED_MS = 2000
