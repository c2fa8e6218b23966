import type { Clock, FieldValue, TicketActor, TicketPriority, TicketState, TicketView } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { TicketsConfig, TicketType } from '../config/tickets-schema.js'
import { isDuplicate, unlessRaced } from '../store/bulk.js'
import { newId } from '../store/id.js'
import type { Store } from '../store/store.js'
import type { TicketCopyDoc, TicketDoc, TicketFileDoc, TicketStep } from '../store/ticket-model.js'
import type { Bulletin } from './bulletin.js'
import { readPage, type Page } from './page.js'
import { TicketTypes } from './ticket-types.js'
import { isSettled, planDue, toChanges, toTicketView, type TicketValues } from './ticket-change.js'

/** A ticket that somebody wants. */
export interface NewTicket {
  type: string
  subject: string
  description?: string
  fields?: Record<string, FieldValue>
  priority?: TicketPriority
  contact?: string
  conversation?: string
  messages?: string[]
  files?: TicketFileDoc[]
  order?: NonNullable<TicketView['order']>
  /** Id of a group. */
  group?: string
  assignee?: string
  dueAt?: Date
  by: TicketActor
  /** The same key again gives the ticket of the first time. */
  key?: string
}

/** What is to be different. `null` takes away. */
export interface TicketChange {
  subject?: string
  description?: string
  status?: string
  priority?: TicketPriority
  fields?: Record<string, FieldValue>
  contact?: string
  order?: NonNullable<TicketView['order']> | null
  group?: string | null
  assignee?: string | null
  dueAt?: Date | null
  addMessages?: string[]
  addFiles?: TicketFileDoc[]
}

/** Which tickets to list. */
export interface TicketQuery {
  state?: TicketState
  /** Neither solved nor closed. */
  isOpen?: boolean
  /** Open ones whose time is over before this, the most urgent first. */
  dueBefore?: Date
  type?: string
  contact?: string
  conversation?: string
  assignee?: string
  group?: string
  cursor?: string
  limit: number
}

const MAX_HISTORY = 500
const MAX_TRIES = 20
const OPEN_STATES = ['new', 'in-progress', 'waiting-customer', 'on-hold'] as const satisfies readonly TicketState[]

/**
 * Tickets. A change, its line in the history and the event that tells of it are written in one statement, so that none is
 * without the others.
 */
export class Tickets {
  readonly types: TicketTypes
  readonly #store: Store
  readonly #clock: Clock
  readonly #bulletin: Bulletin
  readonly #dueSoonMs: number

  constructor (options: { store: Store, clock: Clock, bulletin: Bulletin, config: TicketsConfig }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#bulletin = options.bulletin
    this.types = new TicketTypes(options.config.types)
    this.#dueSoonMs = options.config.dueSoonMinutes * 60_000
  }

  /** @throws KH_ERR_TICKET_TYPE_UNKNOWN, KH_ERR_TICKET_FIELD_INVALID */
  async create (wish: NewTicket): Promise<TicketDoc> {
    // Before anything else: the config may have changed since the first time.
    const made = wish.key === undefined ? null : await this.#store.tickets.findOne({ key: wish.key }).lean<TicketDoc>()
    if (made !== null) return made
    const type = this.types.get(wish.type)
    const fields = this.types.checkFields(type, wish.fields ?? {})
    const ticket = await this.#describe(type, wish, fields)
    try {
      await this.#store.tickets.create(ticket)
    } catch (error) {
      if (wish.key === undefined || !isDuplicate(error)) throw error
      return await this.#store.tickets.findOne({ key: wish.key }).lean<TicketDoc>().orFail()
    }
    this.#bulletin.ticket(ticket._id, ticket.conversation)
    return ticket
  }

