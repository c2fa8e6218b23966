import type { Clock } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { MessageDoc } from '../store/message-model.js'
import type { OutboxDoc } from '../store/outbox-model.js'
import type { Store } from '../store/store.js'
import { readPage, type Page } from './page.js'

/** Something the hub gave up on and an operator may try again. */
export interface DeadLetter {
  id: string
  /** `send`: an outgoing message; `turn`: an inbound one that could not be dealt with; else the queue of the outbox. */
  kind: string
  at: Date
  /** A channel for messages, else the queue. */
  target: string
  attempts: number
  code: string
  reason: string
  trace: string
}

type Dead<T> = T & { dead: Date }

const KINDS = ['message', 'outbox'] as const

/** What the hub gave up on. */
export class DeadLetters {
  readonly #store: Store
  readonly #clock: Clock

  constructor (options: { store: Store, clock: Clock }) {
    this.#store = options.store
    this.#clock = options.clock
  }

  /** Latest first, messages before outbox entries. @throws KH_ERR_API_CURSOR */
  async list (query: { cursor?: string, limit: number }): Promise<Page<DeadLetter>> {
    const [from, cursor] = splitCursor(query.cursor)
    const items: DeadLetter[] = []
    for (const kind of KINDS.slice(KINDS.indexOf(from))) {
      const page = await this.#page(kind, { limit: query.limit - items.length, ...(cursor !== undefined && kind === from && { cursor }) })
      items.push(...page.items)
      if (page.next !== undefined) return { items, next: `${kind}~${page.next}` }
      if (items.length === query.limit && kind === 'message') return { items, next: 'outbox~' }
    }
    return { items }
  }

  /**
   * Puts it back to work.
   * @returns the thread or the queue to wake
   * @throws KH_ERR_DEAD_LETTER_NOT_FOUND
   */
  async retry (id: string): Promise<{ kind: 'lane' | 'outbox', id: string }> {
    const due = new Date(this.#clock.now())
    const message = await this.#store.messages.findOneAndUpdate({ _id: id, dead: { $exists: true }, direction: 'out' }, {
      $set: { due, 'delivery.state': 'due', 'delivery.attempts': 0 },
      // Whoever tells of the failure just now would take `due` away with its mark.
      $unset: { dead: 1, tell: 1, 'delivery.code': 1, 'delivery.reason': 1 }
    }, { lean: true }) ?? await this.#store.messages.findOneAndUpdate({ _id: id, dead: { $exists: true }, direction: 'in' }, {
      $set: { due, turn: { attempts: 0 } },
      $unset: { dead: 1 }
    }, { lean: true })
    if (message !== null) return { kind: 'lane', id: message.thread }
    const entry = await this.#store.outbox.findOneAndUpdate({ _id: id, dead: { $exists: true } }, {
      $set: { due, attempts: 0 },
      $unset: { dead: 1, error: 1 }
    }, { lean: true })
    if (entry !== null) return { kind: 'outbox', id: entry.queue }
    throw new errors.KH_ERR_DEAD_LETTER_NOT_FOUND(id)
  }

  async #page (kind: typeof KINDS[number], query: { cursor?: string, limit: number }): Promise<Page<DeadLetter>> {
    const filter = { dead: { $exists: true } }
    if (kind === 'message') {
      const page = await readPage<Dead<MessageDoc>>(query, 'dead', (condition, sort, limit) =>
        this.#store.messages.find(condition).sort(sort).limit(limit).lean<Array<Dead<MessageDoc>>>(), { filter })
      return { ...page, items: page.items.map(fromMessage) }
    }
    const page = await readPage<Dead<OutboxDoc>>(query, 'dead', (condition, sort, limit) =>
      this.#store.outbox.find(condition).sort(sort).limit(limit).lean<Array<Dead<OutboxDoc>>>(), { filter })
    return { ...page, items: page.items.map(fromOutbox) }
  }
}

function splitCursor (cursor: string | undefined): [typeof KINDS[number], string | undefined] {
  if (cursor === undefined) return ['message', undefined]
  const [kind, rest] = cursor.split('~', 2)
  if ((kind !== 'message' && kind !== 'outbox') || rest === undefined) throw new errors.KH_ERR_API_CURSOR(cursor.slice(0, 100))
  return [kind, rest === '' ? undefined : rest]
}

function fromMessage (doc: Dead<MessageDoc>): DeadLetter {
  const isSend = doc.direction === 'out'
  return {
    id: doc._id,
    kind: isSend ? 'send' : 'turn',
    at: doc.dead,
    target: doc.channel,
    attempts: (isSend ? doc.delivery?.attempts : doc.turn?.attempts) ?? 0,
    code: isSend ? doc.delivery?.code ?? '' : 'KH_ERR_TURN_FAILED',
    reason: (isSend ? doc.delivery?.reason : doc.turn?.error) ?? '',
    trace: doc.trace
  }
}

function fromOutbox (doc: Dead<OutboxDoc>): DeadLetter {
  return {
    id: doc._id,
    kind: doc.queue.split(':', 1)[0] ?? doc.queue,
    at: doc.dead,
    target: doc.queue,
    attempts: doc.attempts,
    code: doc.error?.code ?? '',
    reason: doc.error?.message ?? '',
    trace: doc.trace
  }
}
