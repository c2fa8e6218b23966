import type { Place, WireContent, WireMessage } from '../src/wire.js'

/** A message as the widget shows it. */
export interface Bubble {
  /** Stays the same while a message is sent and stored: the client id of own messages, the hub's id of others. */
  key: string
  /** The hub's id, once it is known. */
  id?: string
  from: WireMessage['from']
  name?: string
  at: number
  content: WireContent
  state: 'uploading' | 'sending' | 'stored' | 'failed'
  /** Why it failed, for the visitor to read. */
  reason?: string
}

/** The messages of the conversation, as far as they are here. */
export interface Thread {
  /** In the order in which they are shown. */
  list: () => Bubble[]
  /** Shows a message that is not yet stored, or changes it. */
  put: (bubble: Pick<Bubble, 'key' | 'at' | 'content' | 'state' | 'reason'> & { from?: Bubble['from'] }) => void
  /** Takes in messages of the hub; returns those that were new here. */
  merge: (messages: WireMessage[]) => WireMessage[]
  /** Takes in the answer to a resume, after which nothing is missing up to `place`. */
  advance: (messages: WireMessage[]) => boolean
  /** The last message up to which none is missing. */
  place: () => Place | undefined
  /** The first message that is here. */
  first: () => Place | undefined
  get: (key: string) => Bubble | undefined
  markStored: (key: string, at: number) => void
  markFailed: (key: string, reason: string) => void
  remove: (key: string) => void
  /** Forgets all: another visitor is there. */
  clear: () => void
}

/** Orders two places: negative when the first is earlier. */
export function comparePlaces (a: Place, b: Place): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function compareBubbles (a: Bubble, b: Bubble): number {
  // The visitor's clock may be wrong: what the hub has not dated comes last, in the visitor's own order.
  const undated = Number(a.state !== 'stored') - Number(b.state !== 'stored')
  return undated || comparePlaces({ at: a.at, id: a.id ?? '~' }, { at: b.at, id: b.id ?? '~' })
}

/** Makes an empty thread. */
export function makeThread (): Thread {
  const bubbles = new Map<string, Bubble>()
  const keyById = new Map<string, string>()
  let place: Place | undefined

  function merge (messages: WireMessage[]): WireMessage[] {
    return messages.filter((message) => {
      const { id, clientId, from, name, at, content } = message
      const isNew = !keyById.has(id)
      const key = keyById.get(id) ?? (from === 'visitor' && clientId ? clientId : id)
      keyById.set(id, key)
      bubbles.set(key, { key, id, from, at, content, state: 'stored', ...(name && { name }) })
      return isNew
    })
  }

  return {
    list: () => [...bubbles.values()].sort(compareBubbles),
    put: (bubble) => { bubbles.set(bubble.key, { from: 'visitor', ...bubble }) },
    merge,
    // Pushed messages do not move the place: one before them may have been lost.
    advance: (messages) => {
      const before = place
      for (const { at, id } of messages) {
        if (!place || comparePlaces({ at, id }, place) > 0) place = { at, id }
      }
      return place !== before
    },
    place: () => place,
    first: () => {
      let first: Place | undefined
      for (const { id, at } of bubbles.values()) {
        if (id && (!first || comparePlaces({ at, id }, first) < 0)) first = { at, id }
      }
      return first
    },
    get: (key) => bubbles.get(key),
    markStored: (key, at) => {
      const bubble = bubbles.get(key)
      if (bubble && !bubble.id) bubbles.set(key, { ...bubble, at, state: 'stored' })
    },
    markFailed: (key, reason) => {
      const bubble = bubbles.get(key)
      if (bubble && !bubble.id) bubbles.set(key, { ...bubble, state: 'failed', reason })
    },
    remove: (key) => { bubbles.delete(key) },
    clear: () => {
      bubbles.clear()
      keyById.clear()
      place = undefined
    }
  }
}
