import { AsyncLocalStorage, createHook, type AsyncHook } from 'node:async_hooks'

/** Knows the timers that one piece of work made and that are neither over nor cleared. Node's own timers do not count. */
export class TimerWatch {
  readonly #alive = new Map<number, string>()
  readonly #scope = new AsyncLocalStorage<TimerWatch>()
  readonly #hook: AsyncHook

  constructor () {
    this.#hook = createHook({
      init: (id, type) => {
        if (type !== 'Timeout' || this.#scope.getStore() !== this) return
        const maker = makerOf(new Error('made here').stack ?? '')
        if (maker !== undefined) this.#alive.set(id, maker)
      },
      destroy: (id) => { this.#alive.delete(id) }
    })
  }

  /** Runs the work; what it starts is watched until it ends. */
  async run<T> (work: () => Promise<T>): Promise<T> {
    this.#hook.enable()
    try {
      return await this.#scope.run(this, work)
    } finally {
      this.#hook.disable()
    }
  }

  /** Where the timers that are left were made. */
  get left (): string[] { return [...this.#alive.values()] }
}

/** The line of code that made a timer, unless Node made it for itself, for example for a socket. */
function makerOf (stack: string): string | undefined {
  const frames = stack.split('\n').slice(1).map((line) => line.trim())
  const hook = frames.findLastIndex((frame) => frame.includes('node:internal/async_hooks'))
  const maker = frames.slice(hook + 1).find((frame) => !/node:(internal\/)?timers/.test(frame))
  return maker === undefined || maker.includes('node:') ? undefined : maker
}
