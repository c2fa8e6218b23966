import type { Place } from '../src/wire.js'
import { readJson } from './shelf.js'
import type { Shelf } from './shelf.js'
import { comparePlaces } from './thread.js'
import type { Thread } from './thread.js'

/** How far the visitor has read. */
export interface Reading {
  countUnread: () => number
  /** Notes that all is seen; returns the id to report, if there is something new to report. */
  readAll: () => string | undefined
  /** Forgets what was reported, as a report may be lost with its connection. */
  forgetReport: () => void
}

const key = 'read'

/** Makes the reading of a thread, shared by the tabs of a site. */
export function makeReading (thread: Thread, shelf: Shelf): Reading {
  let reported: string | undefined

  function listOthers (): Place[] {
    return thread.list().flatMap(({ from, id, at }) => from !== 'visitor' && id ? [{ at, id }] : [])
  }

  return {
    countUnread: () => {
      const read = readJson<Place>(shelf, key)
      return listOthers().filter((place) => !read || comparePlaces(place, read) > 0).length
    },
    readAll: () => {
      const newest = listOthers().pop()
      if (!newest || newest.id === reported) return undefined
      const read = readJson<Place>(shelf, key)
      if (!read || comparePlaces(newest, read) > 0) shelf.set(key, JSON.stringify(newest))
      reported = newest.id
      return newest.id
    },
    forgetReport: () => { reported = undefined }
  }
}
