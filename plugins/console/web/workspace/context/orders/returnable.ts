import type { Order } from '../../../api/types.js'

/** A line of an order of which something can come back. */
export interface ReturnableLine { id: string, title: string, sku: string, most: number }

/** The lines of which something can come back, and how much: what was shipped, else what was ordered, without what is back already. */
export function findReturnable ({ lines }: Order): ReturnableLine[] {
  const isShipped = lines.some(({ shipped }) => shipped > 0)
  return lines.map(({ id, title, sku, quantity, shipped, returned }) => ({ id, title, sku, most: (isShipped ? shipped : quantity) - returned })).filter(({ most }) => most > 0)
}
