import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../packages.js'
import { StepError } from '../step.js'

// Beside the packages and not in the system's folder for temporary files: that may be memory, where a disk's time is not seen,
// and a config finds the packages above it.
const parent = join(root, 'node_modules/.cache/kefuhub')

/** What one benchmark set up, to be undone when it ends, last first. Once closed it takes nothing more. */
export class Stage {
  /** @type {Array<() => Promise<void> | void>} */
  #undo = []
  #folders = 0
  /** @type {string | undefined} */
  #folder
  #isClosed = false

  /**
   * @param {() => Promise<void> | void} undo
   * @throws {StepError} when the stage is closed
   */
  add (undo) {
    this.refuseIfClosed()
    this.#undo.push(undo)
  }

  /** @throws {StepError} when the stage is closed */
  refuseIfClosed () {
    if (this.#isClosed) throw new StepError('kefuhub: the benchmark was stopped.')
  }

  /**
   * Makes a folder for throw-away data.
   * @throws {StepError} when the stage is closed
   */
  makeFolder () {
    this.refuseIfClosed()
    if (this.#folder === undefined) {
      mkdirSync(parent, { recursive: true })
      const folder = mkdtempSync(join(parent, 'bench-'))
      this.#folder = folder
      this.#undo.unshift(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
    }
    const folder = join(this.#folder, String(++this.#folders))
    mkdirSync(folder)
    return folder
  }

  /** Undoes everything and can be used again. */
  async clear () {
    for (const undo of this.#undo.splice(0).reverse()) await undo()
    this.#folder = undefined
  }

  /** Undoes everything for good; harmless when repeated. */
  async close () {
    this.#isClosed = true
    await this.clear()
  }
}
