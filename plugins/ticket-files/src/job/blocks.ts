import { Transform } from 'node:stream'

const BLOCK_BYTES = 65_536

/** Puts small pieces together: compressing each row by itself would take a journey to another thread each time. */
export class Blocks extends Transform {
  #pieces: Buffer[] = []
  #bytes = 0

  override _transform (piece: Buffer, _encoding: string, done: () => void): void {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    if (this.#bytes >= BLOCK_BYTES) this.#give()
    done()
  }

  override _flush (done: () => void): void {
    this.#give()
    done()
  }

  #give (): void {
    this.push(Buffer.concat(this.#pieces))
    this.#pieces = []
    this.#bytes = 0
  }
}
