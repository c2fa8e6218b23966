import type { Collection } from '../storage/collection.js'
import type { RecordId } from '../storage/record.js'
import { readRecord } from '../storage/record.js'
import type { Walk } from '../storage/tree.js'
import type { Interval } from './bounds.js'
import type { Filter } from './filter.js'
import type { Plan } from './plan.js'

/** What a query has read, for explain. */
export interface Counters { keys: number, docs: number }

/** Reads the matching documents of a plan one by one; between batches it holds a position and no lock. */
export class Scan {
  id: RecordId = 0
  doc: Buffer = Buffer.alloc(0)
  readonly counters: Counters = { keys: 0, docs: 0 }
  private readonly collection: Collection
  private readonly filter: Filter
  private readonly readers: Reader[]
  private readonly seen: Set<RecordId> | undefined
  private at = 0

  constructor (collection: Collection, plan: Plan, filter: Filter) {
    this.collection = collection
    this.filter = filter
    this.readers = toReaders(collection, plan)
    const isRepeating = plan.kind === 'union' || (plan.kind === 'index' && plan.index.arrays !== 0)
    this.seen = isRepeating ? new Set() : undefined
  }

  /** Goes to the next match and answers whether there is one. */
  next (): boolean {
    for (; this.at < this.readers.length; this.at++) {
      const reader = this.readers[this.at]!
      while (reader.next(this.counters)) {
        if (this.seen?.has(reader.id) === true) continue
        const doc = reader.doc ?? this.collection.get(reader.id)
        if (doc === undefined) continue
        this.counters.docs++
        if (!this.filter.matches(doc)) continue
        this.seen?.add(reader.id)
        this.id = reader.id
        this.doc = doc
        return true
      }
    }
    return false
  }

  /** Lets go of the trees until the next call; needed before any change and at the end of a batch. */
  pause (): void {
    this.readers[this.at]?.pause()
  }
}

interface Reader {
  id: RecordId
  doc: Buffer | undefined
  next (counters: Counters): boolean
  pause (): void
}

function toReaders (collection: Collection, plan: Plan): Reader[] {
  switch (plan.kind) {
    case 'nothing': return []
    case 'collection': return [new CollectionReader(collection, plan.isReverse)]
    case 'union': return plan.plans.flatMap((one) => toReaders(collection, one))
    case 'index': return [new IndexReader(plan)]
  }
}

class CollectionReader implements Reader {
  id: RecordId = 0
  doc: Buffer | undefined
  private readonly collection: Collection
  private readonly isReverse: boolean
  private walk: Walk | undefined
  private last: RecordId | undefined

  constructor (collection: Collection, isReverse: boolean) {
    this.collection = collection
    this.isReverse = isReverse
  }

  next (): boolean {
    this.walk ??= this.collection.walk(this.isReverse, this.last)
    if (!this.walk.next()) return false
    this.last = this.id = readRecord(this.walk.key)
    this.doc = this.walk.value
    return true
  }

  pause (): void {
    this.walk?.close()
    this.walk = undefined
  }
}

class IndexReader implements Reader {
  id: RecordId = 0
  readonly doc = undefined
  private readonly plan: Plan & { kind: 'index' }
  private readonly intervals: Interval[]
  private walk: Walk | undefined
  private last: string | undefined
  private at = 0

  constructor (plan: Plan & { kind: 'index' }) {
    this.plan = plan
    this.intervals = plan.isReverse ? [...plan.intervals].reverse() : plan.intervals
  }

  next (counters: Counters): boolean {
    const { index, isReverse, isExact } = this.plan
    while (this.at < this.intervals.length) {
      const { low, high } = this.intervals[this.at]!
      if (isExact) {
        this.at++
        const id = index.holder(low)
        if (id === undefined) continue
        counters.keys++
        this.id = id
        return true
      }
      this.walk ??= this.last === undefined
        ? index.tree.walk(low, high, isReverse)
        : isReverse ? index.tree.walk(low, this.last, true) : index.tree.walk(this.last + '\0', high, false)
      if (this.walk.next()) {
        counters.keys++
        this.last = this.walk.key
        this.id = index.recordOf(this.walk.key, this.walk.value)
        return true
      }
      this.pause()
      this.last = undefined
      this.at++
    }
    return false
  }

  pause (): void {
    this.walk?.close()
    this.walk = undefined
  }
}