  /**
   * Changes what is different; history and events name exactly that.
   * @param expected the revision that the change was made for; absent: whichever there is
   * @throws KH_ERR_TICKET_NOT_FOUND, KH_ERR_TICKET_STATUS_UNKNOWN, KH_ERR_TICKET_STATUS_ORDER, KH_ERR_TICKET_FIELD_INVALID, KH_ERR_TICKET_CHANGED
   */
  async change (id: string, wish: TicketChange, by: TicketActor, expected?: number): Promise<TicketDoc> {
    return await this.#write(id, expected, (ticket) => {
      const type = this.types.find(ticket.type)
      const values = this.#valuesOf(ticket, type, wish)
      return { values, changes: toChanges(ticket, values) }
    }, by)
  }

  /** Takes note of how a ticket stands in another system, which keeps to no way of ours. Older news than what is known changes nothing. */
  async noteCopy (id: string, copy: TicketCopyDoc, wish: TicketChange, by: TicketActor): Promise<TicketDoc> {
    return await this.#write(id, undefined, (ticket) => {
      const type = this.types.find(ticket.type)
      const known = ticket.copies.find(({ target }) => target === copy.target)
      if (known !== undefined && known.changedAt > copy.changedAt) return { values: {}, changes: [] }
      const values = { ...this.#valuesOf(ticket, type, wish, true), copies: [...ticket.copies.filter(({ target }) => target !== copy.target), copy] }
      return { values, changes: toChanges(ticket, values) }
    }, by)
  }

  /** A step of its own in the history of a ticket, once. @throws KH_ERR_TICKET_NOT_FOUND */
  async note (ticket: string, { id, changes, by }: Pick<TicketStep, 'id' | 'changes' | 'by'>): Promise<void> {
    await this.#write(ticket, undefined, ({ history }) => ({ values: {}, changes: history.some((step) => step.id === id) ? [] : changes }), by, id)
  }

  /** Says that the time of a ticket is nearly over, or is over. */
  async noteTime (ticket: TicketDoc, now: Date): Promise<void> {
    const { dueAt, watchAt, revision } = ticket
    if (dueAt === undefined || watchAt === undefined) return
    const isOver = dueAt <= now
    const step: TicketStep = { id: `${ticket._id}.due.${dueAt.getTime()}.${isOver ? 'over' : 'soon'}`, at: now, revision, by: { kind: 'system', id: 'hub' }, due: isOver ? 'over' : 'soon', changes: [] }
    const { matchedCount } = await this.#store.tickets.updateOne({ _id: ticket._id, watchAt }, {
      $set: { tell: true, ...(!isOver && { watchAt: dueAt }) }, $push: { untold: step }, ...(isOver && { $unset: { watchAt: 1 } })
    })
    if (matchedCount > 0) this.#bulletin.ticket(ticket._id, ticket.conversation)
  }

  /** By id or by number. @throws KH_ERR_TICKET_NOT_FOUND */
  async get (id: string): Promise<TicketDoc> {
    const ticket = await this.#store.tickets.findById(id).lean<TicketDoc>() ?? await this.#store.tickets.findOne({ number: id }).lean<TicketDoc>()
    if (ticket === null) throw new errors.KH_ERR_TICKET_NOT_FOUND(id)
    return ticket
  }

  /** The ticket that another system has under its id. */
  async findCopy (target: string, externalId: string): Promise<TicketDoc | undefined> {
    return await this.#store.tickets.findOne({ 'copies.0': { $exists: true }, 'copies.target': target, 'copies.externalId': externalId }).lean<TicketDoc>() ?? undefined
  }

  async find (ids: readonly string[]): Promise<TicketView[]> {
    return (await this.#store.tickets.find({ _id: { $in: [...ids] } }).lean<TicketDoc[]>()).map(toTicketView)
  }

  /** Latest change first, unless it is about their time. @throws KH_ERR_API_CURSOR */
  async list ({ state, isOpen, dueBefore, ...query }: TicketQuery): Promise<Page<TicketView>> {
    const { type, contact, conversation, assignee, group } = query
    const filter = Object.fromEntries(Object.entries({ type, contact, conversation, assignee, group }).filter(([, value]) => value !== undefined))
    const states = state !== undefined ? [state] : isOpen === true || dueBefore !== undefined ? OPEN_STATES : undefined
    const [field, direction] = dueBefore === undefined ? ['changedAt', -1] as const : ['dueAt', 1] as const
    const page = await readPage<TicketDoc>(query, field, async ({ dueAt = {}, ...condition }, sort, limit) => {
      const time = dueBefore === undefined ? {} : { dueAt: { ...dueAt as object, $lt: dueBefore } }
      const find = async (more: object) => await this.#store.tickets.find({ ...condition, ...time, ...more }).sort(sort).limit(limit).lean<TicketDoc[]>()
      if (states === undefined) return await find({})
      // One walk along the index for each state, and their heads: a list of states would have to be sorted as a whole.
      const found = await Promise.all(states.map((state) => find({ state })))
      return found.flat().sort((one, other) => compare(one, other, field) * direction).slice(0, limit)
    }, { filter, direction })
    return { ...page, items: page.items.map(toTicketView) }
  }

  async #describe (type: TicketType, wish: NewTicket, fields: Record<string, FieldValue>): Promise<TicketDoc> {
    const [first] = type.statuses as [TicketType['statuses'][number]]
    const now = new Date(this.#clock.now())
    const id = newId()
    const priority = wish.priority ?? type.priority
    const minutes = type.dueMinutes[priority]
    const dueAt = wish.dueAt ?? (minutes === undefined ? undefined : new Date(now.getTime() + minutes * 60_000))
    const group = wish.group ?? await this.#groupNamed(type.group)
    const step: TicketStep = { id: `${id}.1`, at: now, revision: 1, by: wish.by, changes: [] }
    return {
      _id: id,
      number: await this.#nextNumber(),
      type: type.id,
      subject: wish.subject,
      description: wish.description ?? '',
      status: first.id,
      state: first.state,
      priority,
      fields,
      messages: wish.messages ?? [],
      files: wish.files ?? [],
      createdBy: wish.by,
      createdAt: now,
      changedAt: now,
      copies: [],
      history: [step],
      revision: 1,
      untold: [step],
      tell: true,
      ...(wish.contact !== undefined && { contact: wish.contact }),
      ...(wish.conversation !== undefined && { conversation: wish.conversation }),
      ...(wish.order !== undefined && { order: wish.order }),
      ...(group !== undefined && { group }),
      ...(wish.assignee !== undefined && { assignee: wish.assignee }),
      ...(wish.key !== undefined && { key: wish.key }),
      ...(dueAt !== undefined && { dueAt, watchAt: planDue(dueAt, now, this.#dueSoonMs) })
    }
  }

  #valuesOf (ticket: TicketDoc, type: TicketType | undefined, wish: TicketChange, isFree = false): TicketValues {
    const { status: to, fields, addMessages, addFiles, ...plain } = wish
    const values: TicketValues = plain
    if (type !== undefined && fields !== undefined) values.fields = this.types.checkFields(type, fields, ticket.fields)
    if (type !== undefined && to !== undefined && to !== ticket.status) {
      const status = this.types.status(type, to)
      if (!isFree && !this.types.mayFollow(type, ticket.status, to)) throw new errors.KH_ERR_TICKET_STATUS_ORDER(ticket.status, to)
      Object.assign(values, { status: status.id, state: status.state })
      if (isSettled(status.state) !== isSettled(ticket.state)) values.settledAt = isSettled(status.state) ? new Date(this.#clock.now()) : null
    }
    const dueAt = plain.dueAt === undefined ? ticket.dueAt ?? null : plain.dueAt
    const isOver = isSettled(values.state ?? ticket.state)
    if (plain.dueAt !== undefined || values.state !== undefined) values.watchAt = dueAt === null || isOver ? null : planDue(dueAt, new Date(this.#clock.now()), this.#dueSoonMs)
    const messages = addMessages?.filter((id) => !ticket.messages.includes(id)) ?? []
    if (messages.length > 0) values.messages = [...ticket.messages, ...messages]
    const files = addFiles?.filter(({ mediaId }) => !ticket.files.some((file) => file.mediaId === mediaId)) ?? []
    if (files.length > 0) values.files = [...ticket.files, ...files]
    return values
  }

  /** Reads, decides and writes what was decided, unless somebody wrote in between: then once more. */
  async #write (id: string, expected: number | undefined, decide: (ticket: TicketDoc) => { values: TicketValues, changes: TicketStep['changes'] }, by: TicketActor, stepId?: string): Promise<TicketDoc> {
    for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
      const ticket = await this.get(id)
      if (expected !== undefined && expected !== ticket.revision) throw new errors.KH_ERR_TICKET_CHANGED(ticket.number)
      const { values, changes } = decide(ticket)
      if (changes.length === 0) return ticket
      const now = new Date(this.#clock.now())
      const revision = ticket.revision + 1
      const step: TicketStep = { id: stepId ?? `${ticket._id}.${revision}`, at: now, revision, by, changes }
      const entries = Object.entries(values)
      const written = await this.#store.tickets.findOneAndUpdate({ _id: ticket._id, revision: ticket.revision }, {
        $set: { ...Object.fromEntries(entries.filter(([, value]) => value !== null)), changedAt: now, tell: true },
        $unset: Object.fromEntries(entries.filter(([, value]) => value === null).map(([key]) => [key, 1])),
        $push: { untold: step, history: { $each: [step], $slice: -MAX_HISTORY } },
        $inc: { revision: 1 }
      }, { returnDocument: 'after', lean: true })
      if (written === null) continue
      this.#bulletin.ticket(written._id, written.conversation)
      return written
    }
    throw new errors.KH_ERR_TICKET_CHANGED(id)
  }

  async #nextNumber (): Promise<string> {
    const { last } = await unlessRaced(() => this.#store.counters.findOneAndUpdate({ _id: 'ticket' }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after', lean: true }).orFail())
    return String(1000 + last)
  }

  async #groupNamed (name: string | undefined): Promise<string | undefined> {
    return name === undefined ? undefined : (await this.#store.groups.findOne({ name }).lean())?._id
  }
}

function compare (one: TicketDoc, other: TicketDoc, field: 'changedAt' | 'dueAt'): number {
  return Number(one[field]) - Number(other[field]) || (one._id < other._id ? -1 : 1)
}
