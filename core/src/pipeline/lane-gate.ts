import { performance, type EventLoopUtilization } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

/** A batch of so many messages shows that they come faster than they are written. */
const PRESSING_BATCH = 8
/** Share of its time that a process works while it has none left for more. */
const FULL_UTILIZATION = 0.9
/** After the last sign of pressure lanes stand back so long, in milliseconds. */
const PRESSED_MS = 50
/** A lane that worked under pressure is followed by a rest so many times as long. */
const REST_FACTOR = 4
/** What a lane waits for is not only this process, so its rest has a bound; in milliseconds. */
const MAX_REST_MS = 50

/**
 * Lanes share a process with receiving, and an acknowledgement has a deadline where an answer has none. So while messages
 * press, lanes work one at a time and rest in between: they never stop, and take a small share from receiving.
 */
export class LaneGate {
  readonly #waiting: Array<() => void> = []
  #running = 0
  #pressed: NodeJS.Timeout | undefined
  #measured: EventLoopUtilization = performance.eventLoopUtilization()

  /** Takes note of how many messages had gathered for one write. */
  note (batchSize: number): void {
    const measured = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(measured, this.#measured)
    this.#measured = measured
    // A batch grows also with a slow store, while the process itself has time for lanes.
    if (batchSize < PRESSING_BATCH || utilization < FULL_UTILIZATION) return
    if (this.#pressed === undefined) this.#pressed = setTimeout(() => { this.open() }, PRESSED_MS).unref()
    else this.#pressed.refresh()
  }

  /** Runs a lane when it may. */
  async run (lane: () => Promise<void>): Promise<void> {
    if (this.#pressed !== undefined && this.#running > 0) await new Promise<void>((resolve) => { this.#waiting.push(resolve) })
    this.#running++
    const startedMs = performance.now()
    try {
      await lane()
    } finally {
      if (this.#pressed !== undefined) await sleep(Math.min((performance.now() - startedMs) * REST_FACTOR, MAX_REST_MS))
      this.#running--
      if (this.#running === 0) this.#waiting.shift()?.()
    }
  }

  /** Lets everybody in: nothing presses any more. */
  open (): void {
    clearTimeout(this.#pressed)
    this.#pressed = undefined
    for (const enter of this.#waiting.splice(0)) enter()
  }
}
