import type { Database, RootDatabase } from 'lmdb'
import { Memtable, type MemoryCursor } from './memtable.js'

const key = Buffer.alloc(2048)

/** The bytes of a key, good until the next call: lmdb copies them at once. */
function toBytes (text: string): Buffer {
  return key.subarray(0, key.write(text, 0, 'latin1'))
}

/** One sorted map of keys to values: a memtable, an older one on its way to disk, and an lmdb sub-database. */
export class Tree {
  readonly id: number
  memory = new Memtable()
  private readonly root: RootDatabase<Buffer, Buffer>
  private frozen: Memtable | undefined
  private moving: MemoryCursor | undefined
  private disk: Database<Buffer, Buffer> | undefined
  private isDropped = false

  constructor (root: RootDatabase<Buffer, Buffer>, id: number) {
    this.root = root
    this.id = id
    // lmdb keeps the names of sub-databases with a zero at the end.
    this.disk = root.doesExist(Buffer.from(`t${id}\0`)) ? this.open() : undefined
  }

  get (text: string): Buffer | undefined {
    const recent = this.memory.get(text)
    if (recent !== undefined) return recent ?? undefined
    const older = this.frozen?.get(text)
    if (older !== undefined) return older ?? undefined
    return this.disk?.getBinary(toBytes(text))
  }

  /** Walks the keys from `from` (included) to `to` (not included), or backwards from `to` to `from`. */
  walk (from: string, to: string, isReverse: boolean): Walk {
    return new Walk(from, to, isReverse, [this.memory, this.frozen], this.disk)
  }

  /** How many keys there are; slow with many recent changes, so callers keep their own count. */
  count (): number {
    let count = this.disk === undefined ? 0 : (this.disk.getStats() as { entryCount: number }).entryCount
    for (const cursor = this.memory.seek('', false); cursor.key !== undefined; cursor.advance()) {
      const isOnDisk = this.disk?.doesExist(toBytes(cursor.key)) ?? false
      if (isOnDisk !== (cursor.entry !== null)) count += isOnDisk ? -1 : 1
    }
    return count
  }

  /** Sets the memtable aside to be moved; answers whether there is anything to move. */
  freeze (): boolean {
    if (this.memory.size === 0) return false
    this.frozen = this.memory
    this.memory = new Memtable()
    this.moving = this.frozen.seek('', false)
    this.disk ??= this.open()
    return true
  }

  /** Moves a slice of the frozen memtable and answers whether there is more. */
  async move (size: number): Promise<boolean> {
    const cursor = this.moving!
    let last: Promise<boolean> | undefined
    for (let i = 0; i < size && cursor.key !== undefined && !this.isDropped; i++, cursor.advance()) {
      last = cursor.entry === null ? this.disk!.remove(toBytes(cursor.key)) : this.disk!.put(toBytes(cursor.key), cursor.entry)
    }
    await last
    return cursor.key !== undefined && !this.isDropped
  }

  /** Lets go of the frozen memtable, whose changes are all on disk. */
  thaw (): void {
    this.frozen = undefined
    this.moving = undefined
  }

  /** Removes every key; resolves when nothing is left on disk either. */
  empty (): Promise<unknown> {
    this.memory = new Memtable()
    this.frozen = undefined
    this.isDropped = true
    const { disk } = this
    this.disk = undefined
    return Promise.allSettled([disk?.drop()])
  }

  private open (): Database<Buffer, Buffer> {
    return this.root.openDB<Buffer, Buffer>({ name: `t${this.id}`, encoding: 'binary', keyEncoding: 'binary' })
  }
}

/** A walk over a tree; not to be used across changes of the tree: close it and walk again from the key reached. */
export class Walk {
  key = ''
  value: Buffer = Buffer.alloc(0)
  private readonly to: string
  private readonly from: string
  private readonly isReverse: boolean
  private readonly memories: MemoryCursor[] = []
  private readonly disk: Iterator<{ key: Buffer, value: Buffer }> | undefined
  private diskKey: string | undefined
  private diskValue: Buffer = this.value

  constructor (from: string, to: string, isReverse: boolean, memories: Array<Memtable | undefined>, disk: Database<Buffer, Buffer> | undefined) {
    this.from = from
    this.to = to
    this.isReverse = isReverse
    for (const memory of memories) {
      if (memory !== undefined && memory.size > 0) this.memories.push(memory.seek(isReverse ? to : from, isReverse))
    }
    if (disk === undefined || from >= to) return
    const low = Buffer.from(from, 'latin1')
    const high = Buffer.from(to, 'latin1')
    this.disk = disk.getRange(isReverse
      ? { start: high, exclusiveStart: true, end: low, inclusiveEnd: true, reverse: true }
      : { start: low, end: high })[Symbol.iterator]()
    this.advanceDisk()
  }

  /** Goes to the next key and answers whether there is one; it is then in `key` and `value`. */
  next (): boolean {
    for (;;) {
      let key = this.diskKey
      for (const { key: other } of this.memories) {
        if (other !== undefined && this.isWithin(other) && (key === undefined || (this.isReverse ? other > key : other < key))) key = other
      }
      if (key === undefined) return false
      let entry: Buffer | null | undefined
      for (const cursor of this.memories) {
        if (cursor.key !== key) continue
        if (entry === undefined) entry = cursor.entry
        cursor.advance()
      }
      if (this.diskKey === key) {
        if (entry === undefined) entry = this.diskValue
        this.advanceDisk()
      }
      if (entry === null) continue
      this.key = key
      this.value = entry!
      return true
    }
  }

  close (): void {
    this.disk?.return?.()
  }

  private isWithin (key: string): boolean {
    return this.isReverse ? key >= this.from : key < this.to
  }

  private advanceDisk (): void {
    const step = this.disk!.next()
    if (step.done === true) {
      this.diskKey = undefined
      return
    }
    this.diskKey = step.value.key.toString('latin1', 0, step.value.key.length)
    this.diskValue = step.value.value
  }
}
