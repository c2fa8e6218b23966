import type { Clock, ErpInstance, EventPayloads, HubEvent, TicketNews } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import type { TicketExportConfig } from '../../config/ticket-export-schema.js'
import type { Desk } from '../../desk/desk.js'
import type { Job, Jobs } from '../../outbox/jobs.js'
import type { RetryPolicy } from '../../outbox/backoff.js'
import type { Pipeline } from '../../pipeline/pipeline.js'
import type { Store } from '../../store/store.js'
import { eventQueue } from '../../pipeline/tell.js'
import type { TicketDoc } from '../../store/ticket-model.js'
import type { Neighbour } from '../neighbour.js'
import { toJobName } from '../system-job.js'
import { CustomerWord } from './customer-word.js'
import { exportSubscribers, toRetryEntry, type RetriedExport } from './export-work.js'
import { TicketExporter } from './ticket-export.js'
import { createFilesJob } from './ticket-files.js'
import { applyNews } from './ticket-news.js'
import { toTarget, type TicketTarget } from './ticket-target.js'

/** What the ticket sync is built of. */
export interface TicketSyncParts {
  store: Store
  desk: Desk
  pipeline: Pipeline
  jobs: Jobs
  clock: Clock
  retry: RetryPolicy
}

const QUEUE = 'ticket-news'
const POLL_MS = 60_000
const EXPORT_TIMEOUT_MS = 90_000
/** Pages of one poll; the next one goes on. */
const MAX_PAGES = 100

/** Tickets in step with other systems: out to them, back from them, and on to the customer. */
export class TicketSync {
  readonly exporter: TicketExporter
  readonly #parts: TicketSyncParts
  readonly #targets = new Map<string, TicketTarget>()
  readonly #word: CustomerWord

  constructor (parts: TicketSyncParts) {
    const { pipeline, retry } = parts
    this.#parts = parts
    this.exporter = new TicketExporter({ ...parts, outbox: pipeline.outbox })
    this.#word = new CustomerWord({ ...parts, channels: pipeline.channels, wake: (thread) => { pipeline.wake('lane', thread) } })
    pipeline.outbox.register(QUEUE, { concurrency: 4, timeoutMs: 30_000, retry }, async (entry) => {
      const { source, news } = entry.payload as { source: string, news: TicketNews }
      const target = this.#targets.get(source)
      if (target !== undefined) await applyNews({ desk: parts.desk, exporter: this.exporter }, target, news, entry)
    })
    pipeline.subscribe('hub.ticket-word', 'ticket.changed', async ({ id, payload, at }) => {
      if (payload.changes.includes('status')) await this.#tellCustomer(payload.ticket.id, id, payload.revision, at)
    })
    pipeline.subscribe('hub.ticket-first-word', 'ticket.created', async ({ id, payload, at }) => {
      await this.#tellCustomer(payload.ticket.id, id, payload.revision, at)
    })
    pipeline.subscribe('hub.ticket-word-failed', 'message.failed', async ({ payload: { message } }) => {
      const [, ticket] = /^ticket:(.+)$/.exec(message.author?.kind === 'system' ? message.author.id : '') ?? []
      const [, step] = /^ticket-(.+)\.\d+\.\d{4}$/.exec(message.id) ?? []
      if (ticket !== undefined && step !== undefined) await this.#word.tell(await parts.desk.tickets.get(ticket), step, parts.clock.now())
    })
  }

