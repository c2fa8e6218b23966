/** An order as the system's API gives it. */
export interface OrderRow {
  id: string
  number: string
  state: string
  currency: string
  placedAt: string
  changedAt: string
  customer: { name: string, phone?: string, email?: string }
  lines: Array<{ id: string, sku: string, title: string, quantity: number, shipped: number, returned: number, price: string }>
}

/** A ticket as the system's API gives and takes it. */
export interface TicketRow {
  id: string
  /** The hub's key of the ticket. */
  key: string
  subject: string
  text: string
  state: string
  changedAt: string
  /** Keys of what the hub added. */
  comments: Array<{ key: string, text: string }>
  files: Array<{ key: string, name: string, content: string }>
}
