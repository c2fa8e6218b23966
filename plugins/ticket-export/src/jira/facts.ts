import type { TicketState } from '@kefuhub/contract'

/** What statuses of the standard workflows mean; all others mean what their category says. */
export const STATES: Record<string, TicketState> = {
  'waiting for customer': 'waiting-customer', pending: 'on-hold', 'on hold': 'on-hold', resolved: 'solved', closed: 'closed', canceled: 'closed', cancelled: 'closed'
}

/** What a category of statuses means, by its key in either API. */
export const CATEGORIES: Record<string, TicketState> = { new: 'new', indeterminate: 'in-progress', done: 'solved' }

/** Longest summary, in characters; it is one line. */
export const MAX_SUMMARY_CHARS = 250
/** Longest comment and description, in characters. */
export const MAX_TEXT_CHARS = 32_000
/** Administrators may allow less or more. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024

/** The index of the search follows within seconds. */
export const SEARCH_LAG_MS = 30_000
/** What changed shows up in the search a little later. */
export const OVERLAP_MS = 120_000
export const MOST_FOUND = 20

/** Comments of a page, and most pages of one request that are read. */
export const COMMENTS_PER_PAGE = 100
export const MOST_COMMENT_PAGES = 50

/** Older servers hide parts of the service desk API behind this header; newer ones ignore it. */
export const EXPERIMENTAL = { 'x-experimentalapi': 'opt-in' }
/** Without it no file is taken. */
export const NO_CHECK = { 'x-atlassian-token': 'no-check' }

export const SIGNATURE_HEADER = 'x-hub-signature'
export const DELIVERY_HEADER = 'x-atlassian-webhook-identifier'
/** Jira repeats a call for some hours and puts the same time into its body. */
export const MAX_AGE_MS = 24 * 3_600_000

/** The search of Jira Cloud, and of Data Center. Cloud answers 410 to the latter. */
export const SEARCH = { cloud: '/rest/api/3/search/jql', 'data-center': '/rest/api/2/search' } as const
/** Issues; version 2 takes and gives plain text. */
export const ISSUE = '/rest/api/2/issue'
export const DESK = '/rest/servicedeskapi'
/** All accounts, by words of their names and addresses. */
export const USER_SEARCH = '/rest/api/2/user/search'
