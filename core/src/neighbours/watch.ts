import type { Clock, Health, LocalizedText } from '@kefuhub/contract'
import type { Desk } from '../desk/desk.js'
import type { Job } from '../outbox/jobs.js'
import type { Store } from '../store/store.js'
import type { TicketDoc } from '../store/ticket-model.js'

/** How each plugin is doing. */
export type PluginStates = () => Promise<ReadonlyArray<{ id: string, title: LocalizedText } & Health>>

const EVERY_MS = 15_000
/** Tickets whose time is looked at in one statement. */
const BATCH = 500

/** Looks again and again for what nobody says by itself: a ticket whose time is nearly over, a plugin that is down, work that was given up. */
export function createWatchJob ({ store, desk, clock, plugins }: { store: Store, desk: Desk, clock: Clock, plugins: PluginStates }): Job {
  return {
    name: 'watch',
    next: (now) => new Date(now.getTime() + EVERY_MS),
    run: async () => { await Promise.all([watchTickets(store, desk, clock), watchPlugins(desk, plugins), watchDeadLetters(store, desk)]) }
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

async function watchPlugins (desk: Desk, plugins: PluginStates): Promise<void> {
  await Promise.all((await plugins()).map(async ({ id, title, state, reason }) => {
    if (state !== 'down') return await desk.alerts.resolve(id, 'plugin-down')
    await desk.alerts.raise(id, 'plugin-down', {
      severity: 'critical',
      title: { zh: `${title.zh}（${id}）不可用`, en: `${title.en} (${id}) is down` },
      reason: reason ?? 'It does not say why; the log of the hub says more'
    })
  }))
}

async function watchDeadLetters (store: Store, desk: Desk): Promise<void> {
  const dead = { dead: { $gt: new Date(0) } }
  const [messages, entries] = await Promise.all([store.messages.countDocuments(dead).limit(BATCH), store.outbox.countDocuments(dead).limit(BATCH)])
  const count = messages + entries
  if (count === 0) return await desk.alerts.resolve('hub', 'dead-letters')
  await desk.alerts.raise('hub', 'dead-letters', {
    severity: 'warning',
    title: { zh: '有工作被放弃', en: 'Work was given up' },
    reason: `${count >= BATCH ? `${BATCH} or more` : count} dead letters; look at them in the console and try them again once their cause is mended`
  })
}
