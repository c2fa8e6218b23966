import type { TicketCopy, TicketState } from '@kefuhub/contract'

/** A CRM of the hub. */
export interface CrmSide {
  id: string
  /** Somebody whom the CRM knows and the hub does not; the name is absent where only the number is known. */
  meet: () => Promise<{ phone: string, name?: string }>
}

/** A system that tickets go to. */
export interface TicketSide {
  id: string
  /** Which tickets go there: of which types, and from which statuses on. Absent: all, at once. */
  types?: readonly string[]
  from?: readonly string[]
  /** Asks whether a ticket may be made there. @throws Skip when it may not */
  agree? (): Promise<void>
  /** Whether the ticket stands there; absent where only the hub can say. */
  has? (externalId: string): boolean
  /** Has somebody there move the ticket. */
  move (copy: TicketCopy, state: TicketState): Promise<void>
}

/** The systems beside the hub that take part. */
export interface Systems {
  /** Asks whether a ticket may be made, wherever those of its type go. @throws Skip when it may not */
  agree? (): Promise<void>
  crms: readonly CrmSide[]
  tickets: readonly TicketSide[]
}
