import { createHash } from 'node:crypto'
import type { PluginHub } from '@kefuhub/contract'
import { dateAt, listAt, textAt } from './foreign.js'

/** Something that was created lately, or maybe was. */
export interface Doubt {
  at: Date
  /** Absent: nobody knows whether it was created. */
  externalId?: string
}

const KEEP_MS = 24 * 3_600_000
const MOST = 50

/**
 * Remembers, in every process, what a search of the other system may not find yet: tickets that were just created, and those of which
 * the answer got lost. Without it a second attempt would look too early and create them again.
 */
export class Doubts {
  readonly #hub: Pick<PluginHub, 'cursors' | 'clock'>
  #writing: Promise<void> = Promise.resolve()

  constructor (hub: Pick<PluginHub, 'cursors' | 'clock'>) { this.#hub = hub }

  async about (key: string): Promise<Doubt | undefined> {
    const note = (await this.#read(key)).find((note) => note.key === key)
    return note && { at: note.at, ...(note.externalId !== undefined && { externalId: note.externalId }) }
  }

  /** @param externalId absent where the answer got lost */
  async note (key: string, externalId?: string): Promise<void> {
    // One at a time: two notes of one slot must not overwrite each other.
    const written = this.#writing.then(() => this.#write(key, externalId))
    this.#writing = written.catch(() => {})
    await written
  }

  async #write (key: string, externalId: string | undefined): Promise<void> {
    const at = new Date(this.#hub.clock.now())
    const others = (await this.#read(key)).filter((note) => note.key !== key)
    const notes = [...others, { key, at, ...(externalId !== undefined && { externalId }) }].slice(-MOST)
    await this.#hub.cursors.set(slotOf(key), JSON.stringify(notes))
  }

  async #read (key: string): Promise<Array<Doubt & { key: string }>> {
    const oldestMs = this.#hub.clock.now() - KEEP_MS
    return listAt(JSON.parse(await this.#hub.cursors.get(slotOf(key)) ?? '[]')).flatMap((note) => {
      const key = textAt(note, 'key')
      const at = dateAt(note, 'at')
      const externalId = textAt(note, 'externalId')
      return key === undefined || at === undefined || at.getTime() < oldestMs ? [] : [{ key, at, ...(externalId !== undefined && { externalId }) }]
    })
  }
}

/** Few names, so that what is remembered of thousands of tickets does not pile up. */
function slotOf (key: string): string { return `doubts-${createHash('sha256').update(key).digest('hex').slice(0, 2)}` }
