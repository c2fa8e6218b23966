import { isDeliveryError, Retryable, type Clock, type CrmContact, type CrmInstance, type CrmWrite, type CrmWritten } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import type { CrmSync as Config } from '../../config/crm-sync-schema.js'
import type { Desk } from '../../desk/desk.js'
import { Busy } from '../../outbox/busy.js'
import type { CrmLinkDoc } from '../../store/crm-link-model.js'
import type { Neighbour } from '../neighbour.js'
import type { CrmLinks, ContactSide } from './crm-links.js'
import { chooseRecord, matchRecords, type RecordMatch } from './record-match.js'
import { reconcile, toNewRecord, type Reconciled } from './reconcile.js'
import { READ_MS, searchRecords } from './record-search.js'

/** What a CRM's sync is built of. */
export interface CrmSyncParts {
  desk: Desk
  links: CrmLinks
  clock: Clock
}

/** Of each CRM there is one back-fill at a time: its job sees to that. */
const BACKFILL = 'back-fill'
const WRITE_MS = 60_000

/** One CRM kept in step with the hub's contacts. */
export class CrmSync {
  readonly id: string
  readonly config: Config
  readonly neighbour: Neighbour<CrmInstance>
  readonly #parts: CrmSyncParts

  constructor (neighbour: Neighbour<CrmInstance>, config: Config, parts: CrmSyncParts) {
    this.id = neighbour.id
    this.neighbour = neighbour
    this.config = config
    this.#parts = parts
  }

  /** Whether what is known is younger than `staleMinutes`. */
  isFresh (link: CrmLinkDoc | undefined): boolean {
    return link?.readAt !== undefined && link.error === undefined && link.readAt.getTime() + this.config.staleMinutes * 60_000 > this.#parts.clock.now()
  }

