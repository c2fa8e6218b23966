import type { CrmContact } from '@kefuhub/contract'
import type { CrmLinkDoc } from '../../store/crm-link-model.js'
import type { CrmLinks, ContactSide } from './crm-links.js'
import type { CrmSync } from './crm-sync.js'
import { chooseRecord, matchRecords } from './record-match.js'
import { searchRecords } from './record-search.js'
import type { FieldMove } from './reconcile.js'

/** What a back-fill would do with one contact. */
export interface PreviewLine {
  contact: string
  name: string
  /** The CRM's id; absent: there is none yet, and one would be made. */
  record?: string
  moves: FieldMove[]
  /** Why nothing of it would be written: a value does not fit the mapping. */
  error?: string
}

/** What a dry run found out. */
export interface Preview {
  /** Changes of records first, then new records. */
  items: PreviewLine[]
  /** Whether the CRM was read to its end. */
  isReadToEnd: boolean
  /** Whether that is so, every contact was looked at, and the limit cut off nothing. */
  isComplete: boolean
}

/** What a back-fill would leave of a link. */
type ExpectedLink = Pick<CrmLinkDoc, 'state' | 'crmId'>

/** A contact for whom nothing was found in what was read of the CRM. */
interface Missing { link: ExpectedLink, side: ContactSide, line: PreviewLine }

const NOTHING_KNOWN: ExpectedLink = { state: 'unknown' }
const MISFIT = 'KH_ERR_SYNC_MISFIT'
const MAX_PAGES = 20
const PAGE_MS = 30_000
/** Contacts looked at together, and in all. */
const BATCH = 500
const MAX_CONTACTS = 10_000
/** Contacts looked for in a CRM that was not read to its end: looked at together, searched at once, and in all. */
const SEARCH_BATCH = 20
const SEARCHES_AT_ONCE = 4
const MAX_SEARCHED = 100

/** One dry run of a back-fill: what it would do, found out without writing anything on either side. */
export class DryRun {
  readonly #sync: CrmSync
  readonly #links: CrmLinks
  readonly #limit: number
  /** The links of contacts whose records were read. */
  readonly #expected = new Map<string, ExpectedLink>()
  /** A record may come on several pages. */
  readonly #compared = new Set<string>()

  /** @param limit lines at most */
  constructor (sync: CrmSync, links: CrmLinks, limit: number) {
    this.#sync = sync
    this.#links = links
    this.#limit = limit
  }

