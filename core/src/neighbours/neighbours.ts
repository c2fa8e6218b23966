import type { Clock, CrmInstance, ErpInstance, Health, Log, NotifierInstance } from '@kefuhub/contract'
import type { HubConfig } from '../config/schema.js'
import type { LoadedPlugin } from '../config/entry.js'
import type { Desk } from '../desk/desk.js'
import { Jobs } from '../outbox/jobs.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { Store } from '../store/store.js'
import { CrmSyncs } from './crm/crm-syncs.js'
import { Neighbour } from './neighbour.js'
import { Notices } from './notices/notices.js'
import { Orders } from './orders.js'
import { createWatchJob, type PluginStates } from './watch.js'
import { TicketSync } from './tickets/ticket-sync.js'

/** What the neighbours are built of. */
export interface NeighbourParts {
  config: HubConfig
  store: Store
  desk: Desk
  pipeline: Pipeline
  clock: Clock
  log: Log
  /** How each plugin is doing. */
  plugins: PluginStates
}

/** The systems beside the hub, and what keeps them in step. */
export class Neighbours {
  readonly jobs: Jobs
  readonly crm: CrmSyncs
  readonly orders: Orders
  readonly tickets: TicketSync
  readonly notices: Notices
  readonly #parts: NeighbourParts
  readonly #all = new Map<string, Neighbour<unknown>>()

  constructor (parts: NeighbourParts) {
    const { attempts, firstDelayMs, maxDelayMs } = parts.config.delivery
    const shared = { ...parts, jobs: new Jobs(parts), retry: { attempts, firstDelayMs, maxDelayMs } }
    this.#parts = parts
    this.jobs = shared.jobs
    this.crm = new CrmSyncs(shared)
    this.orders = new Orders(shared)
    this.tickets = new TicketSync(shared)
    this.notices = new Notices(shared)
    this.jobs.add(createWatchJob({ ...parts, jobs: this.jobs }))
  }

  addCrm ({ id, sync }: LoadedPlugin, instance: CrmInstance): void {
    if (sync !== undefined) this.crm.add(this.#neighbour(id, instance), sync)
  }

  addErp ({ id, tickets, module }: LoadedPlugin, instance: ErpInstance): void {
    if (tickets === undefined) return
    const neighbour = this.#neighbour(id, instance)
    this.orders.add(neighbour, module.title, tickets)
    this.tickets.add(neighbour, tickets)
  }

  addNotifier ({ id, notices }: LoadedPlugin, instance: NotifierInstance): void {
    if (notices !== undefined) this.notices.add(this.#neighbour(id, instance), notices)
  }

  /** How a system is doing, as far as the calls tell; undefined for a plugin that is none. */
  health (id: string): Health | undefined { return this.#all.get(id)?.health() }

  /** Until when a system is left alone because it asked for that. */
  pausedUntil (id: string): Date | undefined { return this.#all.get(id)?.pausedUntil }

  /** Takes up what is to be done again and again. */
  async start (): Promise<void> { await this.jobs.start() }

  async stop (): Promise<void> {
    await this.jobs.stop()
    for (const neighbour of this.#all.values()) neighbour.close()
  }

  #neighbour<T> (id: string, instance: T): Neighbour<T> {
    const { clock, log, desk } = this.#parts
    const neighbour = new Neighbour({ id, instance, clock, log, alerts: desk.alerts })
    this.#all.set(id, neighbour)
    return neighbour
  }
}
