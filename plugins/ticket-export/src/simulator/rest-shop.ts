/** An order as the simulated ERP keeps it. */
export interface ShopOrder {
  id: number
  no: string
  state: 'NEW' | 'SENT' | 'CANCELLED'
  buyer: { name: string, phone: string, mail: string }
  items: Array<{ pos: number, sku: string, title: string, qty: number, sent: number, back: number, price: string }>
  createdAt: string
  updatedAt: string
  parcels: Array<{ id: number, carrier: string, waybill: string, sentAt: string }>
  returns: ShopReturn[]
}

/** A return as the simulated ERP keeps it. */
export interface ShopReturn {
  id: number
  ref: string
  orderId: number
  kind: string
  reason: string
  lines: Array<{ pos: number, qty: number }>
}

/** An order as the API shows it. */
export function orderJson ({ parcels: _parcels, returns: _returns, ...order }: ShopOrder): Record<string, unknown> {
  const cents = order.items.reduce((sum, { qty, price }) => sum + qty * Math.round(Number(price) * 100), 0)
  return { ...order, amount: (cents / 100).toFixed(2), currency: 'CNY', paid: true }
}
