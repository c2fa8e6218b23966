import { Rejected, Unauthorized, type ErpHub, type FieldValue, type TicketComment, type TicketExport } from '@kefuhub/contract'
import { toHtml, toText } from '../erp/html.js'
import type { LoadedFile, TicketRecord, TicketSystem } from '../tickets/exporter.js'
import { signText, type Mark } from '../tickets/marks.js'
import { SUBTYPES, TICKET_FIELDS } from './facts.js'
import type { Field, Odoo, Row } from './odoo.js'
import type { Options, TicketOptions } from './options.js'
import { pageOf } from './order.js'
import type { Partners } from './partners.js'
import type { Stages } from './stages.js'
import { idOf, nameOf, textOf, timeOf, toId } from './value.js'

const PRIORITIES = ['low', 'normal', 'high', 'urgent']
const MAX_FILE_BYTES = 20 * 1024 * 1024
const MAX_TEXT = 60_000
const MAX_NOTES = 2000
const ALL = { active_test: false }

/** Tickets in Odoo. */
export class Tickets implements TicketSystem {
  readonly maxFileBytes = MAX_FILE_BYTES
  readonly searchLagMs = 0
  readonly #hub: ErpHub
  readonly #odoo: Odoo
  readonly #base: string
  readonly #options: TicketOptions
  readonly #partners: Partners
  readonly #stages: Stages

  constructor (hub: ErpHub, odoo: Odoo, { url }: Options, options: TicketOptions, parts: { partners: Partners, stages: Stages }) {
    this.#hub = hub
    this.#odoo = odoo
    this.#base = url
    this.#options = options
    this.#partners = parts.partners
    this.#stages = parts.stages
  }

  async read (externalId: string): Promise<TicketRecord | undefined> {
    const id = toId(externalId)
    const row = id === undefined ? undefined : await this.#row([['id', '=', id]], TICKET_FIELDS)
    return row && this.toRecord(row)
  }

  async find (key: string): Promise<TicketRecord | undefined> {
    await this.#fields()
    const row = await this.#row([[this.#options.keyField, '=', key]], TICKET_FIELDS)
    return row && this.toRecord(row)
  }

  async create (ticket: TicketExport): Promise<{ record: TicketRecord, isNew: boolean }> {
    const fields = await this.#fields()
    const { model, keyField, defaults } = this.#options
    const { subject, description, state } = ticket.ticket
    const stage = state === 'new' ? undefined : await this.#stages.find(state)
    const id = await this.#odoo.create(model, {
      ...defaults,
      ...known(fields, { name: subject, description: toHtml(description), ...await this.#contact(ticket), ...priorityOf(ticket, fields) }),
      ...(stage !== undefined && { stage_id: stage }),
      ...mapped(ticket.fields, fields, model),
      [keyField]: ticket.key
    })
    return this.#settle(id, ticket.key)
  }

  async texts (record: TicketRecord): Promise<string[]> {
    const { model } = this.#options
    const id = Number(record.id)
    const messages = await this.#odoo.searchRead('mail.message', [['model', '=', model], ['res_id', '=', id]], ['id', 'body'], { limit: MAX_NOTES, order: 'id desc' })
    const files = await this.#odoo.searchRead('ir.attachment', [['res_model', '=', model], ['res_id', '=', id]], ['id', 'description'], { limit: MAX_NOTES, order: 'id desc' })
    return [...messages.map(({ body }) => toText(textOf(body) ?? '')), ...files.map(({ description }) => textOf(description) ?? '')]
  }

  async comment (record: TicketRecord, { by, text, isPublic }: TicketComment, mark: Mark): Promise<void> {
    const said = `${by.name ?? by.kind} (${isPublic ? 'public' : 'internal'}): ${text}`
    await this.#post(record, signText(said, [mark], MAX_TEXT), isPublic && this.#options.notifyFollowers)
  }

