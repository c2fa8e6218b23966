import { isDeliveryError, Retryable, Uncertain, type Clock, type Health, type LocalizedText, type Log } from '@kefuhub/contract'
import CircuitBreaker from 'opossum'
import type { Alerts } from '../desk/alerts.js'

/** How a neighbour is called. */
export interface CallOptions {
  /** The whole call, in milliseconds. */
  timeoutMs: number
  /** A repeat would do it twice: who lost the answer has to look. Everything else is idempotent, and tried again. */
  isOnce?: boolean
}

const BREAKER = { timeout: false, errorThresholdPercentage: 50, volumeThreshold: 5, rollingCountTimeout: 30_000, resetTimeout: 30_000 } as const
/** A system that wants a shorter wait means the one call; the others go on. In milliseconds. */
const PAUSE_FROM_MS = 10_000
const DOWN: LocalizedText = { zh: '外部系统无法访问', en: 'A connected system does not answer' }
const UNAUTHORIZED: LocalizedText = { zh: '外部系统拒绝了凭据', en: 'A connected system refuses the credentials' }

/**
 * A system beside the hub, reached through its plugin. What is slow or broken there is kept there: every call has a time
 * limit, a system that fails again and again is left alone for a while, and one that asks for a pause gets it.
 */
export class Neighbour<T> {
  readonly id: string
  readonly instance: T
  readonly #clock: Clock
  readonly #log: Log
  readonly #alerts: Alerts
  readonly #breaker: CircuitBreaker<[() => Promise<unknown>], unknown>
  /** Until when it is left alone, and why. */
  #pause: { untilMs: number, reason: string } | undefined
  #isRefused = false
  /** Alerts that may stand, also from before a restart. */
  readonly #standing = new Set(['down', 'unauthorized'])

  constructor (options: { id: string, instance: T, clock: Clock, log: Log, alerts: Alerts }) {
    this.id = options.id
    this.instance = options.instance
    this.#clock = options.clock
    this.#log = options.log
    this.#alerts = options.alerts
    this.#breaker = new CircuitBreaker(async (work: () => Promise<unknown>) => await work(), { ...BREAKER, errorFilter: isItsOwn })
    this.#breaker.on('open', () => { this.#raise('down', DOWN, 'It failed again and again and is left alone for half a minute at a time; the log of the hub says more') })
  }

  /** @throws what the plugin throws, `Retryable` while the neighbour is left alone */
  async call<R> (work: (instance: T) => Promise<R>, { timeoutMs, isOnce = false }: CallOptions): Promise<R> {
    const nowMs = this.#clock.now()
    if (this.#pause !== undefined && this.#pause.untilMs > nowMs) throw new Retryable(this.#pause.reason, { afterMs: this.#pause.untilMs - nowMs })
    if (this.#breaker.opened) throw new Retryable(`'${this.id}' does not answer and is left alone for a while`, { afterMs: BREAKER.resetTimeout })
    try {
      const result = await this.#breaker.fire(async () => await inTime(work(this.instance), timeoutMs, isOnce)) as R
      this.#pause = undefined
      this.#isRefused = false
      for (const key of this.#standing) this.#resolve(key)
      return result
    } catch (error) {
      this.#note(error)
      const { verdict, message } = error as { verdict?: string, message: string }
      if (verdict === 'uncertain' && !isOnce) throw new Retryable(message, { cause: error })
      throw error
    }
  }

  /** How it is doing, as far as the calls tell. */
  health (): Health {
    if (this.#isRefused) return { state: 'down', reason: this.#pause?.reason ?? 'It refuses the credentials' }
    if (this.#breaker.opened || this.#breaker.halfOpen) return { state: 'down', reason: 'It failed again and again; it is tried anew every half minute' }
    if (this.#pause !== undefined && this.#pause.untilMs > this.#clock.now()) return { state: 'degraded', reason: this.#pause.reason }
    return { state: 'ok' }
  }

  /** Until when it is left alone because it asked for that. */
  get pausedUntil (): Date | undefined {
    return this.#pause !== undefined && this.#pause.untilMs > this.#clock.now() ? new Date(this.#pause.untilMs) : undefined
  }

  close (): void { this.#breaker.shutdown() }

  #note (error: unknown): void {
    const { verdict, afterMs, message } = error as { verdict?: string, afterMs?: number, message: string }
    if (afterMs !== undefined && (verdict === 'unauthorized' || (verdict === 'retry' && afterMs >= PAUSE_FROM_MS))) this.#pause = { untilMs: this.#clock.now() + afterMs, reason: message }
    if (verdict !== 'unauthorized') return
    this.#isRefused = true
    this.#raise('unauthorized', UNAUTHORIZED, message)
  }

  #raise (key: string, title: LocalizedText, reason: string): void {
    this.#standing.add(key)
    this.#keep(this.#alerts.raise(this.id, key, { severity: 'warning', title, reason }))
  }

  #resolve (key: string): void {
    this.#standing.delete(key)
    this.#keep(this.#alerts.resolve(this.id, key))
  }

  #keep (told: Promise<void>): void {
    told.catch((err: unknown) => { this.#log.warn({ err, neighbour: this.id }, 'an alert could not be kept') })
  }
}

/** Says nothing of the system's health: it refused a record, or asked for a pause. */
function isItsOwn (error: unknown): boolean {
  return isDeliveryError(error) && (error.verdict === 'rejected' || error.verdict === 'unauthorized' || (error as { afterMs?: number }).afterMs !== undefined)
}

/** Waits no longer, whatever the plugin does. @throws `Retryable`, or `Uncertain` for what must not be done twice */
export async function inTime<R> (work: Promise<R>, timeoutMs: number, isOnce = false): Promise<R> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(isOnce
      ? new Uncertain(`No answer within ${timeoutMs} ms; whether it was done is looked at before it is done again`)
      : new Retryable(`No answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
