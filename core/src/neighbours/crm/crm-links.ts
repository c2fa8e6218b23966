import type { Clock, CrmContact } from '@kefuhub/contract'
import { toContactView } from '../../desk/views.js'
import { claimDoc, RELEASE } from '../../store/claim.js'
import type { ContactDoc } from '../../store/contact-model.js'
import type { CrmLinkDoc, CrmRecordDoc, SharedValue } from '../../store/crm-link-model.js'
import type { IdentityDoc } from '../../store/identity-model.js'
import type { Store } from '../../store/store.js'
import type { SyncedContact } from './synced-value.js'

/** A contact with all that the sync asks of them. */
export interface ContactSide {
  contact: SyncedContact
  changed: Record<string, Date>
}

/** What is to be kept of a link. */
export interface LinkChange {
  state?: CrmLinkDoc['state']
  record?: CrmContact
  candidates?: CrmContact[]
  shared?: Record<string, SharedValue>
  /** The CRM was asked and answered. */
  wasRead?: true
}

/** A worker that died holds a link so long, in milliseconds. */
const HOLD_MS = 60_000
const MAX_REASON_LENGTH = 2000
const MAX_FAILURES_LISTED = 50

/** What CRMs know of contacts, kept in the store. */
export class CrmLinks {
  readonly #store: Store
  readonly #clock: Clock

  constructor (options: { store: Store, clock: Clock }) {
    this.#store = options.store
    this.#clock = options.clock
  }