  async attach (record: TicketRecord, { name, mimeType, mark, content, reason = 'it is empty' }: LoadedFile): Promise<void> {
    if (content === undefined) return this.#post(record, signText(`The file ${name} is not here: ${reason}`, [mark], MAX_TEXT), false)
    await this.#odoo.create('ir.attachment', {
      name, mimetype: mimeType, datas: content.toString('base64'), res_model: this.#options.model, res_id: Number(record.id), description: mark
    })
  }

  /** Writes what differs, and neither the description, which people there go on writing, nor the customer. */
  async update (record: TicketRecord, ticket: TicketExport): Promise<TicketRecord> {
    const fields = await this.#fields()
    const { model } = this.#options
    const id = Number(record.id)
    const wanted = { ...known(fields, { name: ticket.ticket.subject, ...priorityOf(ticket, fields) }), ...mapped(ticket.fields, fields, model) }
    const row = await this.#row([['id', '=', id]], Object.keys(wanted))
    const changes = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !isSame(row?.[name], value)))
    if (record.state !== ticket.ticket.state) {
      const stage = await this.#stages.find(ticket.ticket.state)
      if (stage !== undefined) changes.stage_id = stage
    }
    if (Object.keys(changes).length === 0) return record
    await this.#odoo.write(model, [id], changes)
    return this.#demand(id)
  }

  /** A ticket as it was read with `TICKET_FIELDS`. */
  toRecord (row: Row): TicketRecord {
    const status = nameOf(row.stage_id) ?? ''
    const number = textOf(row.ticket_ref)
    return {
      id: String(row.id),
      ...(number !== undefined && { number }),
      url: pageOf(this.#base, this.#options.model, row.id),
      status,
      state: this.#stages.stateOf(status),
      changedAt: timeOf(row.write_date) ?? new Date(this.#hub.clock.now())
    }
  }

  /** No field is unique in Odoo: where two processes, or a proxy that repeats, made a ticket twice, the first one counts. */
  async #settle (id: number, key: string): Promise<{ record: TicketRecord, isNew: boolean }> {
    const { model, keyField } = this.#options
    const [first, ...others] = await this.#odoo.searchRead(model, [[keyField, '=', key]], TICKET_FIELDS)
    if (first === undefined) return { record: await this.#demand(id), isNew: true }
    if (others.length > 0 && (await this.#fields()).has('active')) {
      const ids = others.map((row) => row.id)
      this.#hub.log.warn({ key, kept: first.id, archived: ids }, 'a ticket was made twice in Odoo; the later one is archived')
      await this.#odoo.write(model, ids, { active: false })
    }
    return { record: this.toRecord(first), isNew: first.id === id }
  }

  async #fields (): Promise<ReadonlyMap<string, Field>> {
    const { model, keyField } = this.#options
    const fields = await this.#odoo.fields(model)
    // Without it a repeat would make a second ticket, so nothing goes out until somebody makes the field.
    if (!fields.has(keyField)) throw new Unauthorized(`Odoo's ${model} has no field ${keyField}; make it there, as a text, or name another one in keyField`, { afterMs: 600_000 })
    return fields
  }

  async #contact ({ contact: { id, name, phone, email } }: TicketExport): Promise<Record<string, unknown>> {
    const found = await this.#partners.find({ ...(id !== undefined && { externalId: id }), ...(phone !== undefined && { phone }), ...(email !== undefined && { email }) })
    // Several might be anybody: then a person there decides.
    const partner = found.length === 1 ? found[0]?.id : undefined
    return { partner_name: name, ...(partner !== undefined && { partner_id: partner }), ...(phone !== undefined && { partner_phone: phone }), ...(email !== undefined && { partner_email: email }) }
  }

  async #post ({ id }: TicketRecord, body: string, isMessage: boolean): Promise<void> {
    // Plain text: Odoo makes markup of it, and would show markup as it is.
    const args = { body, message_type: 'comment', subtype_xmlid: isMessage ? SUBTYPES.message : SUBTYPES.note }
    await this.#odoo.call({ model: this.#options.model, method: 'message_post', ids: [Number(id)], args, isWrite: true })
  }

  async #row (domain: unknown[], fields: readonly string[]): Promise<Row | undefined> {
    return (await this.#odoo.searchRead(this.#options.model, domain, fields, { limit: 1, context: ALL }))[0]
  }

  async #demand (id: number): Promise<TicketRecord> {
    const row = await this.#row([['id', '=', id]], TICKET_FIELDS)
    if (row === undefined) throw new Rejected('The ticket is not in Odoo any more, or the hub\'s user may not see it')
    return this.toRecord(row)
  }
}

function known (fields: ReadonlyMap<string, Field>, values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => fields.has(name)))
}

/** Values of the config's mapping. @throws Rejected for a field that is not there */
function mapped (values: Record<string, FieldValue>, fields: ReadonlyMap<string, Field>, model: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    if (!fields.has(name)) throw new Rejected(`Odoo's ${model} has no field '${name}'; correct the mapping of the ticket's fields`)
    return [name, value ?? false]
  }))
}

/** A selection of stars, two or four of them by model. */
function priorityOf ({ ticket }: TicketExport, fields: ReadonlyMap<string, Field>): Record<string, unknown> {
  const choices = fields.get('priority')?.selection ?? []
  const choice = choices[Math.min(PRIORITIES.indexOf(ticket.priority), choices.length - 1)]
  return choice === undefined ? {} : { priority: choice[0] }
}

function isSame (current: unknown, wanted: unknown): boolean {
  return (Array.isArray(current) ? idOf(current) : current) === wanted
}
