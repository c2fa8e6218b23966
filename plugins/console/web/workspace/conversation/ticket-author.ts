import type { Message } from '../../api/types.js'
import { toTicketPath } from '../../tickets/address.js'

/** Where the ticket is that a message of the hub's own tells of; undefined for any other message. */
export function toTicketOf (author: Message['author']): string | undefined {
  const [, ticket] = /^ticket:(.+)$/.exec(author?.kind === 'system' ? author.id : '') ?? []
  return ticket === undefined ? undefined : toTicketPath(ticket)
}
