import type { ToHub } from '../src/wire.js'
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
}

const repeatAfterMs = 10_000
const prefix = 'outbox:'

/** Takes up the outbox from the shelf. Sends one at a time, in order, until each is settled. */
export function makeOutbox (shelf: Shelf, send: (call: Send) => boolean): Outbox {
  // One key for each parcel, so that two tabs never overwrite each other's.
  const parcels = shelf.keys(prefix)
    .flatMap((key) => readJson<Parcel>(shelf, key) ?? [])
    .filter((parcel) => parcel.send?.kind === 'send')
    .sort((a, b) => a.at - b.at)
  let timer: ReturnType<typeof setTimeout> | undefined

  function resend (): void {
    clearTimeout(timer)
    const first = parcels[0]
    if (first && send(first.send)) timer = setTimeout(resend, repeatAfterMs)
  }

  return {
    list: () => parcels,
    add: (call) => {
      const last = parcels[parcels.length - 1]
      const parcel = { at: Math.max(Date.now(), last ? last.at + 1 : 0), send: call }
      parcels.push(parcel)
      shelf.set(prefix + call.clientId, JSON.stringify(parcel))
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
    resend
  }
}
