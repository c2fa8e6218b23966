import { performance, type EventLoopUtilization } from 'node:perf_hooks'

/** A batch of so many messages shows that they come faster than they are written. */
const PRESSING_BATCH = 8
/** Share of its time that a process works while it has none left for more. */
const FULL_UTILIZATION = 0.9
/** After the last sign of pressure turns stand back so long, in milliseconds. */
const PRESSED_MS = 200
/** While messages press, one turn begins in so many milliseconds. */
const PACE_MS = 10

/**
 * Turns share a process with receiving, and an acknowledgement has a deadline where an answer has none. So while messages
 * press, turns begin at a pace that leaves most of the process to receiving; they never stop.
 */
export class TurnGate {
  readonly #waiting: Array<() => void> = []
  #pressed: NodeJS.Timeout | undefined
  #pace: NodeJS.Timeout | undefined
  #measured: EventLoopUtilization = performance.eventLoopUtilization()

  /** Takes note of how many messages had gathered for one write. */
  note (batchSize: number): void {
    const measured = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(measured, this.#measured)
    this.#measured = measured
    // A batch grows also with a slow store, while the process itself has time for turns.
    if (batchSize < PRESSING_BATCH || utilization < FULL_UTILIZATION) return
    if (this.#pressed !== undefined) {
      this.#pressed.refresh()
      return
    }
    this.#pressed = setTimeout(() => { this.open() }, PRESSED_MS).unref()
    this.#pace = setInterval(() => { this.#waiting.shift()?.() }, PACE_MS).unref()
  }

  /** Resolves when a turn may begin. */
  async pass (): Promise<void> {
    if (this.#pressed !== undefined) await new Promise<void>((resolve) => { this.#waiting.push(resolve) })
  }

  /** Lets everybody pass: nothing presses any more. */
  open (): void {
    clearTimeout(this.#pressed)
    clearInterval(this.#pace)
    this.#pressed = undefined
    for (const enter of this.#waiting.splice(0)) enter()
  }
}
