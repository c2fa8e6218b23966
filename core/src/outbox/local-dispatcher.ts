import type { Clock, Health, Log } from '@kefuhub/contract'
import type { Dispatcher, Rate, WorkHandler, WorkKind } from './dispatcher.js'
import { RateWindow } from './rate-window.js'
import { Runner } from './runner.js'

/** Runs all work in this process. For a hub that is one process, with no Redis. */
export class LocalDispatcher implements Dispatcher {
  readonly #runner: Runner
  readonly #rates: RateWindow

  constructor (options: { concurrency: number, log: Log, clock: Clock }) {
    this.#runner = new Runner(options.concurrency, options.log)
    this.#rates = new RateWindow(options.clock)
  }

  wake (kind: WorkKind, ids: Iterable<string>): void { this.#runner.add(kind, ids) }
  wakeIn (delayMs: number, kind: WorkKind, id: string): void { this.#runner.addIn(delayMs, kind, id) }
  run (kind: WorkKind, ids: Iterable<string>): void { this.#runner.add(kind, ids) }
  start (handler: WorkHandler): void { this.#runner.start(handler) }
  async take (key: string, rate: Rate): Promise<number> { return this.#rates.take(key, rate) }
  health (): Health { return { state: 'ok' } }
  async stop (): Promise<void> { await this.#runner.stop() }
}
