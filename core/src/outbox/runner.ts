import type { Log } from '@kefuhub/contract'
import type { WorkHandler, WorkKind } from './dispatcher.js'

/** Longest wait that a timer is kept for, in milliseconds; the sweep finds the rest. */
const MAX_TIMER_MS = 60_000

/**
 * Runs woken work in this process: at most `concurrency` at a time, in the order of waking, never the same work twice at
 * once. A wake for work that is running makes it run once more afterwards.
 */
export class Runner {
  readonly #concurrency: number
  readonly #log: Log
  readonly #queue: string[] = []
  readonly #state = new Map<string, 'queued' | 'running' | 'again'>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #handler: WorkHandler | undefined
  #running = 0
  #stopped = false
  readonly #idle: Array<() => void> = []

  constructor (concurrency: number, log: Log) {
    this.#concurrency = concurrency
    this.#log = log
  }

  start (handler: WorkHandler): void {
    this.#handler = handler
    this.#pump()
  }

  add (kind: WorkKind, ids: Iterable<string>): void {
    if (this.#stopped) return
    for (const id of ids) {
      const key = `${kind}\n${id}`
      const state = this.#state.get(key)
      if (state === 'running') this.#state.set(key, 'again')
      if (state !== undefined) continue
      this.#state.set(key, 'queued')
      this.#queue.push(key)
    }
    this.#pump()
  }

  addIn (delayMs: number, kind: WorkKind, id: string): void {
    if (this.#stopped || delayMs > MAX_TIMER_MS) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.add(kind, [id])
    }, delayMs)
    timer.unref()
    this.#timers.add(timer)
  }

  async stop (): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#queue.length = 0
    if (this.#running > 0) await new Promise<void>((resolve) => { this.#idle.push(resolve) })
  }

  #pump (): void {
    while (this.#handler !== undefined && this.#running < this.#concurrency) {
      const key = this.#queue.shift()
      if (key === undefined) return
      this.#running++
      this.#state.set(key, 'running')
      this.#work(key, this.#handler)
    }
  }

  async #work (key: string, handler: WorkHandler): Promise<void> {
    const split = key.indexOf('\n')
    const kind = key.slice(0, split) as WorkKind
    const id = key.slice(split + 1)
    try {
      await handler(kind, id)
    } catch (err) {
      this.#log.error({ err, kind, id }, 'work ended with an error; the sweep takes it up again')
    }
    const again = this.#state.get(key) === 'again'
    this.#state.delete(key)
    this.#running--
    if (again) this.add(kind, [id])
    this.#pump()
    if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }
}
