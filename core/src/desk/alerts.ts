import type { AlertView, Clock, LocalizedText, Severity } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { unlessRaced } from '../store/bulk.js'
import { newId } from '../store/id.js'
import type { AlertDoc } from '../store/alert-model.js'
import type { Store } from '../store/store.js'
import type { Bulletin } from './bulletin.js'
import { readPage, type Page } from './page.js'

/** What is wrong. */
export interface NewAlert { severity: Severity, title: LocalizedText, reason: string }

const MAX_REASON_LENGTH = 2000
const MAX_STANDING = 500

/** What is not as it should be. One of each stands at a time, however often and by how many processes it is raised. */
export class Alerts {
  readonly #store: Store
  readonly #clock: Clock
  readonly #bulletin: Bulletin

  constructor (options: { store: Store, clock: Clock, bulletin: Bulletin }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#bulletin = options.bulletin
  }

  async raise (source: string, key: string, { severity, title, reason }: NewAlert): Promise<void> {
    const id = newId()
    const cause = reason.slice(0, MAX_REASON_LENGTH)
    const standing = `${source}\n${key}`
    const doc = await unlessRaced(() => this.#store.alerts.findOneAndUpdate({ standing }, {
      $set: { reason: cause },
      $setOnInsert: { _id: id, source, key, severity, title, raisedAt: new Date(this.#clock.now()), tell: 'alert.raised' as const }
    }, { upsert: true, returnDocument: 'after', lean: true }).orFail())
    if (doc._id === id) this.#bulletin.alert(id)
  }

  async resolve (source: string, key: string): Promise<void> {
    const doc = await this.#store.alerts.findOneAndUpdate({ standing: `${source}\n${key}` },
      { $set: { resolvedAt: new Date(this.#clock.now()), tell: 'alert.resolved' }, $unset: { standing: 1 } }, { lean: true })
    if (doc !== null) this.#bulletin.alert(doc._id)
  }

  /** By hand; what is still wrong is raised again. @throws KH_ERR_ALERT_NOT_FOUND */
  async close (id: string): Promise<void> {
    const alert = await this.#store.alerts.findById(id).lean<AlertDoc>()
    if (alert === null) throw new errors.KH_ERR_ALERT_NOT_FOUND(id)
    if (alert.standing !== undefined) await this.resolve(alert.source, alert.key)
  }

  /** Those that stand, latest first. */
  async standing (): Promise<AlertView[]> {
    const found = await this.#store.alerts.find({ standing: { $gt: '' } }).limit(MAX_STANDING).lean<AlertDoc[]>()
    return found.map(toAlertView).sort((one, other) => other.raisedAt.getTime() - one.raisedAt.getTime())
  }

  /** Latest first. @throws KH_ERR_API_CURSOR */
  async list (query: { cursor?: string, limit: number }): Promise<Page<AlertView>> {
    const page = await readPage<AlertDoc>(query, 'raisedAt', (filter, sort, limit) => this.#store.alerts.find({ raisedAt: { $gt: new Date(0) }, ...filter }).sort(sort).limit(limit).lean<AlertDoc[]>())
    return { ...page, items: page.items.map(toAlertView) }
  }
}

/** A stored alert as plugins and the API see it. */
export function toAlertView (doc: AlertDoc): AlertView {
  return {
    id: doc._id,
    source: doc.source,
    key: doc.key,
    severity: doc.severity,
    title: doc.title,
    reason: doc.reason,
    raisedAt: doc.raisedAt,
    ...(doc.resolvedAt !== undefined && { resolvedAt: doc.resolvedAt })
  }
}
