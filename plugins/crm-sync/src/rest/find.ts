import { phoneSpellings, type ContactQuery, type CrmContact } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { Call } from './call.js'
import type { Options } from './options.js'
import type { RecordReader } from './record.js'

const MOST = 10

/** Finds records as the config says. What a system finds besides, as a search in words does, is left out. */
export class Finder {
  readonly #reader: RecordReader
  readonly #options: Options
  readonly #byExternalId: Call | undefined
  readonly #byEmail: Call | undefined
  readonly #byPhone: Call | undefined

  /** @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, reader: RecordReader, options: Options, place: string) {
    this.#reader = reader
    this.#options = options
    const { byExternalId, byEmail, byPhone } = options.find
    this.#byExternalId = byExternalId && new Call(rest, byExternalId, ['externalId'], { name: 'items', expression: byExternalId.items }, `${place}/byExternalId`)
    this.#byEmail = byEmail && new Call(rest, byEmail, ['email'], { name: 'items', expression: byEmail.items }, `${place}/byEmail`)
    this.#byPhone = byPhone && new Call(rest, byPhone, ['phone', 'spellings'], { name: 'items', expression: byPhone.items }, `${place}/byPhone`)
  }

  /** Records that match the first key of a query that matches any. */
  async find ({ externalId, email, phone }: ContactQuery): Promise<CrmContact[]> {
    const found = externalId === undefined ? [] : await this.byExternalId(externalId)
    if (found.length > 0) return found
    const mailed = email === undefined ? [] : await this.#find(this.#byEmail, [{ email: email.toLowerCase() }], hasEmail(email))
    if (mailed.length > 0 || phone === undefined) return mailed
    return await this.#findByPhone(phone)
  }

  async byExternalId (externalId: string): Promise<CrmContact[]> {
    // Where records do not tell the hub's id, the system is trusted.
    const isMeant = (contact: CrmContact): boolean => this.#options.contact.externalId === undefined || contact.externalId === externalId
    return await this.#find(this.#byExternalId, [{ externalId }], isMeant)
  }

  async #findByPhone (phone: string): Promise<CrmContact[]> {
    const spellings = phoneSpellings(phone, this.#options.countryCode)
    const asked = this.#options.find.byPhone?.eachSpelling === true ? spellings : [phone]
    return await this.#find(this.#byPhone, asked.map((spelling) => ({ phone: spelling, spellings })), hasPhone(phone, spellings))
  }

  async #find (call: Call | undefined, asked: ReadonlyArray<Record<string, unknown>>, isMeant: (contact: CrmContact) => boolean): Promise<CrmContact[]> {
    const found = new Map<string, CrmContact>()
    for (const variables of call === undefined ? [] : asked) {
      for (const record of await call?.list(variables) ?? []) {
        const contact = await this.#reader.read(record)
        if (contact.isGone !== true && isMeant(contact)) found.set(contact.id, contact)
      }
      if (found.size >= MOST) break
    }
    return [...found.values()].slice(0, MOST)
  }
}

function hasEmail (email: string): (contact: CrmContact) => boolean {
  return ({ emails }) => emails.some((kept) => kept.toLowerCase() === email.toLowerCase())
}

/** Numbers whose country is not told are kept in many ways; the end is the same in all of them. */
function hasPhone (phone: string, spellings: readonly string[]): (contact: CrmContact) => boolean {
  const digits = spellings.map((spelling) => spelling.replace(/\D/g, '').replace(/^0/, '')).sort((a, b) => a.length - b.length)
  const [national = ''] = digits
  return ({ phones }) => phones.some((kept) => {
    const bare = kept.replace(/\D/g, '').replace(/^0/, '')
    return kept === phone || digits.includes(bare) || (national.length > 6 && bare.endsWith(national))
  })
}
