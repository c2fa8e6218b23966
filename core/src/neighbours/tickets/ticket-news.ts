import { Retryable, type TicketNews, type TicketState } from '@kefuhub/contract'
import type { Desk } from '../../desk/desk.js'
import type { OutboxDoc } from '../../store/outbox-model.js'
import type { TicketExportDoc } from '../../store/ticket-export-model.js'
import type { TicketCopyDoc, TicketDoc } from '../../store/ticket-model.js'
import type { TicketExporter } from './ticket-export.js'
import type { TicketTarget } from './ticket-target.js'

/** News of a ticket that the hub does not know yet: its export may be under way. So often is looked again, after so long each time. */
const MAX_LOOKS = 4
const LOOK_AGAIN_MS = 5000

/** Takes over what another system says of a ticket. May run again with the same news. */
export async function applyNews ({ desk, exporter }: { desk: Desk, exporter: TicketExporter }, target: TicketTarget, news: TicketNews, { attempts }: Pick<OutboxDoc, 'attempts'>): Promise<void> {
  const ticket = await desk.tickets.findCopy(target.id, news.externalId)
  if (ticket === undefined) {
    // That system has tickets of its own, too.
    if (attempts >= MAX_LOOKS) return
    throw new Retryable(`No ticket of the hub is '${news.externalId}' there yet`, { afterMs: LOOK_AGAIN_MS })
  }
  const { externalId, externalNumber, url, status, changedAt, comment } = news
  const by = { kind: 'system', id: target.id, ...(comment?.by !== undefined && { name: comment.by }) } as const
  const copy = { target: target.id, externalId, status, changedAt, ...(externalNumber !== undefined && { externalNumber }), ...(url !== undefined && { url }) }
  const to = isMove(ticket, await exporter.state(target.id, ticket._id), copy) ? toStatus(desk, target, ticket, news) : undefined
  await desk.tickets.noteCopy(ticket._id, copy, to === undefined ? {} : { status: to }, { kind: 'system', id: target.id })
  if (comment !== undefined) await desk.ticketComments.add(ticket._id, { id: `${target.id}:${news.eventKey}`, by, text: comment.text, isPublic: comment.isPublic })
}

/**
 * Whether somebody moved the ticket there. What the system says after we wrote to it is our own word, and what it was before
 * we moved the ticket here is over as soon as that is written there.
 */
function isMove ({ copies, history }: TicketDoc, exported: TicketExportDoc | undefined, { target, status, changedAt }: TicketCopyDoc): boolean {
  const copy = copies.find((known) => known.target === target)
  const known = [copy, exported?.remote].flatMap((one) => one ?? []).sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime())[0]
  if (known !== undefined && (known.status === status || known.changedAt > changedAt)) return false
  const own = history.findLast(({ by, changes }) => by.id !== target && changes.some(({ part }) => part === 'status'))
  const isOnItsWay = own !== undefined && exported !== undefined && exported.error === undefined && exported.revision < own.revision
  return !isOnItsWay
}

/** The status that a word of the other system means, by the config first and by its meaning else; undefined: the one that it has. */
function toStatus (desk: Desk, { config }: TicketTarget, ticket: TicketDoc, news: { status: string, state: TicketState }): string | undefined {
  const type = desk.tickets.types.find(ticket.type)
  if (type === undefined) return undefined
  const named = Object.hasOwn(config.statuses, news.status) ? config.statuses[news.status] : undefined
  if (named !== undefined && type.statuses.some(({ id }) => id === named)) return named
  // What both call by other names and mean the same by needs no change.
  if (ticket.state === news.state) return undefined
  return type.statuses.find(({ state }) => state === news.state)?.id
}
