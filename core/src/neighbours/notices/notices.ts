import { createHash } from 'node:crypto'
import { SEVERITIES, type Clock, type EventName, type HubEvent, type NotifierInstance, type Notification } from '@kefuhub/contract'
import type { NoticesConfig } from '../../config/notices-schema.js'
import type { HubConfig } from '../../config/schema.js'
import type { Job, Jobs } from '../../outbox/jobs.js'
import type { RetryPolicy } from '../../outbox/backoff.js'
import type { Pipeline } from '../../pipeline/pipeline.js'
import type { NoticeDoc } from '../../store/notice-model.js'
import type { Store } from '../../store/store.js'
import type { Neighbour } from '../neighbour.js'
import { toJobName } from '../system-job.js'
import { afterQuiet } from './quiet-hours.js'
import { toWords } from './words.js'

/** What a target's job remembers. */
interface Told {
  /** When each group was told last. */
  groups: Record<string, number>
  /** When notifications went out, for the rate. */
  sent: number[]
}

const CALL_MS = 30_000
/** Notices told of at once. */
const BATCH = 500
/** Lines of a digest. */
const MAX_LINES = 30

/** What people inside the company are told: from events, by target, gathered so that nobody is flooded. */
export class Notices {
  readonly #parts: { store: Store, pipeline: Pipeline, jobs: Jobs, clock: Clock, retry: RetryPolicy, config: HubConfig }

