/** A few strings of one channel that outlive the page where the browser allows it. */
export interface Shelf {
  get: (key: string) => string | undefined
  set: (key: string, value: string) => void
  delete: (key: string) => void
  /** Keys that begin so, without the channel's own prefix. */
  keys: (prefix: string) => string[]
  /** Calls when another tab of the site has changed something on the shelf. */
  onOtherTab: (listener: () => void) => void
}

/** Makes the shelf of a channel on localStorage; where that is blocked or full, values live as long as the page. */
export function makeShelf (base: URL): Shelf {
  const prefix = `kefuhub:${base.href}:`
  const memory = new Map<string, string>()

  function attempt<T> (action: () => T): T | undefined {
    try {
      return action()
    } catch {
      return undefined
    }
  }

  return {
    get: (key) => memory.get(key) ?? attempt(() => localStorage.getItem(prefix + key)) ?? undefined,
    set: (key, value) => {
      // Memory holds only what storage would not take, so that a value of another tab is never hidden by it.
      memory.delete(key)
      if (!attempt(() => { localStorage.setItem(prefix + key, value); return true })) memory.set(key, value)
    },
    delete: (key) => {
      memory.delete(key)
      attempt(() => { localStorage.removeItem(prefix + key) })
    },
    keys: (start) => {
      const stored = attempt(() => Object.keys(localStorage)) ?? []
      const own = stored.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
      return [...new Set([...own, ...memory.keys()])].filter((key) => key.startsWith(start))
    },
    onOtherTab: (listener) => {
      addEventListener('storage', (event) => {
        if (event.key === null || event.key.startsWith(prefix)) listener()
      })
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
