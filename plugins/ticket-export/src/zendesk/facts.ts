import type { TicketState } from '@kefuhub/contract'

/** Calls per minute by plan. What other clients of the account use counts too, so the hub stays below. */
export const CALLS_PER_MINUTE = { team: 200, growth: 400, professional: 400, enterprise: 700, 'high-volume': 2500 } as const
/** The share of the account's calls that the hub takes. */
export const OUR_SHARE = 0.8

/** What Zendesk's statuses mean. `deleted` comes with the incremental export only. */
export const STATES: Record<string, TicketState> = {
  new: 'new', open: 'in-progress', pending: 'waiting-customer', hold: 'on-hold', solved: 'solved', closed: 'closed', deleted: 'closed'
}

/** What Zendesk calls the hub's states. */
export const STATUSES: Record<TicketState, string> = {
  new: 'new', 'in-progress': 'open', 'waiting-customer': 'pending', 'on-hold': 'hold', solved: 'solved', closed: 'closed'
}

/** Longest external id and idempotency key, in characters. */
export const MAX_KEY_CHARS = 255
export const MAX_SUBJECT_CHARS = 250
/** Zendesk keeps 64 KiB of a comment; a character has up to three bytes. */
export const MAX_TEXT_CHARS = 20_000
export const MAX_FILE_BYTES = 50 * 1024 * 1024

/** The incremental export answers nothing for a start that is less than a minute ago. */
export const START_AGO_MS = 120_000
/** What changed is exported up to a minute later, and clocks differ. */
export const OVERLAP_MS = 180_000

/** Comments of a page, and most pages of one ticket that are read. */
export const COMMENTS_PER_PAGE = 100
export const MOST_COMMENT_PAGES = 50

/** Zendesk documents no age at which a call is too old; signed times further from now than this are refused. */
export const MAX_AGE_MS = 300_000
export const SIGNATURE_HEADER = 'x-zendesk-webhook-signature'
export const TIMESTAMP_HEADER = 'x-zendesk-webhook-signature-timestamp'
/** Not in all of Zendesk's pages; without it the signature tells deliveries apart. */
export const DELIVERY_HEADER = 'x-zendesk-webhook-invocation-id'
