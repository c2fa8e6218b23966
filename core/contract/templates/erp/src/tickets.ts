import { Rejected, type ErpHub, type ExportedTicket, type TicketExport, type TicketState } from '@kefuhub/contract'
import type { Client } from './client.js'
import type { TicketRow } from './wire.js'

/** What the system's words mean. A word that is not here is no end. */
const STATES: ReadonlyMap<string, TicketState> = new Map([['new', 'new'], ['doing', 'in-progress'], ['done', 'solved'], ['archived', 'closed']])

/** The tickets of the system. */
export class Tickets {
  readonly #hub: ErpHub
  readonly #client: Client

  constructor (hub: ErpHub, client: Client) {
    this.#hub = hub
    this.#client = client
  }

  async export ({ key, externalId, ticket, fields, comments, files }: TicketExport): Promise<ExportedTicket> {
    // A lost answer is repeated: who looks first makes nothing twice.
    const id = externalId ?? (await this.#client.call<TicketRow[]>({ method: 'GET', path: '/tickets', query: { key } }))?.[0]?.id
    const body = { key, subject: ticket.subject, text: ticket.description, fields }
    let row = id === undefined
      ? await this.#write('POST', '/tickets', body)
      : await this.#write('PATCH', `/tickets/${encodeURIComponent(id)}`, body)
    const path = `/tickets/${encodeURIComponent(row.id)}`
    for (const comment of comments) {
      if (row.comments.some((known) => known.key === comment.id)) continue
      row = await this.#write('POST', `${path}/comments`, { key: comment.id, text: comment.text, isPublic: comment.isPublic })
    }
    for (const { mediaId, name } of files) {
      if (row.files.some((known) => known.key === mediaId)) continue
      const { bytes } = await this.#hub.media.get(mediaId)
      row = await this.#write('POST', `${path}/files`, { key: mediaId, name, content: bytes.toString('base64') })
    }
    return { externalId: row.id, status: row.state, state: STATES.get(row.state) ?? 'in-progress', changedAt: new Date(row.changedAt) }
  }

  async #write (method: 'POST' | 'PATCH', path: string, body: object): Promise<TicketRow> {
    const row = await this.#client.call<TicketRow>({ method, path, body, accept404: true })
    if (row === undefined) throw new Rejected('The system does not have the ticket any more')
    return row
  }
}
