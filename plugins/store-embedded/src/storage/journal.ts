import { closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync, readFileSync, readdirSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Entry } from './memtable.js'

/** One change as it stands in the journal: a key of a tree is set or removed, or the whole tree is dropped. */
export type Change = { tree: number, key: string, entry: Entry } | { tree: number, drop: true }

const removed = 0xffffffff
const dropped = 0xfffffffe
const headBytes = 8

interface Waiter { isDurable: boolean, resolve (): void, reject (error: Error): void }

/**
 * The write-ahead journal: changes are appended in groups, each with length and checksum, and an acknowledged one
 * is on disk. A group leaves at once when none is under way, else when the one before it is on disk.
 */
export class Journal {
  private readonly folder: string
  private segment = 0
  private file = -1
  private buf = Buffer.allocUnsafe(1 << 16)
  private pos = headBytes
  private waiters: Waiter[] = []
  private isSyncing = false
  private isScheduled = false
  private failure: Error | undefined
  /** Segments that ended while they were being forced to disk. */
  private retired: number[] = []

  constructor (folder: string) {
    this.folder = folder
  }

  /** Reads what earlier runs left behind, oldest first; a torn end is where it stops. */
  * replay (): Generator<Change> {
    for (const name of this.segments()) {
      this.segment = Math.max(this.segment, Number.parseInt(name, 10))
      yield * readSegment(readFileSync(join(this.folder, name)))
    }
  }

  /** Forces the current segment to disk, starts a new one and answers its number: what is written from now on is in it. */
  rotate (): number {
    if (this.file >= 0) {
      this.write()
      fdatasyncSync(this.file)
      if (this.isSyncing) this.retired.push(this.file)
      else closeSync(this.file)
    }
    this.segment++
    this.file = openSync(join(this.folder, `${String(this.segment).padStart(12, '0')}.journal`), 'a', 0o600)
    syncFolder(this.folder)
    return this.segment
  }

  /** Removes the segments before this one: their changes are in the trees on disk. */
  forget (before: number): void {
    for (const name of this.segments()) {
      if (Number.parseInt(name, 10) < before) unlinkSync(join(this.folder, name))
    }
  }

  append (tree: number, key: string, entry: Entry): void {
    this.reserve(12 + key.length + (entry === null ? 0 : entry.length))
    let pos = this.buf.writeUInt32LE(tree, this.pos)
    pos = this.buf.writeUInt32LE(key.length, pos)
    pos += this.buf.write(key, pos, 'latin1')
    pos = this.buf.writeUInt32LE(entry === null ? removed : entry.length, pos)
    if (entry !== null) {
      this.buf.set(entry, pos)
      pos += entry.length
    }
    this.pos = pos
  }

  appendDrop (tree: number): void {
    this.reserve(12)
    let pos = this.buf.writeUInt32LE(tree, this.pos)
    pos = this.buf.writeUInt32LE(0, pos)
    this.pos = this.buf.writeUInt32LE(dropped, pos)
  }

  /** Resolves when all appended so far is written to the file, and, if durable, forced to disk. */
  settle (isDurable: boolean): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure)
    return new Promise((resolve, reject) => {
      this.waiters.push({ isDurable, resolve, reject })
      if (this.isSyncing || this.isScheduled) return
      this.isScheduled = true
      setImmediate(() => this.flush())
    })
  }

  close (): void {
    this.write()
    fdatasyncSync(this.file)
    closeSync(this.file)
    this.file = -1
  }

  private flush (): void {
    this.isScheduled = false
    if (this.isSyncing) return
    const waiters = this.waiters
    this.waiters = []
    try {
      this.write()
    } catch (error) {
      return this.fail(error as Error, waiters)
    }
    const durable = waiters.filter(({ isDurable, resolve }) => {
      if (!isDurable) resolve()
      return isDurable
    })
    if (durable.length === 0) return
    this.isSyncing = true
    fdatasync(this.file, (error) => {
      this.isSyncing = false
      for (const old of this.retired.splice(0)) closeSync(old)
      if (error !== null) return this.fail(error, durable)
      for (const { resolve } of durable) resolve()
      if (this.waiters.length > 0) this.flush()
    })
  }

  private fail (error: Error, waiters: Waiter[]): void {
    this.failure = error
    for (const { reject } of [...waiters, ...this.waiters]) reject(error)
    this.waiters = []
  }

  private write (): void {
    if (this.pos === headBytes) return
    this.buf.writeUInt32LE(this.pos - headBytes, 0)
    this.buf.writeUInt32LE(crc32(this.buf.subarray(headBytes, this.pos)), 4)
    for (let from = 0; from < this.pos;) from += writeSync(this.file, this.buf, from, this.pos - from)
    this.pos = headBytes
  }

  private reserve (bytes: number): void {
    if (this.pos + bytes <= this.buf.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.buf.length * 2, this.pos + bytes))
    this.buf.copy(grown, 0, 0, this.pos)
    this.buf = grown
  }

  private segments (): string[] {
    return readdirSync(this.folder).filter((name) => name.endsWith('.journal')).sort()
  }
}

function * readSegment (buf: Buffer): Generator<Change> {
  let at = 0
  while (at + headBytes <= buf.length) {
    const from = at + headBytes
    const end = from + buf.readUInt32LE(at)
    if (end > buf.length || crc32(buf.subarray(from, end)) !== buf.readUInt32LE(at + 4)) return
    for (let pos = from; pos < end;) {
      const tree = buf.readUInt32LE(pos)
      const keyEnd = pos + 8 + buf.readUInt32LE(pos + 4)
      const key = buf.toString('latin1', pos + 8, keyEnd)
      const length = buf.readUInt32LE(keyEnd)
      pos = keyEnd + 4
      if (length === dropped) yield { tree, drop: true }
      else if (length === removed) yield { tree, key, entry: null }
      else yield { tree, key, entry: Buffer.from(buf.subarray(pos, pos += length)) }
    }
    at = end
  }
}

/** Makes the names in a folder durable; Windows has no such call and needs none. */
function syncFolder (folder: string): void {
  if (process.platform === 'win32') return
  const file = openSync(folder, 'r')
  fsyncSync(file)
  closeSync(file)
}