  constructor (parts: { store: Store, pipeline: Pipeline, jobs: Jobs, clock: Clock, retry: RetryPolicy, config: HubConfig }) { this.#parts = parts }

  add (neighbour: Neighbour<NotifierInstance>, config: NoticesConfig): void {
    const { pipeline, jobs, retry } = this.#parts
    const { id } = neighbour
    for (const event of config.events) pipeline.subscribe(`${id}.notices.${event}`, event, async (happened) => { await this.#note(id, config, happened) })
    jobs.add(this.#createJob(neighbour, config))
    pipeline.outbox.register(queueOf(id), { concurrency: 1, timeoutMs: CALL_MS + 5000, retry }, async (entry) => {
      const notification = entry.payload as Notification
      // Two at a target are better than none: it is told again when the answer got lost.
      await neighbour.call(async (notifier) => { await notifier.notify(notification) }, { timeoutMs: CALL_MS })
    })
  }

  /** Writes down what is to be told, and when. */
  async #note<N extends EventName> (target: string, config: NoticesConfig, event: HubEvent<N>): Promise<void> {
    const { store, jobs, clock } = this.#parts
    const { subject, path, ...words } = toWords(event, config)
    if (SEVERITIES.indexOf(words.severity) < SEVERITIES.indexOf(config.from)) return
    const now = new Date(clock.now())
    const due = afterQuiet(config.quietHours, words.severity, now)
    const doc: NoticeDoc = {
      _id: `${target}:${event.id}`,
      target,
      kind: event.name,
      // Without a time to gather in, each is told by itself.
      group: config.groupSeconds === 0 ? event.id : `${event.name}\n${subject}`,
      ...words,
      at: event.at,
      due,
      ...(path !== undefined && { url: this.#parts.config.server.publicUrl + path })
    }
    const { _id, ...rest } = doc
    await store.notices.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true })
    await jobs.want(toJobName('notices', target), due)
  }

  #createJob ({ id, instance }: Neighbour<NotifierInstance>, config: NoticesConfig): Job {
    const { store, jobs, clock, pipeline } = this.#parts
    return {
      name: toJobName('notices', id),
      next: () => undefined,
      run: async ({ progress, save }) => {
        const nowMs = clock.now()
        const told = forget({ groups: {}, sent: [], ...progress as Partial<Told> }, config, instance, nowMs)
        const due = await store.notices.find({ target: id, due: { $lte: new Date(nowMs) } }).sort({ due: 1 }).limit(BATCH).lean<NoticeDoc[]>()
        const { ready, waitMs } = gather(due, told, config, instance, nowMs)
        for (const notices of ready) {
          const notification = compose(notices, config)
          await pipeline.outbox.add([{ id: `notice:${id}:${notification.id}`, queue: queueOf(id), payload: notification, trace: notification.id }])
          await store.notices.deleteMany({ _id: { $in: notices.map(({ _id }) => _id) } })
          for (const { group } of notices) told.groups[hash(group)] = nowMs
          told.sent.push(nowMs)
          await save(told)
        }
        const next = await store.notices.findOne({ target: id, due: { $gt: new Date(nowMs) } }).sort({ due: 1 }).lean<NoticeDoc>()
        if (waitMs !== undefined || due.length === BATCH) await jobs.want(toJobName('notices', id), new Date(nowMs + (waitMs ?? 0)))
        else if (next !== null) await jobs.want(toJobName('notices', id), next.due)
        return told
      }
    }
  }
}

function queueOf (target: string): string { return `notice:${target}` }

function hash (text: string): string { return createHash('sha256').update(text).digest('hex').slice(0, 24) }

/** Drops what is too long ago to matter. */
function forget ({ groups, sent }: Told, { groupSeconds }: NoticesConfig, { rate }: NotifierInstance, nowMs: number): Told {
  return {
    groups: Object.fromEntries(Object.entries(groups).filter(([, at]) => at + groupSeconds * 1000 > nowMs)),
    sent: rate === undefined ? [] : sent.filter((at) => at + rate.perMs > nowMs)
  }
}

/** Which notices are told now, each list in one notification, and when the rest is looked at. */
function gather (due: readonly NoticeDoc[], told: Told, { groupSeconds }: NoticesConfig, { rate }: NotifierInstance, nowMs: number): { ready: NoticeDoc[][], waitMs?: number } {
  const groups = new Map<string, NoticeDoc[]>()
  for (const notice of due) groups.set(notice.group, [...groups.get(notice.group) ?? [], notice])
  const waits: number[] = []
  const ready: NoticeDoc[][] = []
  for (const [group, notices] of groups) {
    const lastMs = told.groups[hash(group)]
    if (lastMs === undefined) ready.push(notices)
    else waits.push(lastMs + groupSeconds * 1000 - nowMs)
  }
  const free = rate === undefined ? ready.length : Math.max(0, rate.notifications - told.sent.length)
  if (ready.length > free) {
    const [oldest = nowMs] = told.sent
    // What would go too fast becomes one: with the last free place now, or with the next that gets free.
    const digest = ready.splice(Math.max(0, free - 1)).flat()
    if (free > 0) ready.push(digest)
    else waits.push(oldest + (rate?.perMs ?? 0) - nowMs)
  }
  return { ready, ...(waits.length > 0 && { waitMs: Math.max(0, Math.min(...waits)) }) }
}

/** One notification of one or several notices; the same notices always make the same. */
function compose (notices: NoticeDoc[], { language }: NoticesConfig): Notification {
  const [first] = notices as [NoticeDoc]
  const id = `n-${hash(notices.map(({ _id }) => _id).sort().join('\n'))}`
  if (notices.length === 1) {
    const { kind, severity, title, body, at, url } = first
    return { id, kind, severity, title, body, at, ...(url !== undefined && { url }) }
  }
  const isSame = notices.every(({ group }) => group === first.group)
  const last = notices.at(-1) as NoticeDoc
  const worst = SEVERITIES[Math.max(...notices.map(({ severity }) => SEVERITIES.indexOf(severity)))] ?? 'info'
  const lines = notices.slice(-MAX_LINES).map(({ title, url }) => url === undefined ? `- ${title}` : `- [${title}](${url})`)
  const more = notices.length > MAX_LINES ? [language === 'zh' ? `- …以及另外 ${notices.length - MAX_LINES} 条` : `- … and ${notices.length - MAX_LINES} more`] : []
  const many = language === 'zh' ? `${notices.length} 条通知` : `${notices.length} notifications`
  return {
    id,
    kind: isSame ? first.kind : 'digest',
    severity: worst,
    title: isSame ? `${last.title} ×${notices.length}` : many,
    body: isSame ? last.body : [...lines, ...more].join('\n'),
    at: last.at,
    ...(isSame && last.url !== undefined && { url: last.url })
  }
}