  /** Reads the contact's record anew and brings both sides in step. Failures are kept with the link and thrown. */
  async lookUp (contactId: string): Promise<void> {
    await this.#withLink(contactId, async (link, side) => {
      const found = await searchRecords(this.neighbour, link, side.contact)
      if (found.length > 1) await this.#parts.links.settle(link, { state: 'many', candidates: found, wasRead: true })
      else if (found[0] === undefined) await this.#parts.links.settle(link, { state: 'none', wasRead: true })
      else await this.#apply(link, side, found[0])
    })
  }

  /**
   * Brings a contact's changes into the CRM.
   * @param mayCreate a contact without a record gets one
   */
  async push (contactId: string, mayCreate: boolean): Promise<void> {
    await this.#withLink(contactId, async (link, side) => {
      // What the CRM itself said a moment ago needs no call; after a failure only the CRM can say how it stands.
      const isKnown = link.record !== undefined && link.error === undefined && link.state === 'linked' && !this.compare(link, side, link.record).moves.some(({ to }) => to === 'crm')
      if (isKnown) return await this.#parts.links.settle(link, {})
      const found = await searchRecords(this.neighbour, link, side.contact)
      const [record] = found
      if (found.length > 1) return await this.#parts.links.settle(link, { state: 'many', candidates: found, wasRead: true })
      if (record !== undefined) {
        await this.#apply(link, side, record)
        return
      }
      if (!mayCreate) return await this.#parts.links.settle(link, { state: 'none', wasRead: true })
      const { write, shared } = toNewRecord(this.config, side.contact)
      const [written] = await this.#write([write])
      const contact = resultOf(written)
      await this.#parts.links.settle(link, { state: 'linked', record: contact, shared, wasRead: true })
    })
  }

  /** Takes over what changed in the CRM of customers that the hub knows. @returns how many of each outcome */
  async pull (records: readonly CrmContact[]): Promise<{ matched: number, changed: number, failed: number }> {
    const { links } = this.#parts
    const counts = { matched: 0, changed: 0, failed: 0 }
    const byContact = await matchRecords(links, this.id, records)
    counts.matched = new Set([...byContact.values()].flat().map(({ record }) => record.id)).size
    await Promise.all([...byContact].map(async ([contactId, found]) => {
      try {
        await this.#withLink(contactId, async (link, side) => { if (await this.#takeOver(link, side, found)) counts.changed++ })
      } catch (error) {
        if (!isOfRecord(error)) throw error
        counts.failed++
      }
    }))
    return counts
  }

  /** Several contacts at once: creates and updates, each failure kept with its contact. For the back-fill. */
  async pushAll (contactIds: readonly string[]): Promise<{ created: number, updated: number, unchanged: number, failed: number }> {
    const { links } = this.#parts
    const counts = { created: 0, updated: 0, unchanged: 0, failed: 0 }
    const plans: Array<{ link: CrmLinkDoc, write: CrmWrite, shared: Reconciled['shared'] }> = []
    const known = await links.ofContacts(this.id, contactIds)
    await Promise.all((await links.sides(contactIds)).map(async (side) => {
      const link = await this.#claim(side.contact.id, BACKFILL)
      try {
        const record = known.get(side.contact.id)?.record
        const plan = record === undefined || link.state !== 'linked' ? this.planNew(link, side) : this.#planUpdate(link, side, record)
        if (plan === undefined) {
          counts.unchanged++
          await links.release(link)
        } else plans.push({ link, ...plan })
      } catch (error) {
        counts.failed++
        await links.fail(link, error)
      }
    }))
    let written: CrmWritten[]
    try {
      written = plans.length === 0 ? [] : await this.#write(plans.map(({ write }) => write))
    } catch (error) {
      await Promise.all(plans.map(async ({ link }) => { await links.fail(link, error) }))
      throw error
    }
    await Promise.all(plans.map(async ({ link, shared }, index) => {
      const result = written[index]
      if (result === undefined || result.outcome === 'failed') {
        counts.failed++
        await links.fail(link, result?.error ?? new Retryable('The CRM gave no answer for this record'))
      } else {
        counts[result.outcome]++
        await links.settle(link, { state: 'linked', record: result.contact, shared, wasRead: true })
      }
    }))
    return counts
  }

  /** Says which of several records a contact is. @throws KH_ERR_SYNC_CANDIDATE for any other */
  async choose (contactId: string, crmId: string): Promise<void> {
    const candidates = (await this.#parts.links.find(this.id, contactId))?.candidates ?? []
    if (!candidates.some(({ id }) => id === crmId)) throw new errors.KH_ERR_SYNC_CANDIDATE(crmId)
    await this.#withLink(contactId, async (link, side) => {
      const [record] = await this.neighbour.call(async (crm) => await crm.getContacts([crmId]), { timeoutMs: READ_MS })
      if (record === undefined) return await this.#parts.links.settle(link, { state: 'none', wasRead: true })
      await this.#apply({ ...link, shared: {} }, side, record)
    })
  }

  /**
   * The record that a back-fill would make; undefined: none. Nobody gets a second one, and of several a person has to choose.
   * @throws KH_ERR_SYNC_MISFIT
   */
  planNew ({ state }: Pick<CrmLinkDoc, 'state'>, { contact }: ContactSide): { write: CrmWrite, shared: Reconciled['shared'] } | undefined {
    const mayHaveOne = state === 'many' || state === 'linked'
    return this.mayCreate(contact) && !mayHaveOne ? toNewRecord(this.config, contact) : undefined
  }

  /** What would have to be done for both sides to agree. @throws KH_ERR_SYNC_MISFIT */
  compare ({ shared }: Pick<CrmLinkDoc, 'shared'>, side: ContactSide, record: CrmContact): Reconciled {
    const fields = this.config.update ? this.config.fields : this.config.fields.map((field) => ({ ...field, direction: 'to-hub' as const }))
    return reconcile({ ...this.config, fields }, { ...side, record, shared })
  }

  /** Whether contacts get records of their own before a human has taken over. */
  get isCreating (): boolean { return this.config.create === 'always' || this.config.create === 'known' }

  /** Whether the rule gives this contact a record of their own. */
  mayCreate ({ phones, emails }: { phones: string[], emails: string[] }): boolean {
    return this.isCreating && (this.config.create === 'always' || phones.length + emails.length > 0)
  }

  /** Takes over what a CRM says of one contact, whose record may be any of those found. @returns whether anything differed */
  async #takeOver (link: CrmLinkDoc & { claim: string }, side: ContactSide, found: readonly RecordMatch[]): Promise<boolean> {
    const { links } = this.#parts
    // Asked under the claim: a person may have chosen meanwhile.
    const choice = chooseRecord(link, side.contact.id, found)
    if (choice?.state === 'linked') return await this.#apply(link, side, choice.record)
    if (choice === undefined) await links.release(link)
    else await links.settle(link, { ...choice, wasRead: true })
    return false
  }

  #planUpdate (link: CrmLinkDoc, side: ContactSide, record: CrmContact): { write: CrmWrite, shared: Reconciled['shared'] } | undefined {
    const { moves, toCrm, shared } = this.compare(link, side, record)
    return moves.some(({ to }) => to === 'crm') ? { write: toCrm, shared } : undefined
  }

  async #withLink (contactId: string, work: (link: CrmLinkDoc & { claim: string }, side: ContactSide) => Promise<void>): Promise<void> {
    const side = await this.#parts.links.side(contactId)
    if (side === undefined) return
    const link = await this.#claim(contactId)
    try {
      await work(link, side)
    } catch (error) {
      // What is kept already has ended the claim.
      await this.#parts.links.fail(link, error)
      throw error
    } finally {
      this.#parts.desk.bulletin.facts(contactId)
    }
  }

  async #claim (contactId: string, name?: string): Promise<CrmLinkDoc & { claim: string }> {
    const link = await this.#parts.links.claim(this.id, contactId, name)
    if (link === undefined) throw new Busy('Another process is just at this contact')
    return link
  }

  /** Brings both sides in step; a failure is kept with the record. @returns whether anything differed */
  async #apply (link: CrmLinkDoc, side: ContactSide, record: CrmContact): Promise<boolean> {
    const { desk, links } = this.#parts
    try {
      const { moves, toHub, toCrm, shared } = this.compare(link, side, record)
      const latest = moves.some(({ to }) => to === 'crm') ? resultOf((await this.#write([toCrm]))[0]) : record
      if (moves.some(({ to }) => to === 'hub')) await desk.contacts.change(side.contact.id, toHub)
      await links.settle(link, { state: 'linked', record: latest, shared, wasRead: true })
      return moves.length > 0
    } catch (error) {
      await links.fail(link, error, record.id)
      throw error
    }
  }

  async #write (writes: readonly CrmWrite[]): Promise<CrmWritten[]> {
    const { maxBatch } = this.neighbour.instance
    const results: CrmWritten[] = []
    for (let start = 0; start < writes.length; start += maxBatch) {
      const batch = writes.slice(start, start + maxBatch)
      results.push(...await this.neighbour.call(async (crm) => await crm.upsertContacts(batch), { timeoutMs: WRITE_MS }))
    }
    return results
  }
}

function resultOf (written: CrmWritten | undefined): CrmContact {
  if (written === undefined) throw new Retryable('The CRM gave no answer for this record')
  if (written.outcome === 'failed') throw written.error
  return written.contact
}

/** Whether only this record is to blame, so that the others go on. */
function isOfRecord (error: unknown): boolean {
  return (error as { code?: unknown }).code === 'KH_ERR_SYNC_MISFIT' || (isDeliveryError(error) && error.verdict === 'rejected')
}