  /** @throws what the plugin throws */
  async run (): Promise<Preview> {
    const { lines: changes, isReadToEnd } = await this.#readCrm()
    // Where either alone would fill the list, both are seen.
    const room = Math.max(this.#limit - changes.length, Math.floor(this.#limit / 2))
    const { lines: created, isAll } = await this.#findNew(room, isReadToEnd)
    const shown = changes.slice(0, this.#limit - created.length)
    return { items: [...shown, ...created], isReadToEnd, isComplete: isReadToEnd && isAll && shown.length === changes.length }
  }

  /** Reads on when the list is full if contacts get new records: those who are further on get none. */
  async #readCrm (): Promise<{ lines: PreviewLine[], isReadToEnd: boolean }> {
    const lines: PreviewLine[] = []
    let cursor: string | undefined
    for (let page = 0; page < MAX_PAGES; page++) {
      const changes = await this.#sync.neighbour.call(async (crm) => await crm.changesSince(cursor), { timeoutMs: PAGE_MS })
      lines.push(...await this.#readPage(changes.contacts, lines.length <= this.#limit))
      if (!changes.more) return { lines, isReadToEnd: true }
      if (!this.#sync.isCreating && lines.length > this.#limit) break
      cursor = changes.cursor
    }
    return { lines, isReadToEnd: false }
  }

  async #readPage (records: readonly CrmContact[], isCompared: boolean): Promise<PreviewLine[]> {
    const byContact = await matchRecords(this.#links, this.#sync.id, records)
    const ids = [...byContact.keys()]
    const [known, found] = await Promise.all([this.#links.ofContacts(this.#sync.id, ids), isCompared ? this.#links.sides(ids) : []])
    const sides = new Map(found.map((side) => [side.contact.id, side]))
    return [...byContact].flatMap(([contact, own]) => {
      const link = this.#expected.get(contact) ?? known.get(contact) ?? NOTHING_KNOWN
      const choice = chooseRecord(link, contact, own)
      if (choice === undefined) return []
      this.#expected.set(contact, choice.state === 'many' ? { state: 'many' } : { state: choice.state, crmId: choice.record.id })
      const side = sides.get(contact)
      if (choice.state !== 'linked' || side === undefined || this.#compared.has(choice.record.id)) return []
      const { record } = choice
      this.#compared.add(record.id)
      const line = toLine(side, () => {
        const { moves } = this.#sync.compare(known.get(contact) ?? { shared: {} }, side, record)
        return moves.length > 0 ? moves : undefined
      })
      return line === undefined ? [] : [{ ...line, record: record.id }]
    })
  }

  /** In the order of the contacts' ids, as a back-fill goes. */
  async #findNew (room: number, isReadToEnd: boolean): Promise<{ lines: PreviewLine[], isAll: boolean }> {
    const lines: PreviewLine[] = []
    if (!this.#sync.isCreating) return { lines, isAll: true }
    const batch = isReadToEnd ? BATCH : SEARCH_BATCH
    let after = ''
    let searched = 0
    for (let seen = 0; seen < MAX_CONTACTS && searched < MAX_SEARCHED; seen += batch) {
      const ids = await this.#links.contactsAfter(after, batch)
      if (ids.length === 0) return { lines, isAll: true }
      after = ids.at(-1) as string
      const missing = await this.#withoutRecord(ids)
      if (!isReadToEnd) searched += missing.length
      lines.push(...(isReadToEnd ? missing : await this.#leaveOutFound(missing)).map(({ line }) => line))
      if (lines.length > room) return { lines: lines.slice(0, room), isAll: false }
    }
    return { lines, isAll: false }
  }

  async #withoutRecord (ids: readonly string[]): Promise<Missing[]> {
    const known = await this.#links.ofContacts(this.#sync.id, ids)
    const linkOf = (contact: string): ExpectedLink => this.#expected.get(contact) ?? known.get(contact) ?? NOTHING_KNOWN
    const sides = await this.#links.sides(ids.filter((contact) => linkOf(contact).state !== 'linked'))
    return sides.flatMap((side) => {
      const link = linkOf(side.contact.id)
      const line = toLine(side, () => {
        const plan = this.#sync.planNew(link, side)
        return plan && Object.entries(plan.shared).map(([hub, value]) => ({ hub, to: 'crm', from: Array.isArray(value) ? [] : null, value }))
      })
      return line === undefined ? [] : [{ link, side, line }]
    })
  }

  /** Asks the CRM for those who may be on a page that was not read: a back-fill would read it first. */
  async #leaveOutFound (missing: readonly Missing[]): Promise<Missing[]> {
    const found: CrmContact[] = []
    for (let start = 0; start < missing.length; start += SEARCHES_AT_ONCE) {
      const searches = missing.slice(start, start + SEARCHES_AT_ONCE).map(async ({ link, side }) => await searchRecords(this.#sync.neighbour, link, side.contact))
      found.push(...(await Promise.all(searches)).flat())
    }
    const byContact = await matchRecords(this.#links, this.#sync.id, found)
    return missing.filter(({ link, side: { contact: { id } } }) => chooseRecord(link, id, byContact.get(id) ?? []) === undefined)
  }
}

/** @param plan what would be written; undefined: nothing is to be said */
function toLine ({ contact: { id, name } }: ContactSide, plan: () => FieldMove[] | undefined): PreviewLine | undefined {
  try {
    const moves = plan()
    return moves && { contact: id, name, moves }
  } catch (error) {
    if ((error as { code?: unknown }).code !== MISFIT) throw error
    return { contact: id, name, moves: [], error: (error as Error).message }
  }
}
