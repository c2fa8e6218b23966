import { makeShelf, type Shelf, type StorageBox } from '../../widget/shelf.js'

/** Where the tests' widget stands. */
export const BASE = new URL('https://hub.test/web/shop/')

/** A browser's storage in memory. */
export class Box implements StorageBox {
  readonly values = new Map<string, string>()
  isFull = false

  get length (): number { return this.values.size }
  key (index: number): string | null { return [...this.values.keys()][index] ?? null }
  getItem (key: string): string | null { return this.values.get(key) ?? null }
  removeItem (key: string): void { this.values.delete(key) }
  setItem (key: string, value: string): void {
    if (this.isFull) throw new Error('QuotaExceededError')
    this.values.set(key, value)
  }
}

/** A shelf on a storage of its own. */
export function openShelf (box = new Box()): Shelf {
  return makeShelf(BASE, () => box)
}
