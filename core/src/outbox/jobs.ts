import { setMaxListeners } from 'node:events'
import type { Clock, Log } from '@kefuhub/contract'
import { newId } from '../store/id.js'
import { unlessRaced } from '../store/bulk.js'
import type { JobDoc } from '../store/job-model.js'
import type { Store } from '../store/store.js'
import { retryDelayMs, type RetryPolicy } from './backoff.js'
import { Busy } from './busy.js'

/** A run of a job under way. */
export interface JobContext {
  /** What the run before saved and did not finish. */
  readonly progress: unknown
  /** Aborted when the hub stops or the job was lost to another process. */
  readonly signal: AbortSignal
  /** Makes durable how far it is. @throws JobLost when another process has it by now */
  save (progress: unknown): Promise<void>
}

/** Something to be done by one process at a time. */
export interface Job {
  name: string
  /** When it runs next after a run that ended well; undefined: when somebody asks for it. */
  next: (now: Date) => Date | undefined
  /** Resolves when it is done; what it saved last is forgotten then, unless it returns something to remember. */
  run (context: JobContext): Promise<unknown>
}

/** The job is another process's by now. */
export class JobLost extends Error {
  override readonly name = 'JobLost'
}

const LEASE_MS = 30_000
const BEAT_MS = 10_000
const LOOK_MS = 1000
/** A job that failed is tried again after so long. */
const RETRY: RetryPolicy = { attempts: Infinity, firstDelayMs: 5000, maxDelayMs: 600_000 }

/** Recurring and long work: each job runs in one process at a time, and goes on where it was when that process dies. */
export class Jobs {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  readonly #jobs = new Map<string, Job>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()
  readonly #owner = newId()
  #timer: NodeJS.Timeout | undefined