  async find (source: string, contact: string): Promise<CrmLinkDoc | undefined> { return await this.#store.crmLinks.findById(idOf(source, contact)).lean<CrmLinkDoc>() ?? undefined }

  async ofContact (contact: string): Promise<CrmLinkDoc[]> { return await this.#store.crmLinks.find({ contact }).lean<CrmLinkDoc[]>() }

  async ofContacts (source: string, contacts: readonly string[]): Promise<Map<string, CrmLinkDoc>> {
    const found = await this.#store.crmLinks.find({ _id: { $in: contacts.map((contact) => idOf(source, contact)) } }).lean<CrmLinkDoc[]>()
    return new Map(found.map((link) => [link.contact, link]))
  }

  /** The contacts that records are linked to, by the CRM's ids. */
  async ofRecords (source: string, ids: readonly string[]): Promise<Map<string, string[]>> {
    const found = await this.#store.crmLinks.find({ source, crmId: { $in: [...ids] } }).select({ contact: 1, crmId: 1 }).lean()
    const contacts = new Map<string, string[]>()
    for (const { contact, crmId = '' } of found) contacts.set(crmId, [...contacts.get(crmId) ?? [], contact])
    return contacts
  }

  /** The latest contacts that could not be kept in step. */
  async failures (source: string): Promise<CrmLinkDoc[]> {
    return await this.#store.crmLinks.find({ source, 'error.at': { $gt: new Date(0) } }).sort({ 'error.at': -1 }).limit(MAX_FAILURES_LISTED).lean<CrmLinkDoc[]>()
  }

  /** Takes a link for oneself; undefined while another worker has it. @param name of a worker of whom there is only one */
  async claim (source: string, contact: string, name?: string): Promise<(CrmLinkDoc & { claim: string }) | undefined> {
    return await claimDoc(this.#store.crmLinks, idOf(source, contact), { source, contact, state: 'unknown', shared: {} }, this.#clock.now(), HOLD_MS, name)
  }

  /** Writes what came of a claim and ends it. */
  async settle (link: CrmLinkDoc, { state, record, candidates, shared, wasRead }: LinkChange): Promise<void> {
    await this.#store.crmLinks.updateOne({ _id: link._id, ...(link.claim !== undefined && { claim: link.claim }) }, {
      $set: {
        ...(state !== undefined && { state }),
        ...(record !== undefined && { record: toRecord(record), crmId: record.id }),
        ...(candidates !== undefined && { candidates: candidates.map(toRecord) }),
        ...(shared !== undefined && { shared: { ...link.shared, ...shared } }),
        ...(wasRead === true && { readAt: new Date(this.#clock.now()) })
      },
      $unset: { ...RELEASE, error: 1, ...(wasRead === true && { wantedAt: 1 }), ...(candidates === undefined && state !== undefined && { candidates: 1 }), ...((state === 'none' || state === 'many') && { record: 1, crmId: 1 }) }
    })
  }

  /** Ends a claim that brought nothing new: what is known stays, also why it failed before. */
  async release (link: CrmLinkDoc & { claim: string }): Promise<void> {
    await this.#store.crmLinks.updateOne({ _id: link._id, claim: link.claim }, { $unset: RELEASE })
  }

  /** Writes why a claim came to nothing and ends it. @param crmId of the record that failed, where one was found: it is the contact's all the same */
  async fail (link: CrmLinkDoc, thrown: unknown, crmId?: string): Promise<void> {
    const { code, message } = thrown as { code?: unknown, message: string }
    const error = { code: typeof code === 'string' ? code : 'KH_ERR_OUTBOX_FAILED', message: message.slice(0, MAX_REASON_LENGTH), at: new Date(this.#clock.now()) }
    await this.#store.crmLinks.updateOne({ _id: link._id, ...(link.claim !== undefined && { claim: link.claim }) }, {
      $set: { error, ...(crmId !== undefined && { state: 'linked', crmId }) },
      $unset: { ...RELEASE, wantedAt: 1, ...(crmId !== undefined && { candidates: 1, ...(crmId !== link.crmId && { record: 1 }) }) }
    })
  }

  /** Says that somebody waits for it. */
  async want (source: string, contact: string): Promise<void> {
    await this.#store.crmLinks.updateOne({ _id: idOf(source, contact) },
      { $set: { wantedAt: new Date(this.#clock.now()) }, $setOnInsert: { source, contact, state: 'unknown', shared: {} } }, { upsert: true })
  }

  /**
   * The contacts that records may be of, whether or not they are linked: the one that a record names, and all with its number or
   * address. By the CRM's ids.
   */
  async recognise (records: readonly CrmContact[]): Promise<Map<string, string[]>> {
    if (records.length === 0) return new Map()
    const [named, called, mailed] = await Promise.all([
      this.#store.contacts.find({ _id: { $in: records.flatMap(({ externalId }) => externalId ?? []) } }).select({ _id: 1 }).lean(),
      // The second condition of each lets the partial index answer.
      this.#store.contacts.find({ phones: { $in: records.flatMap(({ phones }) => phones) }, 'phones.0': { $exists: true } }).select({ phones: 1 }).lean(),
      this.#store.contacts.find({ emails: { $in: records.flatMap(({ emails }) => emails.map(toLower)) }, 'emails.0': { $exists: true } }).select({ emails: 1 }).lean()
    ])
    const names = new Set(named.map(({ _id }) => _id))
    const byPhone = groupBy(called, ({ phones }) => phones)
    const byEmail = groupBy(mailed, ({ emails }) => emails)
    return new Map(records.map(({ id, externalId, phones, emails }) => {
      const named = externalId !== undefined && names.has(externalId) ? [externalId] : []
      return [id, [...named, ...phones.flatMap((phone) => byPhone.get(phone) ?? []), ...emails.flatMap((email) => byEmail.get(toLower(email)) ?? [])]]
    }))
  }

  /** Contacts with what the sync asks of them, in the order of their ids. */
  async sides (ids: readonly string[]): Promise<ContactSide[]> {
    const [contacts, identities] = await Promise.all([
      this.#store.contacts.find({ _id: { $in: [...ids] } }).sort({ _id: 1 }).lean<ContactDoc[]>(),
      this.#store.identities.find({ contact: { $in: [...ids] } }).lean<IdentityDoc[]>()
    ])
    return contacts.map((doc) => ({
      contact: { ...toContactView(doc, identities.filter(({ contact }) => contact === doc._id)), isAlias: doc.alias },
      changed: doc.changed ?? {}
    }))
  }

  async side (id: string): Promise<ContactSide | undefined> { return (await this.sides([id]))[0] }

  /** The ids of the next contacts, in the order of their ids. */
  async contactsAfter (id: string, limit: number): Promise<string[]> {
    return (await this.#store.contacts.find({ _id: { $gt: id } }).sort({ _id: 1 }).limit(limit).select({ _id: 1 }).lean()).map(({ _id }) => _id)
  }
}

function toLower (text: string): string { return text.toLowerCase() }

/** The ids of documents by each of their keys. */
function groupBy<T extends { _id: string }> (docs: readonly T[], keysOf: (doc: T) => string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const doc of docs) {
    for (const key of keysOf(doc)) groups.set(key, [...groups.get(key) ?? [], doc._id])
  }
  return groups
}

function idOf (source: string, contact: string): string { return `${source}:${contact}` }

function toRecord ({ id, name, phones, emails, url, fields, changedAt }: CrmContact): CrmRecordDoc {
  return { id, phones, emails, fields, changedAt, ...(name !== undefined && { name }), ...(url !== undefined && { url }) }
}
