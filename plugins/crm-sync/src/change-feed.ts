import { createHash } from 'node:crypto'
import type { CrmChanges, CrmContact } from '@kefuhub/contract'

/** Contacts that a system answered with, and what its own clock said then, in milliseconds since 1970. */
export interface Slice {
  contacts: CrmContact[]
  nowMs: number
}

/** Where a feed reads. Seconds are since 1970: no system tells times more exactly. */
export interface ChangeSource {
  /** What changed in this second or later, deleted ones included, oldest first; without a second: everything. */
  since (second: number | undefined, limit: number): Promise<Slice>
  /** What changed within one second, in the order of ids, after an id. */
  within (second: number, afterId: string | undefined, limit: number): Promise<Slice>
}

/** How a feed reads. */
export interface FeedOptions {
  pageSize: number
  /** So much later than its time a change may come to light: transactions end in another order than they begin. */
  overlapMs: number
}

/** How far the reading has come. */
interface Mark {
  /** The second to go on from; absent: the beginning. */
  from?: number
  /** Within that second: the last id that was read. Empty before the first. */
  after?: string
  /** From here on changes may still have come to light behind the reading. */
  floor?: number
  /** Whether what changed while the pages were read is being made up for. */
  again?: true
  /** Fingerprints of what was given out and will be read again. */
  seen: string[]
}

const MAX_SEEN = 300
const MAX_CURSOR = 4096

/**
 * Reads the changes of a system that can be asked for what changed since a time. Pages are cut between seconds, so that nothing hides
 * behind the fractions of seconds that systems keep to themselves; a second with more than a page is read by ids.
 */
export class ChangeFeed {
  readonly #source: ChangeSource
  readonly #pageSize: number
  readonly #overlap: number

  constructor (source: ChangeSource, { pageSize, overlapMs }: FeedOptions) {
    this.#source = source
    this.#pageSize = pageSize
    this.#overlap = Math.ceil(overlapMs / 1000)
  }

  /** @param cursor of the page before; one that cannot be read starts from the beginning */
  async read (cursor: string | undefined): Promise<CrmChanges> {
    const mark = parse(cursor)
    if (mark.from !== undefined && mark.after !== undefined) return this.#readWithin(mark, mark.from, mark.after)
    const { contacts, nowMs } = await this.#source.since(mark.from, this.#pageSize)
    const last = contacts.at(-1)
    if (last === undefined || contacts.length < this.#pageSize) return this.#end(mark, contacts, nowMs)
    const second = secondOf(last)
    // There may be more of the last second on the next page, in any order.
    const whole = contacts.filter((contact) => secondOf(contact) < second)
    if (whole.length === 0) return this.#readWithin(mark, second, '')
    return this.#page(mark, whole, nowMs, { from: second })
  }

  async #readWithin (mark: Mark, second: number, after: string): Promise<CrmChanges> {
    const { contacts, nowMs } = await this.#source.within(second, after === '' ? undefined : after, this.#pageSize)
    const last = contacts.at(-1)
    const next = last !== undefined && contacts.length >= this.#pageSize ? { from: second, after: last.id } : { from: second + 1 }
    return this.#page(mark, contacts, nowMs, next, second)
  }

  /** A page with more to come. */
  #page (mark: Mark, contacts: CrmContact[], nowMs: number, next: Pick<Mark, 'from' | 'after'>, upTo = next.from): CrmChanges {
    const lateFrom = this.#lateFrom(nowMs)
    const isLate = upTo !== undefined && upTo >= lateFrom
    const floor = isLate ? Math.min(mark.floor ?? Infinity, lateFrom) : mark.floor
    const { seen, fresh } = sift(mark, contacts, lateFrom)
    return give(fresh, { ...next, ...(floor !== undefined && { floor }), ...(mark.again && { again: true }), seen }, true)
  }

  /** The last page. */
  #end (mark: Mark, contacts: CrmContact[], nowMs: number): CrmChanges {
    const lateFrom = this.#lateFrom(nowMs)
    const { seen, fresh } = sift(mark, contacts, lateFrom)
    const last = contacts.at(-1)
    const reached = last === undefined ? mark.from : secondOf(last) + 1
    const from = reached === undefined ? undefined : Math.min(reached, mark.floor ?? Infinity, lateFrom)
    // What changed while the pages were read stands where the reading has been already.
    const isAgain = mark.floor !== undefined && !mark.again
    return give(fresh, { ...(from !== undefined && { from }), ...(isAgain && { again: true }), seen }, isAgain)
  }

  /** The second from which on changes may still be missing. */
  #lateFrom (nowMs: number): number { return Math.floor(nowMs / 1000) - this.#overlap }
}

function secondOf ({ changedAt }: CrmContact): number { return Math.floor(changedAt.getTime() / 1000) }

/** Leaves out what was given out before, and remembers what will be read again. */
function sift ({ seen }: Mark, contacts: CrmContact[], lateFrom: number): { fresh: CrmContact[], seen: string[] } {
  const known = new Set(seen)
  const prints = new Map(contacts.map((contact) => [contact, fingerprint(contact)]))
  const fresh = contacts.filter((contact) => !known.has(String(prints.get(contact))))
  for (const contact of contacts) {
    if (secondOf(contact) < lateFrom) continue
    const print = String(prints.get(contact))
    // To the end: the oldest ones go first.
    known.delete(print)
    known.add(print)
  }
  return { fresh, seen: [...known].slice(-MAX_SEEN) }
}

/** Of all that is told of a contact: two changes within one second differ in it. */
function fingerprint (contact: CrmContact): string {
  return createHash('sha256').update(JSON.stringify(contact)).digest('base64url').slice(0, 8)
}

function give (contacts: CrmContact[], { seen, ...mark }: Mark, more: boolean): CrmChanges {
  return { contacts, cursor: JSON.stringify({ ...mark, seen: seen.join('') }), more }
}

function parse (cursor: string | undefined): Mark {
  if (cursor === undefined || cursor.length > MAX_CURSOR) return { seen: [] }
  try {
    const { seen, from, after, floor, again } = JSON.parse(cursor) as Record<string, unknown>
    return {
      ...(Number.isSafeInteger(from) && { from: from as number }),
      ...(typeof after === 'string' && { after }),
      ...(Number.isSafeInteger(floor) && { floor: floor as number }),
      ...(again === true && { again }),
      seen: typeof seen === 'string' ? seen.match(/.{8}/g) ?? [] : []
    }
  } catch {
    return { seen: [] }
  }
}