  constructor (options: { store: Store, clock: Clock, log: Log }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#log = options.log
    // Every job under way listens: many are no leak.
    setMaxListeners(0, this.#stopping.signal)
  }

  add (job: Job): void { this.#jobs.set(job.name, job) }

  /** Has a job run at a time, or soon; one that runs just now runs once more after that. */
  async want (name: string, at = new Date(this.#clock.now())): Promise<void> {
    await unlessRaced(() => this.#store.jobs.updateOne({ _id: name }, { $min: { due: at }, $setOnInsert: { failures: 0 } }, { upsert: true }))
  }

  /**
   * Nobody wants it any more. A run under way hears of it when it saves, or at its next beat; what it saved before is kept, and
   * it goes on there once it is wanted again.
   */
  async cancel (name: string): Promise<void> {
    await this.#store.jobs.updateOne({ _id: name }, { $set: { failures: 0 }, $unset: { due: 1, owner: 1, leaseUntil: 1 } })
  }

  async find (name: string): Promise<JobDoc | undefined> { return await this.#store.jobs.findById(name).lean<JobDoc>() ?? undefined }

  /** Those of this hub that failed so often in a row at least. */
  async failing (times: number): Promise<JobDoc[]> {
    return await this.#store.jobs.find({ _id: { $in: [...this.#jobs.keys()] }, failures: { $gte: times } }).lean<JobDoc[]>()
  }

  /** Begins to look for what is due. */
  async start (): Promise<void> {
    const now = new Date(this.#clock.now())
    await Promise.all([...this.#jobs.values()].map(async ({ name, next }) => {
      const due = next(now)
      const { upsertedCount } = await unlessRaced(() => this.#store.jobs.updateOne({ _id: name }, { $setOnInsert: { failures: 0, ...(due !== undefined && { due }) } }, { upsert: true }))
      // A schedule that the config has only now, or no longer.
      if (upsertedCount === 0 && due !== undefined) await this.#store.jobs.updateOne({ _id: name, due: { $exists: false }, owner: { $exists: false } }, { $set: { due } })
    }))
    this.#look()
  }

  async stop (): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    await Promise.allSettled(this.#running.values())
  }

  /** Runs what is due, and resolves when it is over. */
  async runDue (): Promise<void> {
    const names = [...this.#jobs.keys()].filter((name) => !this.#running.has(name))
    if (names.length === 0) return
    const now = new Date(this.#clock.now())
    const due = await this.#store.jobs.find({ _id: { $in: names } }).select({ due: 1, leaseUntil: 1 }).lean<JobDoc[]>()
    const ready = due.filter((doc) => doc.leaseUntil === undefined ? doc.due !== undefined && doc.due <= now : doc.leaseUntil <= now)
    await Promise.all(ready.map(async ({ _id }) => {
      const running = this.#run(this.#jobs.get(_id) as Job).finally(() => { this.#running.delete(_id) })
      this.#running.set(_id, running)
      await running
    }))
  }

  #look (): void {
    this.runDue()
      .catch((err: unknown) => { if (!this.#stopping.signal.aborted) this.#log.warn({ err }, 'the jobs could not be looked at; looking again') })
    // Does not wait for what runs: one long job holds up no other.
    if (!this.#stopping.signal.aborted) this.#timer = setTimeout(() => { this.#look() }, LOOK_MS).unref()
  }

  async #run (job: Job): Promise<void> {
    const now = new Date(this.#clock.now())
    const doc = await this.#store.jobs.findOneAndUpdate(
      // What somebody took and did not end is taken up, too.
      { _id: job.name, $or: [{ due: { $lte: now }, leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] },
      { $set: { owner: this.#owner, leaseUntil: this.#leaseEnd(), startedAt: now }, $unset: { due: 1 } }, { returnDocument: 'after', lean: true })
    if (doc === null) return
    if (this.#stopping.signal.aborted) return await this.#giveBack(job.name)
    const ending = new AbortController()
    const end = (): void => { ending.abort(new JobLost('The hub stops')) }
    this.#stopping.signal.addEventListener('abort', end, { once: true })
    const keep = async (change: object): Promise<void> => {
      // It may still be in the middle of something while the next run of this process holds the job.
      ending.signal.throwIfAborted()
      const { matchedCount } = await this.#store.jobs.updateOne({ _id: job.name, owner: this.#owner }, { $set: { leaseUntil: this.#leaseEnd(), ...change } })
      if (matchedCount > 0) return
      const lost = new JobLost(`The job '${job.name}' is another process's by now`)
      ending.abort(lost)
      throw lost
    }
    const beat = setInterval(() => { keep({}).catch((err: unknown) => { this.#log.warn({ err, job: job.name }, 'the job could not be held') }) }, BEAT_MS).unref()
    try {
      const { signal } = ending
      const kept = await unlessAborted(job.run({ progress: doc.progress, signal, save: async (progress) => { await keep({ progress }) } }), signal)
      await this.#end(job, now, kept)
    } catch (error) {
      if (ending.signal.aborted) await this.#giveBack(job.name)
      else await this.#failed(job, doc, now, error)
    } finally {
      clearInterval(beat)
      this.#stopping.signal.removeEventListener('abort', end)
    }
  }

  async #end (job: Job, startedAt: Date, progress: unknown): Promise<void> {
    const endedAt = new Date(this.#clock.now())
    const due = job.next(endedAt)
    await this.#store.jobs.updateOne({ _id: job.name, owner: this.#owner }, {
      $set: { lastRun: { startedAt, endedAt, outcome: 'done' }, lastDoneAt: endedAt, failures: 0, ...(progress !== undefined && { progress }) },
      // Whoever asked for it while it ran has set an earlier time.
      ...(due !== undefined && { $min: { due } }),
      $unset: { owner: 1, leaseUntil: 1, ...(progress === undefined && { progress: 1 }) }
    })
  }

  async #failed (job: Job, doc: JobDoc, startedAt: Date, thrown: unknown): Promise<void> {
    const endedAt = new Date(this.#clock.now())
    const { code, message } = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Error & { code?: unknown }
    // Held up counts for no failure: enough of them are an alert, and there is nothing to mend.
    const failures = doc.failures + (thrown instanceof Busy ? 0 : 1)
    const delayMs = retryDelayMs(RETRY, Math.max(1, failures), (thrown as { afterMs?: number }).afterMs)
    const error = { code: typeof code === 'string' ? code : 'KH_ERR_JOB_FAILED', message: message.slice(0, 2000) }
    this.#log.warn({ job: job.name, ...error, delayMs }, 'a job failed and goes on later')
    await this.#store.jobs.updateOne({ _id: job.name, owner: this.#owner }, {
      $set: { lastRun: { startedAt, endedAt, outcome: 'failed', error }, failures, due: new Date(endedAt.getTime() + delayMs) },
      $unset: { owner: 1, leaseUntil: 1 }
    })
  }

  async #giveBack (name: string): Promise<void> {
    await this.#store.jobs.updateOne({ _id: name, owner: this.#owner }, { $min: { due: new Date(this.#clock.now()) }, $unset: { owner: 1, leaseUntil: 1 } })
  }

  #leaseEnd (): Date { return new Date(this.#clock.now() + LEASE_MS) }
}

/** Waits no longer for a job that hears nothing; what it saves from then on is refused. */
async function unlessAborted (running: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  let onAbort: () => void = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new JobLost('The job ended before it was done'))
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([running, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
