import type { ToHub, WireContent } from '../src/wire.js'
import { readJson } from './shelf.js'
import type { Shelf } from './shelf.js'

/** A message on its way to the hub. */
export type Send = Extract<ToHub, { kind: 'send' }>

/** A send with the time at which the visitor gave it. */
export interface Parcel { at: number, send: Send }

/** The sends that the hub has not yet acknowledged. */
export interface Outbox {
  list: () => readonly Parcel[]
  add: (send: Send) => Parcel
  /** Takes out what was stored or refused, and sends the next. */
  settle: (clientId: string) => void
  /** Sends the first again, after a connection was made. */
  resend: () => void
  /** Takes down what was given on this page, and forgets the rest: the shelf becomes another visitor's. */
  leave: () => Parcel[]
  /** Takes up what is on the shelf now, and behind it what was taken down. */
  enter: (parcels: readonly Parcel[]) => void
}

/** What the visitor sees of a message before it has come back from the hub. */
export function toShown (content: Send['content']): WireContent {
  if (content.type === 'choice') return { type: 'text', text: content.label }
  if (content.type === 'file') return { type: 'file', media: content.media, name: content.media.name ?? '' }
  return content as WireContent
}

const repeatAfterMs = 10_000
const prefix = 'outbox:'

/** Takes up the outbox from the shelf. Sends one at a time, in order, until each is settled. */
export function makeOutbox (shelf: Shelf, send: (call: Send) => boolean): Outbox {
  const given = new Set<string>()
  let parcels = load()
  let timer: ReturnType<typeof setTimeout> | undefined

  function load (): Parcel[] {
    // One key for each parcel, so that two tabs never overwrite each other's.
    return shelf.keys(prefix)
      .flatMap((key) => readJson<Parcel>(shelf, key) ?? [])
      .filter((parcel) => parcel.send?.kind === 'send')
      .sort((a, b) => a.at - b.at)
  }

  function resend (): void {
    clearTimeout(timer)
    const first = parcels[0]
    if (first && send(first.send)) timer = setTimeout(resend, repeatAfterMs)
  }

  function put (parcel: Parcel): void {
    parcels.push(parcel)
    given.add(parcel.send.clientId)
    shelf.set(prefix + parcel.send.clientId, JSON.stringify(parcel))
  }

  return {
    list: () => parcels,
    add: (call) => {
      const last = parcels[parcels.length - 1]
      const parcel = { at: Math.max(Date.now(), last ? last.at + 1 : 0), send: call }
      put(parcel)
      if (parcels.length === 1) resend()
      return parcel
    },
    settle: (clientId) => {
      const index = parcels.findIndex((parcel) => parcel.send.clientId === clientId)
      if (index < 0) return
      parcels.splice(index, 1)
      shelf.delete(prefix + clientId)
      if (index === 0) resend()
    },
    resend,
    leave: () => {
      clearTimeout(timer)
      const taken = parcels.filter((parcel) => given.has(parcel.send.clientId))
      for (const parcel of taken) shelf.delete(prefix + parcel.send.clientId)
      parcels = []
      return taken
    },
    enter: (taken) => {
      parcels = load()
      for (const parcel of taken) put(parcel)
    }
  }
}
