import type { TicketType } from '../api/types.js'

/** A status of a type. */
export type TicketStatus = TicketType['statuses'][number]

/** The statuses that may follow one, that one first. One that the config no longer has lets a ticket go anywhere. */
export function findNext ({ statuses }: TicketType, from: string): TicketStatus[] {
  const current = statuses.find(({ id }) => id === from)
  const next = current?.next
  return [...current === undefined ? [] : [current], ...statuses.filter(({ id }) => id !== from && (next === undefined || next.includes(id)))]
}
