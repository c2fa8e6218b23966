import type { ExportedTicket, TicketNews } from '@kefuhub/contract'
import { clean, isOwnText } from './marks.js'

const MAX_COMMENT_CHARS = 50_000
const MAX_NAME_CHARS = 200
const MAX_KEY_CHARS = 256

/** Somebody's words in the other system. */
export interface ForeignComment {
  /** Unique in the system. */
  id: string
  text: string
  isPublic: boolean
  by?: string | undefined
}

/** How a ticket stands. @param eventKey tells this piece of news from every other */
export function stateNews (ticket: ExportedTicket, eventKey: string): TicketNews {
  const { externalId, externalNumber, url, status, state, changedAt } = ticket
  return {
    externalId,
    ...(externalNumber !== undefined && { externalNumber }),
    ...(url !== undefined && { url }),
    status: status.slice(0, MAX_NAME_CHARS),
    state,
    changedAt,
    eventKey: eventKey.slice(0, MAX_KEY_CHARS)
  }
}

/** The key of how a ticket stands, for systems that give none. */
export function keyOfState ({ externalId, status, changedAt }: ExportedTicket): string {
  return `ticket-${externalId}-${changedAt.getTime()}-${status}`
}

/** What somebody wrote; undefined for what the hub wrote itself and for what says nothing. */
export function commentNews (ticket: ExportedTicket, { id, text, isPublic, by }: ForeignComment): TicketNews | undefined {
  if (text.trim() === '' || isOwnText(text)) return undefined
  const who = by?.slice(0, MAX_NAME_CHARS)
  return {
    ...stateNews(ticket, `comment-${id}`),
    comment: { text: clean(text.slice(0, MAX_COMMENT_CHARS)), isPublic, ...(who !== undefined && { by: who }) }
  }
}
