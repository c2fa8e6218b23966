import type { AlertView, Clock, Health, LocalizedText } from '@kefuhub/contract'
import type { NewAlert } from '../desk/alerts.js'
import type { Desk } from '../desk/desk.js'
import type { Job, Jobs } from '../outbox/jobs.js'
import type { JobDoc } from '../store/job-model.js'
import type { Store } from '../store/store.js'
import type { TicketDoc } from '../store/ticket-model.js'
import { readJobName, SYSTEM_JOBS } from './system-job.js'

/** How each plugin is doing. */
export type PluginStates = () => Promise<readonly PluginState[]>
type PluginState = { id: string, title: LocalizedText } & Health

/** What is wrong with a plugin, or with what is done for it. */
interface Trouble { source: string, key: string, alert: NewAlert }

const EVERY_MS = 15_000
/** Tickets whose time is looked at in one statement. */
const BATCH = 500
/** Runs of a job in a row that fail before somebody is told: most failures are over with the next try. */
const FAILURES_TO_TELL = 3
const DOWN = 'plugin-down'
/** The source of alerts about the hub itself. */
const HUB = 'hub'
/** The alerts about plugins that are raised here, and so resolved here. */
const OWN_KEYS: readonly string[] = [DOWN, ...Object.keys(SYSTEM_JOBS).map(toFailingKey)]

/**
 * Looks again and again for what nobody says by itself: a ticket whose time is nearly over, a plugin that is down, work for a connected
 * system that fails again and again, work that was given up.
 */
export function createWatchJob ({ store, desk, jobs, clock, plugins }: { store: Store, desk: Desk, jobs: Jobs, clock: Clock, plugins: PluginStates }): Job {
  return {
    name: 'watch',
    next: (now) => new Date(now.getTime() + EVERY_MS),
    run: async () => { await Promise.all([watchTickets(store, desk, clock), watchPlugins(desk, jobs, plugins), watchDeadLetters(store, desk)]) }
  }
}

async function watchTickets (store: Store, desk: Desk, clock: Clock): Promise<void> {
  for (;;) {
    const now = new Date(clock.now())
    const found = await store.tickets.find({ watchAt: { $lte: now } }).sort({ watchAt: 1 }).limit(BATCH).lean<TicketDoc[]>()
    await Promise.all(found.map(async (ticket) => { await desk.tickets.noteTime(ticket, now) }))
    if (found.length < BATCH) return
  }
}

async function watchPlugins (desk: Desk, jobs: Jobs, plugins: PluginStates): Promise<void> {
  const [states, failing] = await Promise.all([plugins(), jobs.failing(FAILURES_TO_TELL)])
  const down = states.filter(({ state }) => state === 'down').map(toDown)
  const broken = failing.flatMap((job) => toFailing(job, states))
  const isDown = ({ source }: Trouble): boolean => down.some((other) => other.source === source)
  // A system that is down is one alert, not one more for each job that cannot reach it; one that stands stays.
  const raised = [...down, ...broken.filter((trouble) => !isDown(trouble))]
  await Promise.all(raised.map(async ({ source, key, alert }) => { await desk.alerts.raise(source, key, alert) }))
  const isStranger = (source: string): boolean => source !== HUB && !states.some(({ id }) => id === source)
  // Nobody is left to resolve what a plugin raised that the config no longer names.
  const isOver = ({ source, key }: AlertView): boolean => isStranger(source) ||
    (OWN_KEYS.includes(key) && ![...down, ...broken].some((trouble) => trouble.source === source && trouble.key === key))
  await Promise.all((await desk.alerts.standing()).filter(isOver).map(async ({ source, key }) => { await desk.alerts.resolve(source, key) }))
}

function toDown ({ id, title, reason }: PluginState): Trouble {
  return {
    source: id,
    key: DOWN,
    alert: {
      severity: 'critical',
      title: { zh: `${title.zh}（${id}）不可用`, en: `${title.en} (${id}) is down` },
      reason: reason ?? 'It does not say why; the log of the hub says more'
    }
  }
}

function toFailingKey (kind: string): string { return `${kind}-failing` }

/** None for a job of the hub's own. */
function toFailing ({ _id, failures, lastRun }: JobDoc, states: readonly PluginState[]): Trouble[] {
  const { kind, system } = readJobName(_id) ?? {}
  const title = states.find(({ id }) => id === system)?.title
  const { error } = lastRun ?? {}
  if (kind === undefined || system === undefined || title === undefined || error === undefined) return []
  return [{
    source: system,
    key: toFailingKey(kind),
    alert: {
      severity: 'warning',
      title: { zh: `${title.zh}（${system}）：${SYSTEM_JOBS[kind].zh}连续失败`, en: `${title.en} (${system}): ${SYSTEM_JOBS[kind].en} fails again and again` },
      reason: `It failed ${failures} times in a row and is tried again by itself. The last time: ${error.code}: ${error.message}`
    }
  }]
}

async function watchDeadLetters (store: Store, desk: Desk): Promise<void> {
  const dead = { dead: { $gt: new Date(0) } }
  const [messages, entries] = await Promise.all([store.messages.countDocuments(dead).limit(BATCH), store.outbox.countDocuments(dead).limit(BATCH)])
  const count = messages + entries
  if (count === 0) return await desk.alerts.resolve(HUB, 'dead-letters')
  await desk.alerts.raise(HUB, 'dead-letters', {
    severity: 'warning',
    title: { zh: '有工作被放弃', en: 'Work was given up' },
    reason: `${count >= BATCH ? `${BATCH} or more` : count} dead letters; look at them in the console and try them again once their cause is mended`
  })
}
