import type { TicketDetail } from '../api/types.js'

/** How a ticket stands in one other system. */
export interface Elsewhere {
  target: string
  /** Absent where it came from there and nothing was written back yet. */
  state?: TicketDetail['exports'][number]['state']
  reason?: string
  exportedAt?: string
  copy?: TicketDetail['copies'][number]
}

/** How a ticket stands in every other system that has it or is to get it. */
export function listElsewhere ({ copies, exports }: Pick<TicketDetail, 'copies' | 'exports'>): Elsewhere[] {
  const targets = new Set([...copies, ...exports].map(({ target }) => target))
  return [...targets].sort().map((target) => {
    const copy = copies.find((each) => each.target === target)
    const { state, reason, exportedAt } = exports.find((each) => each.target === target) ?? {}
    return { target, ...(copy !== undefined && { copy }), ...(state !== undefined && { state }), ...(reason !== undefined && { reason }), ...(exportedAt !== undefined && { exportedAt }) }
  })
}
