import type { Collection, DocumentFilter } from '../feature.js'
import { testingErrors } from './errors.js'

/** An index as a feature declares it. */
export interface CollectionIndex {
  keys: Record<string, 1 | -1>
  unique?: boolean
  expireAfterSeconds?: number
}

type Value = string | number | boolean | Date | null | undefined

/** A plugin's collection in memory. Refuses a search that none of its indexes serves; documents do not expire. */
export class FakeCollection<T extends { _id: string }> implements Collection<T> {
  readonly documents = new Map<string, T>()
  readonly #indexes: readonly CollectionIndex[]

  constructor (indexes: readonly CollectionIndex[] = []) { this.#indexes = [{ keys: { _id: 1 } }, ...indexes] }

  async get (id: string): Promise<T | undefined> { return structuredClone(this.documents.get(id)) }

  async put (document: T): Promise<void> {
    const taken = this.#indexes.find((index) => index.unique === true && this.#isTaken(index, document))
    if (taken !== undefined) throw new testingErrors.KH_ERR_TESTING_MISUSE(`another document has the same ${Object.keys(taken.keys).join(', ')}`)
    this.documents.set(document._id, structuredClone(document))
  }

  async add (document: T): Promise<boolean> {
    if (this.documents.has(document._id)) return false
    await this.put(document)
    return true
  }

  async remove (id: string): Promise<boolean> { return this.documents.delete(id) }

  async find (filter: DocumentFilter, options: { sort?: Record<string, 1 | -1>, limit?: number } = {}): Promise<T[]> {
    const { sort = {}, limit = 100 } = options
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new testingErrors.KH_ERR_TESTING_MISUSE('limit must be 1 to 1000')
    this.#checkServed(Object.keys(filter), Object.keys(sort))
    const found = [...this.documents.values()].filter((document) => Object.entries(filter).every(([field, wanted]) => matches(valueOf(document, field), wanted)))
    found.sort((a, b) => compareBy(a, b, sort))
    return structuredClone(found.slice(0, limit))
  }

  #isTaken (index: CollectionIndex, document: T): boolean {
    const fields = Object.keys(index.keys)
    return [...this.documents.values()].some((other) => other._id !== document._id &&
      fields.every((field) => sameValue(valueOf(other, field), valueOf(document, field))))
  }

  #checkServed (filtered: string[], sorted: string[]): void {
    const fields = new Set([...filtered, ...sorted])
    if (fields.size === 0) return
    const isServed = this.#indexes.some(({ keys }) => {
      const first = Object.keys(keys).slice(0, fields.size)
      return first.length === fields.size && first.every((field) => fields.has(field))
    })
    if (!isServed) throw new testingErrors.KH_ERR_TESTING_MISUSE(`no declared index serves a search by ${[...fields].join(', ')}`)
  }
}

function valueOf (document: object, field: string): Value {
  return (document as Record<string, Value>)[field]
}

function sameValue (a: Value, b: Value): boolean {
  return (a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b) || (a ?? null) === (b ?? null)
}

function matches (value: Value, wanted: DocumentFilter[string]): boolean {
  if (typeof wanted !== 'object' || wanted === null || wanted instanceof Date) return sameValue(value, wanted)
  if ('$in' in wanted) return wanted.$in.includes(value as string | number)
  if (!(value instanceof Date)) return false
  return '$lte' in wanted ? value <= wanted.$lte : value >= wanted.$gte
}

function compareBy (a: object, b: object, sort: Record<string, 1 | -1>): number {
  for (const [field, direction] of Object.entries(sort)) {
    const [x, y] = [valueOf(a, field) ?? '', valueOf(b, field) ?? '']
    if (x < y) return -direction
    if (x > y) return direction
  }
  return 0
}
