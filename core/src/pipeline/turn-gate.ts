import { performance, type EventLoopUtilization } from 'node:perf_hooks'

/** A batch of so many messages shows that they come faster than they are written. */
const PRESSING_BATCH = 8
/** Share of its time that a process works while it has none left for more. */
const FULL_UTILIZATION = 0.9
/** The slowest pace: one turn begins in so many milliseconds. */
const SLOWEST_MS = 20
/** A pace faster than this is none, in milliseconds. */
const FASTEST_MS = 1
/** How often the pace quickens while nothing presses, in milliseconds, and to what share of itself. */
const RELAX_EVERY_MS = 100
const RELAX_TO = 0.8

/**
 * Turns share a process with receiving, and an acknowledgement has a deadline where an answer has none. So while messages
 * press, turns begin at a pace. It slows down at once and quickens step by step, so that it settles at what receiving
 * leaves; turns never stop.
 */
export class TurnGate {
  readonly #waiting: Array<() => void> = []
  /** Milliseconds between two turns; 0 while nothing presses. */
  #paceMs = 0
  #isPressed = false
  #admission: NodeJS.Timeout | undefined
  #relaxation: NodeJS.Timeout | undefined
  #measured: EventLoopUtilization = performance.eventLoopUtilization()

  /** Takes note of how many messages had gathered for one write. */
  note (batchSize: number): void {
    const measured = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(measured, this.#measured)
    this.#measured = measured
    // A batch grows also with a slow store, while the process itself has time for turns.
    if (batchSize < PRESSING_BATCH || utilization < FULL_UTILIZATION) return
    this.#isPressed = true
    this.#paceMs = Math.min(Math.max(this.#paceMs * 2, FASTEST_MS), SLOWEST_MS)
    this.#relaxation ??= setInterval(() => { this.#relax() }, RELAX_EVERY_MS).unref()
    this.#admission ??= setTimeout(() => { this.#admit() }, this.#paceMs).unref()
  }

  /** Resolves when a turn may begin. */
  async pass (): Promise<void> {
    if (this.#paceMs > 0) await new Promise<void>((resolve) => { this.#waiting.push(resolve) })
  }

  /** Lets everybody pass: nothing presses any more. */
  open (): void {
    clearTimeout(this.#admission)
    clearInterval(this.#relaxation)
    this.#admission = this.#relaxation = undefined
    this.#paceMs = 0
    for (const enter of this.#waiting.splice(0)) enter()
  }

  #admit (): void {
    this.#waiting.shift()?.()
    this.#admission = setTimeout(() => { this.#admit() }, this.#paceMs).unref()
  }

  #relax (): void {
    if (!this.#isPressed) this.#paceMs *= RELAX_TO
    this.#isPressed = false
    if (this.#paceMs < FASTEST_MS) this.open()
  }
}
