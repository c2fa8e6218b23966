import { createHash } from 'node:crypto'
import type { Clock } from '@kefuhub/contract'
import { isDuplicate } from '../store/bulk.js'
import type { AuditDoc } from '../store/audit-model.js'
import type { Store } from '../store/store.js'

/** Who did what to what. */
export interface AuditEntry {
  /** `token:ID`, `agent:ID` or `cli`. */
  actor: string
  action: string
  target: string
  detail?: Record<string, string>
}

const FIRST = '0'.repeat(64)

function hashOf (line: Omit<AuditDoc, 'hash'>): string {
  const detail = Object.entries(line.detail ?? {}).sort(([a], [b]) => a < b ? -1 : 1)
  return createHash('sha256').update(JSON.stringify([line._id, line.at.getTime(), line.actor, line.action, line.target, detail, line.previous])).digest('hex')
}

/** The store keeps no half characters: with one in it the line would never again match its hash. */
function toStorable ({ actor, action, target, detail }: AuditEntry): AuditEntry {
  return {
    actor: toWellFormed(actor),
    action: toWellFormed(action),
    target: toWellFormed(target),
    ...(detail !== undefined && { detail: Object.fromEntries(Object.entries(detail).map((pair) => pair.map(toWellFormed))) })
  }
}

const toWellFormed = (text: string) => Buffer.from(text).toString()

/** The log of every access that matters, as a chain of hashes over numbered lines. */
export class Audit {
  readonly #store: Store
  readonly #clock: Clock

  constructor (options: { store: Store, clock: Clock }) {
    this.#store = options.store
    this.#clock = options.clock
  }

  async append (given: AuditEntry): Promise<void> {
    const entry = toStorable(given)
    for (;;) {
      const last = await this.#store.audit.findOne({ _id: { $gt: 0 } }).sort({ _id: -1 }).lean<AuditDoc>()
      const line = { _id: (last?._id ?? 0) + 1, at: new Date(this.#clock.now()), ...entry, previous: last?.hash ?? FIRST }
      try {
        await this.#store.audit.create({ ...line, hash: hashOf(line) })
        return
      } catch (error) {
        // Another process took the number: the line goes after that one's.
        if (!isDuplicate(error)) throw error
      }
    }
  }

  /** The number of the first line that was changed or is missing; undefined when the chain is whole. */
  async verify (): Promise<number | undefined> {
    let previous = FIRST
    let number = 1
    for await (const line of this.#store.audit.find({ _id: { $gt: 0 } }).sort({ _id: 1 }).lean<AuditDoc[]>().cursor()) {
      const { hash, ...rest } = line as AuditDoc
      if (rest._id !== number || rest.previous !== previous || hashOf(rest) !== hash) return number
      previous = hash
      number++
    }
    return undefined
  }
}
