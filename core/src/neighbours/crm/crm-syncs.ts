import { isDeliveryError, type Clock, type CrmInstance, type FieldValue, type LocalizedText, type Log } from '@kefuhub/contract'
import type { CrmSync as Config } from '../../config/crm-sync-schema.js'
import type { HubConfig } from '../../config/schema.js'
import type { Desk } from '../../desk/desk.js'
import { errors } from '../../errors.js'
import { Busy } from '../../outbox/busy.js'
import type { Jobs } from '../../outbox/jobs.js'
import type { RetryPolicy } from '../../outbox/backoff.js'
import type { Pipeline } from '../../pipeline/pipeline.js'
import type { CrmLinkDoc, CrmRecordDoc } from '../../store/crm-link-model.js'
import { newId } from '../../store/id.js'
import type { Store } from '../../store/store.js'
import type { Neighbour } from '../neighbour.js'
import { CrmActivities } from './crm-activities.js'
import { createBackfillJob, createPullJob } from './crm-jobs.js'
import { CrmLinks } from './crm-links.js'
import { CrmSync } from './crm-sync.js'
import { DryRun, type Preview } from './dry-run.js'

/** What one CRM knows of a contact, as an agent sees it. */
export interface CrmFacts {
  source: string
  /** `unasked`: nobody has looked yet, and nobody does by themselves. `stale`: shown is what was known at `readAt`. `many`: somebody has to choose. */
  state: 'unasked' | 'loading' | 'fresh' | 'stale' | 'none' | 'many' | 'failed'
  readAt?: Date
  reason?: string
  record?: FactsRecord
  candidates?: FactsRecord[]
}

/** A record as an agent sees it. */
export interface FactsRecord {
  id: string
  name?: string
  phones: string[]
  emails: string[]
  url?: string
  shown: Array<{ title: LocalizedText, value: FieldValue }>
}

/** Look-ups of one system at once: a conversation opens for each. */
const LOOK_CONCURRENCY = 4
const LOOK_TIMEOUT_MS = 90_000
/** A look-up that failed so often waits until somebody opens the conversation again. */
const LOOK_ATTEMPTS = 3
const PUSH_TIMEOUT_MS = 120_000
/** Somebody waits for so long at most before a look-up counts as failed, in milliseconds. */
const WAIT_MS = 60_000

/** All CRMs, and what makes the hub turn to them. */
export class CrmSyncs {
  readonly links: CrmLinks
  readonly #parts: { store: Store, desk: Desk, pipeline: Pipeline, jobs: Jobs, clock: Clock, log: Log, retry: RetryPolicy, config: HubConfig }
  readonly #syncs = new Map<string, CrmSync>()

  constructor (parts: { store: Store, desk: Desk, pipeline: Pipeline, jobs: Jobs, clock: Clock, log: Log, retry: RetryPolicy, config: HubConfig }) {
    this.#parts = parts
    this.links = new CrmLinks(parts)
  }

