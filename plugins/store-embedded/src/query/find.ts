import type { Collection } from '../storage/collection.js'
import type { RecordId } from '../storage/record.js'
import { Refusal } from '../refusal.js'
import type { Plan } from './plan.js'
import { Scan } from './scan.js'
import { sortKey, type SortField } from './sort.js'
import type { Filter } from './filter.js'

/** A source of documents, pulled one by one; between batches `pause` lets go of what it holds. */
export interface Source {
  next (): Buffer | undefined
  pause (): void
}

/** Most bytes of keys that a sort without an index may hold, as in MongoDB. */
const maxSortBytes = 100 << 20

/** The documents of a query in order, after skip and limit. */
export class Find implements Source {
  readonly scan: Scan
  id: RecordId = 0
  private readonly collection: Collection
  private readonly sort: SortField[]
  private readonly needsSort: boolean
  private skip: number
  private left: number
  private sorted: RecordId[] | undefined
  private at = 0

  constructor (collection: Collection, plan: Plan, filter: Filter, sort: SortField[], skip = 0, limit = Infinity) {
    this.collection = collection
    this.scan = new Scan(collection, plan, filter)
    this.sort = sort
    this.needsSort = isSortNeeded(plan, sort)
    this.skip = skip
    this.left = limit
  }

  next (): Buffer | undefined {
    while (this.left > 0) {
      const doc = this.needsSort ? this.nextSorted() : this.scan.next() ? this.scan.doc : undefined
      if (doc === undefined) return undefined
      if (!this.needsSort) this.id = this.scan.id
      if (this.skip > 0) {
        this.skip--
        continue
      }
      this.left--
      return doc
    }
    return undefined
  }

  pause (): void {
    this.scan.pause()
  }

  private nextSorted (): Buffer | undefined {
    this.sorted ??= this.sortAll()
    while (this.at < this.sorted.length) {
      this.id = this.sorted[this.at++]!
      const doc = this.collection.get(this.id)
      if (doc !== undefined) return doc
    }
    return undefined
  }

  private sortAll (): RecordId[] {
    const wanted = this.skip + this.left
    let rows: Array<{ key: string, id: RecordId }> = []
    let bytes = 0
    const order = (a: { key: string }, b: { key: string }): number => a.key < b.key ? -1 : a.key > b.key ? 1 : 0
    while (this.scan.next()) {
      const key = sortKey(this.sort, this.scan.doc, 0)
      rows.push({ key, id: this.scan.id })
      bytes += key.length + 48
      if (rows.length > 2 * wanted + 100) {
        rows = rows.sort(order).slice(0, wanted)
        bytes = rows.reduce((sum, row) => sum + row.key.length + 48, 0)
      }
      if (bytes > maxSortBytes) throw new Refusal('QueryExceededMemoryLimit', `Sort exceeded memory limit of ${maxSortBytes} bytes. Add an index that gives the order wanted.`)
    }
    return rows.sort(order).map(({ id }) => id)
  }
}

/** Whether documents have to be sorted after they are read. */
export function isSortNeeded (plan: Plan, sort: SortField[]): boolean {
  if (sort.length === 0 || sort[0]!.path === '$natural' || plan.kind === 'nothing') return false
  return plan.kind !== 'index' || !plan.givesOrder
}