  /** Connects a system that takes tickets, tells of them, or gets files. */
  add (neighbour: Neighbour<ErpInstance>, config: TicketExportConfig): void {
    const target = toTarget(neighbour, config)
    const { instance, id } = neighbour
    this.#targets.set(id, target)
    if (instance.exportTicket !== undefined) {
      const export_ = async ({ payload }: HubEvent<'ticket.created' | 'ticket.changed'>): Promise<void> => {
        if (isOwnNews(payload, id)) return
        await this.exporter.export(target, payload.ticket.id, payload.revision)
      }
      const { pipeline, retry } = this.#parts
      const { created, changed, retried } = exportSubscribers(id)
      pipeline.subscribe(created, 'ticket.created', export_, { timeoutMs: EXPORT_TIMEOUT_MS })
      pipeline.subscribe(changed, 'ticket.changed', export_, { timeoutMs: EXPORT_TIMEOUT_MS })
      pipeline.outbox.register(eventQueue(retried), { concurrency: 4, timeoutMs: EXPORT_TIMEOUT_MS, retry }, async (entry) => {
        const { ticket, revision } = entry.payload as RetriedExport
        await this.exporter.export(target, ticket, revision)
      })
    }
    if (instance.ticketChanges !== undefined && config.pollMinutes > 0) this.#parts.jobs.add(this.#createPoll(target))
    if (instance.exportFiles !== undefined) this.#parts.jobs.add(createFilesJob(target, this.#parts))
  }

  /** @throws KH_ERR_CONNECTION_NOT_FOUND when no system of this id takes tickets */
  checkTarget (id: string): void {
    if (this.#targets.get(id)?.neighbour.instance.exportTicket === undefined) throw new errors.KH_ERR_CONNECTION_NOT_FOUND(id)
  }

  /** Has a ticket that could not be written into a system written there again. Durable when it resolves; where nothing has failed, nothing is done. */
  async retry (target: string, ticket: TicketDoc): Promise<void> {
    const failed = (await this.exporter.state(target, ticket._id))?.error
    if (failed === undefined) return
    // The work first: a note of a try that never comes would hide the failure.
    await this.#parts.pipeline.outbox.renew(toRetryEntry(target, ticket))
    await this.exporter.noteRetry(target, ticket, failed.at)
  }

  /** Takes what another system says of a ticket. Durable when it resolves; a repeat changes nothing. */
  async hear (source: string, news: TicketNews): Promise<void> { await this.#hearAll(source, [news]) }

  async #hearAll (source: string, all: readonly TicketNews[]): Promise<void> {
    await this.#parts.pipeline.outbox.add(all.map((news) => ({ id: `${QUEUE}:${source}:${news.eventKey}`, queue: QUEUE, payload: { source, news }, trace: news.externalId })))
  }

  #createPoll ({ id, neighbour, config }: TicketTarget): Job {
    return {
      name: toJobName('ticket-poll', id),
      next: (now) => new Date(now.getTime() + config.pollMinutes * 60_000),
      run: async ({ progress, save, signal }) => {
        let cursor = (progress as { cursor?: string } | undefined)?.cursor
        for (let page = 0; page < MAX_PAGES && !signal.aborted; page++) {
          const changes = await neighbour.call(async (instance) => await (instance.ticketChanges as NonNullable<typeof instance.ticketChanges>)(cursor), { timeoutMs: POLL_MS })
          // Kept first: what the cursor has passed does not come again.
          await this.#hearAll(id, changes.tickets)
          cursor = changes.cursor
          await save({ cursor })
          if (!changes.more) break
        }
        return { cursor }
      }
    }
  }

  async #tellCustomer (ticketId: string, event: string, revision: number, at: Date): Promise<void> {
    const ticket = await this.#parts.desk.tickets.get(ticketId)
    // Where the ticket has moved on meanwhile, that step tells of where it is.
    const isLatest = !ticket.history.some((step) => step.revision > revision && step.changes.some(({ part }) => part === 'status'))
    if (isLatest) await this.#word.tell(ticket, event.slice(event.indexOf(':') + 1), Math.max(at.getTime(), this.#parts.clock.now()))
  }
}

/** A step that only says what the target said, or that it has the ticket now. */
function isOwnNews (payload: EventPayloads['ticket.created' | 'ticket.changed'], target: string): boolean {
  return 'changes' in payload && (payload.changes.every((part) => part === 'copies') || (payload.by.kind === 'system' && payload.by.id === target))
}
