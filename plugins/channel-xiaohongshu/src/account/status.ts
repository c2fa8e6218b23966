import type { ChannelHub, Health, LocalizedText } from '@kefuhub/contract'

/** What can be wrong with an entry, one entry a subject; a newer word on a subject replaces the older. */
export type Subject = 'token' | 'unbound' | 'silent' | 'api' | 'mapping'

interface Problem {
  state: 'degraded' | 'down'
  /** Cause and cure in one sentence, for an operator. */
  reason: string
  /** Milliseconds since 1970 at which it ends by itself. */
  untilMs: number
}

/** The subjects that people are alerted of. */
const ALERTS: Partial<Record<Subject, LocalizedText>> = {
  token: { zh: '小红书拒绝访问令牌', en: 'Xiaohongshu refuses the access token' },
  unbound: { zh: '小红书账号未绑定', en: 'No Xiaohongshu account is bound' },
  silent: { zh: '小红书长时间没有消息', en: 'Nothing comes from Xiaohongshu' }
}

const TOPIC = 'alert'

/** Keeps what an operator must know of one entry, so that its health is answered from memory, and raises alerts. */
export class Status {
  readonly #hub: Pick<ChannelHub, 'clock' | 'alerts' | 'live' | 'log'>
  readonly #problems = new Map<Subject, Problem>()
  /** What this process last told of an alert: its reason, or undefined for none. Absent: an earlier run may have left one. */
  readonly #told = new Map<Subject, string | undefined>()
  readonly #pending = new Set<Promise<void>>()
  readonly #unsubscribe: () => void

  constructor (hub: Pick<ChannelHub, 'clock' | 'alerts' | 'live' | 'log'>) {
    this.#hub = hub
    // What another process raised, this one may find solved.
    this.#unsubscribe = hub.live.subscribe(TOPIC, (subject) => {
      if (this.#told.has(subject as Subject) && this.#told.get(subject as Subject) === undefined) this.#told.delete(subject as Subject)
    })
  }

  /** @param forMs how long it holds unless it is solved or reported again, in milliseconds; default for good */
  report (subject: Subject, state: Problem['state'], reason: string, forMs = Infinity): void {
    this.#problems.set(subject, { state, reason, untilMs: this.#hub.clock.now() + forMs })
    const title = ALERTS[subject]
    if (title === undefined || this.#told.get(subject) === reason) return
    this.#told.set(subject, reason)
    this.#hub.live.publish(TOPIC, subject)
    this.#track(subject, this.#hub.alerts.raise(subject, { severity: state === 'down' ? 'critical' : 'warning', title, reason }))
  }

  solve (subject: Subject): void {
    this.#problems.delete(subject)
    if (ALERTS[subject] === undefined || (this.#told.has(subject) && this.#told.get(subject) === undefined)) return
    this.#told.set(subject, undefined)
    this.#track(subject, this.#hub.alerts.resolve(subject))
  }

  health (): Health {
    const nowMs = this.#hub.clock.now()
    const current = [...this.#problems.values()].filter(({ untilMs }) => untilMs > nowMs)
    if (current.length === 0) return { state: 'ok' }
    return {
      state: current.some(({ state }) => state === 'down') ? 'down' : 'degraded',
      reason: current.map(({ reason }) => reason).join('; ')
    }
  }

  /** Waits for alerts that are being written. */
  async close (): Promise<void> {
    this.#unsubscribe()
    await Promise.all(this.#pending)
  }

  /** An alert that could not be written is told again with the next report. */
  #track (subject: Subject, writing: Promise<void>): void {
    const done = writing.catch((error: unknown) => {
      this.#told.delete(subject)
      this.#hub.log.warn({ err: error, subject }, 'an alert could not be written')
    }).finally(() => this.#pending.delete(done))
    this.#pending.add(done)
  }
}
