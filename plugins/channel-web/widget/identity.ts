import type { Shelf } from './shelf.js'

/** Whose things are on the shelf: one browser may be used by a signed user and by people whom nobody named. */
export interface Identity {
  /** The part of the shelf that belongs to the visitor of this page, and to nobody else. */
  shelf: Shelf
  /**
   * Takes over the key that the hub gave. True when it is another visitor's than was thought; `leave` is called before the
   * other's things are put away.
   */
  become: (key: string, leave: () => void) => boolean
}

/** Tells user tokens apart on the shelf without keeping them; FNV-1a. */
function hash (text: string): string {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return (value >>> 0).toString(36)
}

/** Makes the identity of who the page says is there. Until the hub has given a key, that of the last time is used. */
export function makeIdentity (shelf: Shelf, user: string | undefined): Identity {
  // A token is ID:EXPIRES:SIGNATURE or ID:EXPIRES:CLAIMS:SIGNATURE, and only the first part stays the same.
  const claim = user === undefined ? 'anonymous' : hash(user.replace(/:\d+(:e[\w-]*)?:\w*$/, ''))
  const claimKey = `who:${claim}`
  const provisional = `~${claim}`
  let who = shelf.get(claimKey) ?? provisional
  const toKey = (key: string): string => `${who}/${key}`

  return {
    shelf: {
      get: (key) => shelf.get(toKey(key)),
      set: (key, value) => shelf.set(toKey(key), value),
      delete: (key) => shelf.delete(toKey(key)),
      keys: (prefix) => shelf.keys(toKey(prefix)).map((key) => key.slice(who.length + 1))
    },
    become: (key, leave) => {
      if (key === who) return false
      const before = who
      const isOther = before !== provisional
      if (isOther) leave()
      shelf.set(claimKey, key)
      who = key
      if (isOther) return true
      for (const old of shelf.keys(`${before}/`)) {
        shelf.set(toKey(old.slice(before.length + 1)), shelf.get(old) ?? '')
        shelf.delete(old)
      }
      return false
    }
  }
}