  add (neighbour: Neighbour<CrmInstance>, config: Config): void {
    const { desk, pipeline, jobs, clock, store, retry } = this.#parts
    const { publicUrl } = this.#parts.config.server
    const sync = new CrmSync(neighbour, config, { desk, links: this.links, clock })
    const { id } = sync
    this.#syncs.set(id, sync)
    pipeline.outbox.register(lookQueue(id), { concurrency: LOOK_CONCURRENCY, timeoutMs: LOOK_TIMEOUT_MS, retry }, async (entry) => {
      const { contact } = entry.payload as { contact: string }
      try {
        await sync.lookUp(contact)
      } catch (error) {
        // It stands at the contact as failed; the next who opens the conversation tries again, which a dead letter would prevent.
        const isHopeless = isDeliveryError(error) && !error.retryable
        if (error instanceof Busy || (!isHopeless && entry.attempts < LOOK_ATTEMPTS)) throw error
      }
    })
    const slow = { timeoutMs: PUSH_TIMEOUT_MS }
    if (config.lookUp) pipeline.subscribe(`${id}.look-up`, 'conversation.started', async ({ payload: { conversation } }) => { await this.refresh(conversation.contact, id) })
    if (config.create === 'handed-over') pipeline.subscribe(`${id}.handed-over`, 'conversation.handed-over', async ({ payload: { conversation } }) => { await sync.push(conversation.contact, true) }, slow)
    if (config.create === 'always') pipeline.subscribe(`${id}.new-contacts`, 'contact.created', async ({ payload: { contact } }) => { await sync.push(contact.id, true) }, slow)
    if (config.update || config.create === 'known') pipeline.subscribe(`${id}.contacts`, 'contact.changed', async ({ payload: { contact } }) => { await this.#pushChange(sync, contact.id) }, slow)
    if (config.activities) {
      const activities = new CrmActivities(sync, { desk, links: this.links, linkTo: (conversation) => `${publicUrl}/console/conversations/${encodeURIComponent(conversation)}` })
      pipeline.subscribe(`${id}.activities`, 'conversation.closed', async ({ payload: { conversation } }) => {
        const doc = await desk.conversations.find(conversation.id)
        if (doc !== undefined) await activities.log(doc)
      }, slow)
    }
    jobs.add(createPullJob(sync))
    jobs.add(createBackfillJob(sync, this.links, async () => await store.contacts.estimatedDocumentCount()))
  }

  /** @throws KH_ERR_CONNECTION_NOT_FOUND */
  get (id: string): CrmSync {
    const sync = this.#syncs.get(id)
    if (sync === undefined) throw new errors.KH_ERR_CONNECTION_NOT_FOUND(id)
    return sync
  }

  /** Has a contact looked up, unless what is known is fresh. Waits for no CRM. */
  async refresh (contact: string, source: string): Promise<void> {
    const sync = this.get(source)
    if (!sync.isFresh(await this.links.find(source, contact))) await this.#look(contact, source, `${lookQueue(source)}:${contact}`)
  }

  /** Has a contact looked up, however fresh it is what is known. Waits for no CRM. @throws KH_ERR_CONNECTION_NOT_FOUND */
  async lookAgain (contact: string, source: string): Promise<void> {
    this.get(source)
    // One of its own: the usual one may wait for its next try.
    await this.#look(contact, source, `${lookQueue(source)}:${contact}:${newId()}`)
  }

  /** What every CRM knows of a contact, as far as it is known now; what is old is looked up meanwhile. */
  async facts (contact: string): Promise<CrmFacts[]> {
    const links = new Map((await this.links.ofContact(contact)).map((link) => [link.source, link]))
    return await Promise.all([...this.#syncs.values()].map(async (sync) => {
      const link = links.get(sync.id)
      const isWanted = link?.wantedAt !== undefined && link.wantedAt.getTime() + WAIT_MS > this.#parts.clock.now()
      const hasJustFailed = link?.error !== undefined && link.error.at.getTime() + WAIT_MS > this.#parts.clock.now()
      if (sync.config.lookUp && !sync.isFresh(link) && !isWanted && !hasJustFailed) await this.refresh(contact, sync.id)
      return toFacts(sync, link)
    }))
  }

  /** What a back-fill would do, without doing it. @param limit lines at most @throws KH_ERR_CONNECTION_NOT_FOUND, what the plugin throws */
  async preview (source: string, limit: number): Promise<Preview> { return await new DryRun(this.get(source), this.links, limit).run() }

  async #look (contact: string, source: string, id: string): Promise<void> {
    await this.links.want(source, contact)
    await this.#parts.pipeline.outbox.add([{ id, queue: lookQueue(source), payload: { contact }, trace: contact }])
  }

  async #pushChange (sync: CrmSync, contact: string): Promise<void> {
    const side = await this.links.side(contact)
    if (side !== undefined) await sync.push(contact, sync.mayCreate(side.contact))
  }
}

function lookQueue (source: string): string { return `crm-look:${source}` }

function toFacts (sync: CrmSync, link: CrmLinkDoc | undefined): CrmFacts {
  const { candidates, readAt, error, wantedAt } = link ?? {}
  // Who was deleted there is nobody there.
  const isGone = link?.state === 'gone'
  const record = isGone ? undefined : link?.record
  const state = (): CrmFacts['state'] => {
    if (link?.state === 'many') return 'many'
    if ((isGone || link?.state === 'none') && sync.isFresh(link)) return 'none'
    if (error !== undefined && wantedAt === undefined) return record === undefined ? 'failed' : 'stale'
    if (record === undefined) return wantedAt === undefined && !sync.config.lookUp ? 'unasked' : 'loading'
    return sync.isFresh(link) ? 'fresh' : 'stale'
  }
  return {
    source: sync.id,
    state: state(),
    ...(readAt !== undefined && { readAt }),
    ...(error !== undefined && { reason: error.message }),
    ...(record !== undefined && { record: toShown(sync, record) }),
    ...(candidates !== undefined && { candidates: candidates.map((candidate) => toShown(sync, candidate)) })
  }
}

function toShown ({ config }: CrmSync, { id, name, phones, emails, url, fields }: CrmRecordDoc): FactsRecord {
  return {
    id,
    phones,
    emails,
    shown: config.show.flatMap(({ crm, title }) => Object.hasOwn(fields, crm) ? [{ title, value: fields[crm] ?? null }] : []),
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url })
  }
}
