import type { TicketState } from '@kefuhub/contract'

/**
 * What the states of a fresh Zammad mean. `closed` can be opened again by the customer, so it is `solved`; a merged ticket goes on
 * in another one.
 */
export const STATES: Record<string, TicketState> = {
  new: 'new', open: 'in-progress', 'pending reminder': 'waiting-customer', 'pending close': 'waiting-customer', closed: 'solved', merged: 'closed', removed: 'closed'
}

/** What Zammad calls the hub's states. */
export const STATUSES: Record<TicketState, string> = {
  new: 'new', 'in-progress': 'open', 'waiting-customer': 'pending reminder', 'on-hold': 'pending reminder', solved: 'closed', closed: 'closed'
}

/** States whose names begin so need a time at which they end. Nobody wrote down how Zammad tells them otherwise. */
export const PENDING = /^pending/i
/** How long a pending ticket waits. */
export const PENDING_MS = 7 * 24 * 3_600_000

export const MAX_TITLE_CHARS = 250
export const MAX_TEXT_CHARS = 100_000
/** Files travel as base64 in JSON; Zammad and the servers in front of it take bodies of some 50 MB. */
export const MAX_FILE_BYTES = 30 * 1024 * 1024

/** Customers without an address get one under a name that the Internet keeps free, so that no mail goes there. */
export const CUSTOMER_EMAIL = '{contact}@kefuhub.invalid'

/** The index of the search follows within seconds. */
export const SEARCH_LAG_MS = 60_000
/** What changed shows up in the search a little later, and clocks differ. */
export const OVERLAP_MS = 120_000
/** Tickets that are looked at when one is looked for; more carry a key only if somebody copied it. */
export const MOST_FOUND = 20

export const SIGNATURE_HEADER = 'x-hub-signature'
export const DELIVERY_HEADER = 'x-zammad-delivery'
