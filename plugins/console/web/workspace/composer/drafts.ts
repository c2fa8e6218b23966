import type { StorageBox } from '../../shell/storage-box.js'

/** Drafts kept at most; the oldest go first. */
const MAX_DRAFTS = 100

type Texts = Readonly<Record<string, { text: string, at: number }>>

/** The unsent texts of people, by what they are for; they outlive reloads. */
export class Drafts {
  readonly #storage: StorageBox
  readonly #loaded = new Map<string, Texts>()
  readonly #listeners = new Set<() => void>()

  constructor (storage: StorageBox) {
    this.#storage = storage
  }

  /** The unsent text; empty when there is none. */
  read (me: string, name: string): string {
    return this.#load(me)[name]?.text ?? ''
  }

  has (me: string, name: string): boolean {
    return this.#load(me)[name] !== undefined
  }

  /** Keeps an unsent text; an empty one is forgotten. */
  keep (me: string, name: string, text: string): void {
    const { [name]: _, ...others } = this.#load(me)
    const kept = Object.entries(others).sort((a, b) => b[1].at - a[1].at).slice(0, MAX_DRAFTS - 1)
    const texts = Object.fromEntries(text.trim() === '' ? kept : [[name, { text, at: Date.now() }], ...kept])
    this.#loaded.set(me, texts)
    try {
      this.#storage.setItem(nameOf(me), JSON.stringify(texts))
    } catch {
      // A full or forbidden storage: the draft lives as long as the page.
    }
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  #load (me: string): Texts {
    let texts = this.#loaded.get(me)
    if (texts === undefined) {
      texts = this.#readStored(me)
      this.#loaded.set(me, texts)
    }
    return texts
  }

  #readStored (me: string): Texts {
    try {
      return JSON.parse(this.#storage.getItem(nameOf(me)) ?? '{}') as Texts
    } catch {
      // What somebody else wrote there is no draft.
      return {}
    }
  }
}

function nameOf (me: string): string { return `kefuhub.drafts.${me}` }
