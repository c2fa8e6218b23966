import type { Shipment, TicketState } from '@kefuhub/contract'

/** What is known of ERPNext but was not proved on every version; what may differ between sites is an option. */

/** Makes an unsaved return of a delivery note; the newest branches move it to a module `mapper`. */
export const MAKE_RETURN = 'erpnext.stock.doctype.delivery_note.delivery_note.make_sales_return'
export const ADD_COMMENT = 'frappe.desk.form.utils.add_comment'
export const UPLOAD_FILE = 'upload_file'
export const WHO_AM_I = 'frappe.auth.get_logged_user'

/** Where the names of rows that belong together stand in a line of a delivery note: of the order's line, of the delivery's. */
export const LINKS = { orderLine: 'so_detail', deliveryLine: 'dn_detail' } as const

/** What ERPNext's own words for issues mean. */
export const STATES: Readonly<Record<string, TicketState>> = {
  open: 'new', replied: 'in-progress', 'on hold': 'on-hold', resolved: 'solved', closed: 'closed'
}

/** What ERPNext calls the hub's states. */
export const STATUSES: Readonly<Record<TicketState, string>> = {
  new: 'Open', 'in-progress': 'Replied', 'waiting-customer': 'On Hold', 'on-hold': 'On Hold', solved: 'Resolved', closed: 'Closed'
}

/** What the word of a shipment's carrier means. */
export const TRACKING: Readonly<Record<string, Shipment['state']>> = { 'In Progress': 'moving', Delivered: 'delivered', Returned: 'problem', Lost: 'problem' }

/** What is of this moment, and undone by the database. */
export const PASSING = /^(?:TimestampMismatchError|QueryDeadlockError|QueryTimeoutError|SessionStopped|DocumentLockedError)$/
/** Another document has a value that only one may have. */
export const DOUBLE = /^(?:DuplicateEntryError|UniqueValidationError)$/

export const SIGNATURE_HEADER = 'x-frappe-webhook-signature'
/** A line of text, field type Data. */
export const MAX_LINE_CHARS = 140
export const MAX_TEXT_CHARS = 100_000
/** Frappe's own bound, unless the site sets another one. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024
/** Documents that were committed late are found by reading this much again, in milliseconds. */
export const OVERLAP_MS = 120_000
