import { createHash } from 'node:crypto'
import type { Clock } from '@kefuhub/contract'
import { insertedBefore, isDuplicate } from '../store/bulk.js'
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
/** Lines that are written at once. */
const MAX_BATCH = 200

/** A line that is still to be written. */
interface Waiting {
  entry: AuditEntry
  at: Date
  resolve (): void
  reject (error: unknown): void
}

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

/** The lines that follow one, each with the hash of the one before. */
function chain (last: AuditDoc | null, batch: readonly Waiting[]): AuditDoc[] {
  const lines: AuditDoc[] = []
  for (const { entry, at } of batch) {
    const before = lines.at(-1) ?? last
    const line = { _id: (before?._id ?? 0) + 1, at, ...entry, previous: before?.hash ?? FIRST }
    lines.push({ ...line, hash: hashOf(line) })
  }
  return lines
}

/** The log of every access that matters, as a chain of hashes over numbered lines. */
export class Audit {
  readonly #store: Store
  readonly #clock: Clock
  readonly #waiting: Waiting[] = []
  #isWriting = false

  constructor (options: { store: Store, clock: Clock }) {
    this.#store = options.store
    this.#clock = options.clock
  }

  /** Resolves when the line is durable. Lines of one process that wait at the same time are written together. */
  append (given: AuditEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry: toStorable(given), at: new Date(this.#clock.now()), resolve, reject })
      if (!this.#isWriting) this.#writeAll().catch(reject)
    })
  }

  async #writeAll (): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH)
      try {
        await this.#write(batch)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#isWriting = false
  }

  async #write (batch: readonly Waiting[]): Promise<void> {
    for (let written = 0; written < batch.length;) {
      const last = await this.#store.audit.findOne({ _id: { $gt: 0 } }).sort({ _id: -1 }).lean<AuditDoc>()
      try {
        await this.#store.native.audit.insertMany(chain(last, batch.slice(written)), { ordered: true })
        return
      } catch (error) {
        // Another process took a number: what lies before it is written, the rest goes after that one's.
        if (!isDuplicate(error)) throw error
        written += insertedBefore(error)
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
