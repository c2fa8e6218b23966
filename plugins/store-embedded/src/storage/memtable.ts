/** What a memtable holds for a key: a value, or null for "removed". */
export type Entry = Buffer | null

/** Most keys that one chunk holds before it is split. */
const maxChunk = 256

interface Chunk { keys: string[], entries: Entry[] }

/** A sorted map in memory: a list of short sorted runs. */
export class Memtable {
  private readonly chunks: Chunk[] = [{ keys: [], entries: [] }]
  size = 0

  get (key: string): Entry | undefined {
    if (this.size === 0) return undefined
    const chunk = this.chunks[this.chunkOf(key)]!
    const at = search(chunk.keys, key)
    return chunk.keys[at] === key ? chunk.entries[at] : undefined
  }

  set (key: string, entry: Entry): void {
    const index = this.chunkOf(key)
    const chunk = this.chunks[index]!
    const at = search(chunk.keys, key)
    if (chunk.keys[at] === key) {
      chunk.entries[at] = entry
      return
    }
    this.size++
    if (at === chunk.keys.length) {
      chunk.keys.push(key)
      chunk.entries.push(entry)
    } else {
      chunk.keys.splice(at, 0, key)
      chunk.entries.splice(at, 0, entry)
    }
    if (chunk.keys.length <= maxChunk) return
    // Keys that only grow leave full chunks behind instead of half-full ones.
    const half = at === chunk.keys.length - 1 ? maxChunk : maxChunk >> 1
    this.chunks.splice(index + 1, 0, { keys: chunk.keys.splice(half), entries: chunk.entries.splice(half) })
  }

  /** A cursor before the first key at or above `key`, or, in reverse, after the last key below it. */
  seek (key: string, isReverse: boolean): MemoryCursor {
    const index = this.chunkOf(key)
    const at = search(this.chunks[index]!.keys, key)
    return new MemoryCursor(this.chunks, index, isReverse ? at - 1 : at, isReverse ? -1 : 1)
  }

  private chunkOf (key: string): number {
    const chunks = this.chunks
    let low = 0
    let high = chunks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (chunks[middle]!.keys[0]! <= key) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Walks a memtable; not to be used across changes of it. */
export class MemoryCursor {
  key: string | undefined
  entry: Entry = null
  private readonly chunks: Chunk[]
  private index: number
  private at: number
  private readonly step: number

  constructor (chunks: Chunk[], index: number, at: number, step: number) {
    this.chunks = chunks
    this.index = index
    this.at = at
    this.step = step
    this.settle()
  }

  advance (): void {
    this.at += this.step
    this.settle()
  }

  private settle (): void {
    let chunk = this.chunks[this.index]
    while (chunk !== undefined && (this.at < 0 || this.at >= chunk.keys.length)) {
      this.index += this.step
      chunk = this.chunks[this.index]
      this.at = this.step > 0 ? 0 : (chunk?.keys.length ?? 0) - 1
    }
    this.key = chunk?.keys[this.at]
    if (chunk !== undefined) this.entry = chunk.entries[this.at]!
  }
}

/** The first place whose key is at or above this one. */
function search (keys: string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}
