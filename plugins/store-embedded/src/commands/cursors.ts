import { Writer } from '../bson/writer.js'
import type { Source } from '../query/find.js'
import { maxDocumentBytes } from '../update/update.js'
import { Refusal } from '../refusal.js'

/** A cursor that nobody asks is closed after so long, as in MongoDB. */
export const cursorIdleMs = 600_000

/** Documents of a first batch when the client does not say, as in MongoDB. */
export const firstBatch = 101

interface Cursor { ns: string, source: Source, kept: Buffer | undefined, usedAt: number }

/** Open cursors by their id. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>()
  private lastId = BigInt(Date.now()) << 20n

  get size (): number {
    return this.open.size
  }

  /** The first batch of a source as an answer; what is left stays open under an id. */
  begin (ns: string, source: Source, batchSize: number, isSingle: boolean): Buffer {
    const cursor: Cursor = { ns, source, kept: undefined, usedAt: Date.now() }
    const id = ++this.lastId
    const { batch, isDone } = this.fill(cursor, batchSize)
    if (!isDone && !isSingle) this.open.set(id, cursor)
    return this.answer(ns, 'firstBatch', batch, isDone || isSingle ? 0n : id)
  }

  /** The next batch. @throws CursorNotFound (43) */
  more (id: bigint, ns: string, batchSize: number): Buffer {
    const cursor = this.open.get(id)
    if (cursor === undefined || cursor.ns !== ns) throw new Refusal('CursorNotFound', `cursor id ${id} not found`)
    cursor.usedAt = Date.now()
    let filled
    try {
      filled = this.fill(cursor, batchSize)
    } catch (error) {
      this.open.delete(id)
      throw error
    }
    if (filled.isDone) this.open.delete(id)
    return this.answer(ns, 'nextBatch', filled.batch, filled.isDone ? 0n : id)
  }

  /** Closes a cursor and answers whether it was open. */
  kill (id: bigint): boolean {
    return this.open.delete(id)
  }

  /** Closes the cursors of a namespace, or of all that begin so. */
  killAll (ns: string): void {
    for (const [id, cursor] of this.open) if (cursor.ns === ns || cursor.ns.startsWith(`${ns}.`)) this.open.delete(id)
  }

  /** Closes cursors that nobody has asked for long. */
  sweep (now = Date.now()): void {
    for (const [id, { usedAt }] of this.open) if (now - usedAt > cursorIdleMs) this.open.delete(id)
  }

  private fill (cursor: Cursor, batchSize: number): { batch: Buffer[], isDone: boolean } {
    const batch: Buffer[] = []
    let bytes = 0
    try {
      while (batch.length < batchSize) {
        const doc = cursor.kept ?? cursor.source.next()
        cursor.kept = undefined
        if (doc === undefined) return { batch, isDone: true }
        if (batch.length > 0 && bytes + doc.length > maxDocumentBytes) {
          cursor.kept = doc
          return { batch, isDone: false }
        }
        batch.push(doc)
        bytes += doc.length
      }
      // Whether it was the last one is worth a look: it saves the client a round trip.
      if (batchSize > 0) cursor.kept = cursor.source.next()
      return { batch, isDone: batchSize > 0 && cursor.kept === undefined }
    } finally {
      cursor.source.pause()
    }
  }

  private answer (ns: string, name: string, batch: Buffer[], id: bigint): Buffer {
    const writer = new Writer(batch.reduce((bytes, doc) => bytes + doc.length + 8, 128 + ns.length))
    const start = writer.open()
    writer.name(3, 'cursor')
    const cursor = writer.open()
    writer.name(4, name)
    const array = writer.open()
    for (let i = 0; i < batch.length; i++) writer.doc(String(i), batch[i]!)
    writer.close(array)
    writer.long('id', id)
    writer.string('ns', ns)
    writer.close(cursor)
    writer.double('ok', 1)
    writer.close(start)
    return writer.buf.subarray(0, writer.pos)
  }
}

/** A source of documents that are there already. */
export function fromList (docs: Buffer[]): Source {
  let at = 0
  return { next: () => docs[at++], pause () {} }
}
