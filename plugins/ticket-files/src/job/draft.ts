import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import type { WrittenFile } from '@kefuhub/contract'
import type { Target } from '../targets/target.js'

const BUFFER_BYTES = 262_144

/** Appends to a file, and knows how much it was and what came out. */
class FileSink extends Writable {
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  bytes = 0
  sha256 = ''

  constructor (handle: FileHandle) {
    super({ highWaterMark: BUFFER_BYTES })
    this.#handle = handle
  }

  override _writev (chunks: Array<{ chunk: Buffer }>, done: (error?: Error) => void): void {
    const buffer = Buffer.concat(chunks.map(({ chunk }) => chunk))
    this.#hash.update(buffer)
    this.bytes += buffer.length
    this.#handle.appendFile(buffer).then(() => done(), done)
  }

  override _final (done: () => void): void {
    this.sha256 = this.#hash.digest('hex')
    done()
  }
}

/** A file on its way: written down, but not under its name yet. */
export class Draft implements WrittenFile {
  readonly name: string
  rows = 0
  readonly handle: FileHandle
  readonly sink: Writable
  readonly #sink: FileSink
  readonly #target: Target

  private constructor (name: string, handle: FileHandle, target: Target) {
    this.name = name
    this.handle = handle
    this.sink = this.#sink = new FileSink(handle)
    this.#target = target
  }

  /** @throws what the disk says, as the target explains it */
  static async open (name: string, target: Target): Promise<Draft> {
    return new Draft(name, await target.open(name), target)
  }

  get bytes (): number { return this.#sink.bytes }
  /** Known once all is written. */
  get sha256 (): string { return this.#sink.sha256 }

  /** All bytes, or so many from a place on. Streams of the file's own would close it when they are destroyed. */
  read (start = 0, length = this.bytes): Readable {
    return Readable.from(this.#pieces(start, length), { objectMode: false })
  }

  /** Lets go of the file; one that was not published is gone. Never fails: what matters was synced before. */
  async dispose (): Promise<void> {
    await this.#target.discard(this).catch(() => {})
    await this.handle.close().catch(() => {})
  }

  async * #pieces (start: number, length: number): AsyncGenerator<Buffer> {
    for (let done = 0; done < length;) {
      const buffer = Buffer.allocUnsafe(Math.min(BUFFER_BYTES, length - done))
      const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, start + done)
      if (bytesRead === 0) throw new Error(`${this.name} is shorter than what was written`)
      done += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }
}
