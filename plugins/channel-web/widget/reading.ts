import type { Place, ToHub } from '../src/wire.js'
import { readJson } from './shelf.js'
import type { Shelf } from './shelf.js'
import { comparePlaces } from './thread.js'
import type { Thread } from './thread.js'

/** How far the visitor has read. */
export interface Reading {
  countUnread: () => number
  /** Notes that all is received, or seen; returns the call that reports it, if there is something new to report. */
  note: (isSeen: boolean) => Extract<ToHub, { upTo: Place }> | undefined
  /** Forgets what was reported, as a report may be lost with its connection. */
  forgetReport: () => void
}

const key = 'read'

/** Makes the reading of a thread, shared by the tabs of a site. */
export function makeReading (thread: Thread, shelf: Shelf): Reading {
  let reported = ''

  function listOthers (): Place[] {
    return thread.list().flatMap(({ from, id, at }) => from !== 'visitor' && id ? [{ at, id }] : [])
  }

  return {
    countUnread: () => {
      const read = readJson<Place>(shelf, key)
      return listOthers().filter((place) => !read || comparePlaces(place, read) > 0).length
    },
    note: (isSeen) => {
      const upTo = listOthers().pop()
      if (!upTo) return undefined
      const read = readJson<Place>(shelf, key)
      if (isSeen && (!read || comparePlaces(upTo, read) > 0)) shelf.set(key, JSON.stringify(upTo))
      const kind = isSeen ? 'read' : 'delivered'
      if (reported === `read ${upTo.id}` || reported === `${kind} ${upTo.id}`) return undefined
      reported = `${kind} ${upTo.id}`
      return { kind, upTo }
    },
    forgetReport: () => { reported = '' }
  }
}
