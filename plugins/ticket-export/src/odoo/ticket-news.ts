import type { ErpHub, TicketChanges, TicketNews } from '@kefuhub/contract'
import { beginAt, readChanges, readCursor, writeCursor, type ChangeList, type Position } from '../erp/changes.js'
import { toText } from '../erp/html.js'
import { formatLocalTime } from '../erp/local-time.js'
import { toExported } from '../tickets/exporter.js'
import { commentNews, stateNews } from '../tickets/news.js'
import { OVERLAP_MS, TICKET_FIELDS } from './facts.js'
import type { Domain, Odoo, Row } from './odoo.js'
import type { TicketOptions } from './options.js'
import type { Tickets } from './tickets.js'
import { idOf, nameOf, textOf, timeOf } from './value.js'

const MESSAGE_FIELDS = ['id', 'res_id', 'body', 'author_id', 'is_internal', 'create_date']
const ALL = { active_test: false }

/** What moves in Odoo: tickets by the time of their last change, and messages on them, which leave that time alone. */
export class TicketNewsReader {
  readonly #hub: ErpHub
  readonly #odoo: Odoo
  readonly #tickets: Tickets
  readonly #options: TicketOptions
  readonly #pageSize: number
  readonly #moves: ChangeList<Row>
  readonly #messages: ChangeList<Row>

  constructor (hub: ErpHub, odoo: Odoo, tickets: Tickets, options: TicketOptions) {
    this.#hub = hub
    this.#odoo = odoo
    this.#tickets = tickets
    this.#options = options
    this.#pageSize = options.pageSize
    const { model, keyField } = options
    this.#moves = this.#list(model, [[keyField, '!=', false]], 'write_date', TICKET_FIELDS)
    this.#messages = this.#list('mail.message', [['model', '=', model], ['message_type', 'in', ['comment', 'email']]], 'create_date', MESSAGE_FIELDS)
  }

  async read (cursor: string | undefined): Promise<TicketChanges> {
    if (cursor === undefined) return this.#begin()
    const [moves, messages] = readCursor(cursor, 2)
    if (moves === undefined || messages === undefined) return this.#begin()
    const moved = await readChanges(this.#moves, moves, this.#pageSize)
    const said = await readChanges(this.#messages, messages, this.#pageSize)
    return {
      tickets: [...moved.rows.map((row) => this.#toMove(row)), ...await this.#toComments(said.rows)],
      cursor: writeCursor([moved.position, said.position]),
      more: moved.more || said.more
    }
  }

  /** From now on, by Odoo's clock where it tells. */
  async #begin (): Promise<TicketChanges> {
    const begin = async (list: ChangeList<Row>, model: string, timeField: string): Promise<Position> => {
      const [latest] = await this.#odoo.searchRead(model, [], ['id', timeField], { limit: 1, order: `${timeField} desc, id desc`, context: ALL })
      const time = textOf(latest?.[timeField]) ?? formatLocalTime(new Date(this.#hub.clock.now()), 'UTC')
      return beginAt(list, time, await list.read(time, 0, this.#pageSize))
    }
    const positions = [await begin(this.#moves, this.#options.model, 'write_date'), await begin(this.#messages, 'mail.message', 'create_date')]
    return { tickets: [], cursor: writeCursor(positions), more: false }
  }

  #list (model: string, domain: Domain, timeField: string, fields: readonly string[]): ChangeList<Row> {
    return {
      read: (from, offset, limit) => this.#odoo.searchRead(model, [...domain, [timeField, '>=', from]], fields, { limit, offset, order: `${timeField} asc, id asc`, context: ALL }),
      timeOf: (row) => textOf(row[timeField]) ?? '',
      // Times have whole seconds: the stage tells two moves within one apart.
      keyOf: (row) => `${row.id}:${textOf(row[timeField]) ?? ''}:${idOf(row.stage_id) ?? 0}`,
      before: (time) => formatLocalTime(new Date((timeOf(time)?.getTime() ?? 0) - OVERLAP_MS), 'UTC')
    }
  }

  #toMove (row: Row): TicketNews {
    return stateNews(toExported(this.#tickets.toRecord(row)), `ticket-${this.#moves.keyOf(row)}`)
  }

  async #toComments (messages: readonly Row[]): Promise<TicketNews[]> {
    const ids = [...new Set(messages.map((message) => idOf(message.res_id)).filter((id) => id !== undefined))]
    if (ids.length === 0) return []
    const { model, keyField } = this.#options
    const rows = await this.#odoo.searchRead(model, [['id', 'in', ids], [keyField, '!=', false]], TICKET_FIELDS, { limit: ids.length, context: ALL })
    const tickets = new Map(rows.map((row) => [row.id, row]))
    return messages.flatMap((message) => {
      const ticket = tickets.get(idOf(message.res_id) ?? 0)
      if (ticket === undefined) return []
      const exported = toExported(this.#tickets.toRecord(ticket))
      const saidAt = timeOf(message.create_date) ?? exported.changedAt
      const news = commentNews(
        { ...exported, changedAt: saidAt > exported.changedAt ? saidAt : exported.changedAt },
        { id: String(message.id), text: toText(textOf(message.body) ?? ''), isPublic: message.is_internal !== true, by: nameOf(message.author_id) }
      )
      return news ?? []
    })
  }
}
