import type { ChannelHub } from '@kefuhub/contract'
import type { Accounts } from './accounts.js'
import { BusinessHours } from './business-hours.js'
import type { Options } from '../options.js'
import type { Status } from './status.js'

const LAST = 'last-callback'
const EVERY_MS = 30_000

/** What a watch looks at. */
export interface Watched {
  /** Absent: the entry takes leads only. */
  accounts?: Accounts
  /** Tries the API; reports to the status by itself. */
  probe?: () => Promise<void>
}

/** Notices when nothing comes any more, when nobody is bound and when the API fails. What it knows is shared by all processes. */
export class Watch {
  readonly #hub: Pick<ChannelHub, 'clock' | 'cursors' | 'log' | 'signal'>
  readonly #options: Pick<Options, 'silentAfterMs' | 'probe'>
  readonly #status: Status
  readonly #watched: Watched
  readonly #hours: BusinessHours
  /** Absent until something came or the store was asked. */
  #lastMs: number | undefined
  #writtenMs = -Infinity
  #probedMs: number
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()

  /** @throws XHS_ERR_OPTIONS for a time zone that does not exist */
  constructor (hub: Pick<ChannelHub, 'clock' | 'cursors' | 'log' | 'signal'>, options: Pick<Options, 'silentAfterMs' | 'probe' | 'businessHours'>, status: Status, watched: Watched) {
    this.#hub = hub
    this.#options = options
    this.#status = status
    this.#watched = watched
    this.#hours = new BusinessHours(options.businessHours)
    this.#probedMs = hub.clock.now()
  }

  /** Looks now and every 30 seconds until it is closed. */
  start (): void {
    this.#timer = setInterval(() => this.#look(), EVERY_MS)
    this.#timer.unref()
    this.#hub.signal.addEventListener('abort', this.#stop, { once: true })
    this.#look()
  }

  async close (): Promise<void> {
    this.#stop()
    await this.#running
  }

  /** Notes that a callback came. Writes at most once in 30 seconds, and lets nobody wait for it. */
  heard (): void {
    const nowMs = this.#hub.clock.now()
    this.#lastMs = nowMs
    this.#status.solve('silent')
    if (nowMs - this.#writtenMs < EVERY_MS) return
    this.#writtenMs = nowMs
    this.#run(async () => { await this.#write(nowMs) })
  }

  /** Looks once. */
  async check (): Promise<void> {
    const nowMs = this.#hub.clock.now()
    const written = await this.#hub.cursors.get(LAST)
    // A new entry is silent from now on, and stays so when it is started again.
    if (written === undefined) await this.#write(this.#lastMs ?? nowMs)
    const lastMs = Math.max(this.#lastMs ?? 0, Number(written ?? nowMs))
    this.#lastMs = lastMs
    // What another process wrote need not be written again.
    this.#writtenMs = Math.max(this.#writtenMs, Number(written ?? nowMs))
    this.#checkSilence(nowMs, lastMs)
    await this.checkAccounts()
    const { probe } = this.#options
    if (probe === undefined || this.#watched.probe === undefined || nowMs - this.#probedMs < probe.everyMs) return
    this.#probedMs = nowMs
    await this.#watched.probe()
  }

  #checkSilence (nowMs: number, lastMs: number): void {
    const { silentAfterMs } = this.#options
    if (silentAfterMs === 0) return
    if (this.#hours.between(lastMs, nowMs) < silentAfterMs) return this.#status.solve('silent')
    const since = new Date(lastMs).toISOString()
    this.#status.report('silent', 'degraded', `Nothing has come from Xiaohongshu since ${since}; look whether the account is bound, its advertising runs and the registered addresses are those of this entry`)
  }

  /** Looks whether somebody is bound; for whoever changed that. */
  async checkAccounts (): Promise<void> {
    const { accounts } = this.#watched
    if (accounts === undefined) return
    const unbound: string[] = []
    const brands = await accounts.brands()
    for (const id of brands) if ((await accounts.recordOf(id))?.state === 'unbound') unbound.push(id)
    if (brands.length === 0) this.#status.report('unbound', 'degraded', 'No account is bound; open the binding page that the hub names for this entry')
    else if (unbound.length > 0) this.#status.report('unbound', 'degraded', `Xiaohongshu has unbound ${unbound.join(', ')}; bind it again or take it out of im.accounts`)
    else this.#status.solve('unbound')
  }

  async #write (atMs: number): Promise<void> {
    await this.#hub.cursors.set(LAST, String(atMs))
  }

  #look (): void { this.#run(() => this.check()) }

  /** One thing after the other; what fails is tried again with the next turn. */
  #run (work: () => Promise<void>): void {
    this.#running = this.#running.then(work).catch((error: unknown) => {
      if (!this.#hub.signal.aborted) this.#hub.log.warn({ err: error }, 'the watch over Xiaohongshu could not do its work')
    })
  }

  readonly #stop = (): void => {
    clearInterval(this.#timer)
    this.#hub.signal.removeEventListener('abort', this.#stop)
  }
}
