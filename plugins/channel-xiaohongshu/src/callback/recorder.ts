import type { Log } from '@kefuhub/contract'
import type { Status } from '../account/status.js'

const MAX_SAMPLES = 20
const SHOWN_FOR_MS = 3_600_000

/** A callback that could not be read, without what a customer wrote. */
export interface Sample {
  /** What is wrong with it. */
  why: string
  /** Its fields: names, types and lengths, not values. */
  shape: unknown
}

/**
 * Keeps what callbacks looked like that could not be read, so that a mapping is corrected in minutes: the latest 20, redacted, each
 * form once, and logged. The whole original stands in `raw` of the message.
 */
export class Recorder {
  readonly #log: Log
  readonly #status: Status
  /** By the JSON of the sample, the oldest first. */
  readonly #samples = new Map<string, Sample>()

  constructor (log: Log, status: Status) {
    this.#log = log
    this.#status = status
  }

  get samples (): Sample[] { return [...this.#samples.values()] }

  /** @param cure names the option that mends it */
  keep (why: string, document: unknown, cure: string): void {
    const sample: Sample = { why, shape: shapeOf(document) }
    const key = JSON.stringify(sample)
    this.#status.report('mapping', 'degraded', `A callback of Xiaohongshu could not be read: ${why}; correct ${cure} by the sample in the log`, SHOWN_FOR_MS)
    if (this.#samples.has(key)) return
    this.#samples.set(key, sample)
    if (this.#samples.size > MAX_SAMPLES) this.#samples.delete(this.#samples.keys().next().value ?? '')
    this.#log.warn({ why, shape: sample.shape, cure }, 'a callback could not be read; it is kept as unsupported')
  }
}

/** Lengths in steps, so that messages of one form look alike. */
function shapeOf (value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? 'empty text' : `text of up to ${2 ** Math.ceil(Math.log2(value.length))}`
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? 'number' : value
  return Object.fromEntries(Object.entries(value).slice(0, 64).map(([key, child]) => [key.slice(0, 64), shapeOf(child)]))
}
