import { Rejected, type CrmContact, type FieldValue } from '@kefuhub/contract'
import { Mapping } from '@kefuhub/contract/rest'
import { readEmails, readPhone } from '../contact-values.js'
import type { Options } from './options.js'
import { readTime } from './time.js'

type Mapped = Partial<Record<keyof Options['contact'], unknown>>

/** Reads records as the config says. */
export class RecordReader {
  readonly #place: string
  readonly #mapping: Mapping
  readonly #countryCode: string
  readonly #hasFields: boolean

  /** @throws KH_ERR_REST_EXPRESSION */
  constructor ({ contact, countryCode }: Pick<Options, 'contact' | 'countryCode'>, place: string) {
    this.#place = place
    this.#countryCode = countryCode
    this.#hasFields = contact.fields !== undefined
    const parts = Object.entries(contact)
    // Each for itself, so that a mistake is named where it stands; then all in one, which is far quicker.
    for (const [name, expression] of parts) Reflect.construct(Mapping, [expression, `${place}/${name}`])
    this.#mapping = new Mapping(`{${parts.map(([name, expression]) => `${JSON.stringify(name)}: (${expression})`).join(', ')}}`, place)
  }

  /** @throws Rejected where a record does not fit the config */
  async read (record: unknown): Promise<CrmContact> {
    const mapped = await this.#mapping.evaluate(record) as Mapped
    const id = toText(mapped.id)
    const changedAt = readTime(mapped.changedAt)
    if (id === undefined) throw new Rejected(`${this.#place}/id finds no id in the record`)
    if (changedAt === undefined) throw new Rejected(`${this.#place}/changedAt finds no time in the record`)
    const [name, externalId, url] = [toText(mapped.name), toText(mapped.externalId), toText(mapped.url)]
    return {
      id,
      ...(externalId !== undefined && { externalId }),
      ...(name !== undefined && { name }),
      phones: [...new Set(toTexts(mapped.phones).map((phone) => readPhone(phone, this.#countryCode)))],
      emails: [...new Set(toTexts(mapped.emails).flatMap(readEmails))],
      ...(url !== undefined && /^https?:\/\//.test(url) && { url }),
      fields: toFlat(this.#hasFields ? mapped.fields : record),
      changedAt,
      ...(Boolean(mapped.isGone) && { isGone: true })
    }
  }
}

function toText (value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
  return text === '' ? undefined : text
}

function toTexts (value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((item) => toText(item) ?? [])
}

function toFlat (value: unknown): Record<string, FieldValue> {
  if (typeof value !== 'object' || value === null) return {}
  const isFlat = (entry: [string, unknown]): entry is [string, FieldValue] => entry[1] === null || ['string', 'number', 'boolean'].includes(typeof entry[1])
  return Object.fromEntries(Object.entries(value).filter(isFlat))
}
