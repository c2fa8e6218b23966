/** A DocType of a simulated site. */
export interface DocTypeDef {
  /** Prefix of the names. */
  series: string
  fields: readonly string[]
  mandatory?: readonly string[]
  /** Tables in it: the field and the DocType of its rows. */
  tables?: Readonly<Record<string, string>>
  /** Where values must be names of other documents. */
  links?: Readonly<Record<string, string>>
  choices?: Readonly<Record<string, readonly string[]>>
  isSubmittable?: true
}

/** What every document has. */
export const STANDARD = ['name', 'owner', 'creation', 'modified', 'modified_by', 'docstatus', 'idx']

/** The rows of tables. */
export const ROWS: Readonly<Record<string, readonly string[]>> = {
  'Sales Order Item': ['item_code', 'item_name', 'qty', 'delivered_qty', 'returned_qty', 'rate', 'amount'],
  'Delivery Note Item': ['item_code', 'item_name', 'qty', 'rate', 'amount', 'against_sales_order', 'so_detail', 'dn_detail'],
  'Shipment Delivery Note': ['delivery_note']
}

/** The DocTypes that the plugin meets. @param custom fields that an administrator made, by DocType */
export function doctypesOf (custom: Readonly<Record<string, readonly string[]>>): Record<string, DocTypeDef> {
  const more = (doctype: string): readonly string[] => custom[doctype] ?? []
  return {
    Customer: { series: '', fields: ['customer_name', 'mobile_no', 'email_id', ...more('Customer')], mandatory: ['customer_name'] },
    'Sales Order': {
      series: 'SAL-ORD-2026-',
      fields: ['customer', 'customer_name', 'po_no', 'transaction_date', 'delivery_date', 'status', 'per_delivered', 'per_billed', 'grand_total', 'advance_paid', 'currency', 'contact_mobile', 'contact_email', ...more('Sales Order')],
      mandatory: ['customer', 'transaction_date'],
      tables: { items: 'Sales Order Item' },
      links: { customer: 'Customer' },
      isSubmittable: true
    },
    'Delivery Note': {
      series: 'MAT-DN-2026-',
      fields: ['customer', 'is_return', 'return_against', 'transporter_name', 'lr_no', 'lr_date', 'vehicle_no', 'status', 'posting_date', 'posting_time', 'instructions', ...more('Delivery Note')],
      mandatory: ['customer', 'items'],
      tables: { items: 'Delivery Note Item' },
      links: { customer: 'Customer', return_against: 'Delivery Note' },
      isSubmittable: true
    },
    Shipment: {
      series: 'SHIPMENT-',
      fields: ['awb_number', 'carrier', 'carrier_service', 'tracking_url', 'tracking_status', 'tracking_status_info', 'status'],
      tables: { shipment_delivery_note: 'Shipment Delivery Note' },
      isSubmittable: true
    },
    Issue: {
      series: 'ISS-2026-',
      fields: ['subject', 'raised_by', 'customer', 'status', 'priority', 'issue_type', 'description', ...more('Issue')],
      mandatory: ['subject'],
      links: { customer: 'Customer', priority: 'Issue Priority' },
      choices: { status: ['Open', 'Replied', 'On Hold', 'Resolved', 'Closed'] }
    },
    'Issue Priority': { series: '', fields: [] },
    Comment: { series: 'c', fields: ['comment_type', 'comment_email', 'comment_by', 'reference_doctype', 'reference_name', 'content'] },
    Communication: { series: 'm', fields: ['communication_type', 'sent_or_received', 'sender', 'sender_full_name', 'reference_doctype', 'reference_name', 'subject', 'content'] },
    File: { series: 'f', fields: ['file_name', 'file_size', 'content_hash', 'is_private', 'attached_to_doctype', 'attached_to_name'] }
  }
}
