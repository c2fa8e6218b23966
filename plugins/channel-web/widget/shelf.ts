/** The part of a browser's storage that is used. */
export interface StorageBox {
  readonly length: number
  key: (index: number) => string | null
  getItem: (key: string) => string | null
  setItem: (key: string, value: string) => void
  removeItem: (key: string) => void
}

/** A few strings that outlive the page where the browser allows it. */
export interface Shelf {
  get: (key: string) => string | undefined
  set: (key: string, value: string) => void
  delete: (key: string) => void
  /** Keys that begin so, without what the storage has before them. */
  keys: (prefix: string) => string[]
}

/** What stands before the keys of a channel in the storage of a site. */
export function prefixOf (base: URL): string {
  return `kefuhub:${base.href}:`
}

/** Makes the shelf of a channel; where storage is blocked or full, values live as long as the page. @param open may throw */
export function makeShelf (base: URL, open: () => StorageBox): Shelf {
  const prefix = prefixOf(base)
  const memory = new Map<string, string>()

  function attempt<T> (action: (box: StorageBox) => T): T | undefined {
    try {
      return action(open())
    } catch {
      return undefined
    }
  }

  return {
    get: (key) => memory.get(key) ?? attempt((box) => box.getItem(prefix + key)) ?? undefined,
    set: (key, value) => {
      // Memory holds only what storage would not take, so that a value of another tab is never hidden by it.
      memory.delete(key)
      if (!attempt((box) => { box.setItem(prefix + key, value); return true })) memory.set(key, value)
    },
    delete: (key) => {
      memory.delete(key)
      attempt((box) => { box.removeItem(prefix + key) })
    },
    keys: (start) => {
      const stored = attempt((box) => Array.from({ length: box.length }, (_, index) => box.key(index) ?? '')) ?? []
      const own = stored.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
      return [...new Set([...own, ...memory.keys()])].filter((key) => key.startsWith(start))
    }
  }
}

/** Reads JSON from the shelf; what is broken counts as absent. */
export function readJson<T> (shelf: Shelf, key: string): T | undefined {
  try {
    return JSON.parse(shelf.get(key) ?? '') as T
  } catch {
    return undefined
  }
}
