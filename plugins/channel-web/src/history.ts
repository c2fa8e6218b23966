import type { ThreadMessage, ThreadPage, ThreadPlace } from '@kefuhub/contract'
import type { Desk } from './desk.js'
import { toWire } from './message.js'
import type { Place, ToWidget, WireMessage } from './wire.js'

/** Messages of the latest or of an earlier stretch. */
const PAGE = 50
/** Messages that are read at once behind a place. */
const READ = 200
/** Clocks of several processes differ, so a place is read from somewhat before; in milliseconds. */
export const OVERLAP_MS = 10_000

/** A stretch of a visitor's thread. */
export interface Stretch {
  answer: Extract<ToWidget, { kind: 'history' }>
  /** As the hub has them. */
  messages: ThreadMessage[]
}

/** Reads what came after a place, or the latest. */
export async function readSince (visitor: string, after: Place | undefined, desk: Desk): Promise<Stretch> {
  const { messages, hasMore } = after === undefined ? await desk.hub.history(visitor, { limit: PAGE }) : await readBehind(visitor, after, desk)
  return { answer: { kind: 'history', messages: toWires(visitor, messages, desk), hasMore }, messages }
}

/** Reads what came before a place. */
export async function readEarlier (visitor: string, before: Place, desk: Desk): Promise<Stretch> {
  const { messages, hasMore } = await desk.hub.history(visitor, { before: { at: new Date(before.at), id: before.id }, limit: PAGE })
  return { answer: { kind: 'history', messages: toWires(visitor, messages, desk), isEarlier: true, hasMore }, messages }
}

/** Reads the last ones up to a place and within its millisecond. */
export async function readUpTo (visitor: string, place: Place, { hub }: Desk): Promise<ThreadMessage[]> {
  return (await hub.history(visitor, { before: { at: new Date(place.at + 1), id: '' }, limit: PAGE })).messages
}

/** Reads from before a place at least until behind it, however much lies in between: else a widget would never get on. */
async function readBehind (visitor: string, place: Place, { hub }: Desk): Promise<ThreadPage> {
  const messages: ThreadMessage[] = []
  for (let after: ThreadPlace = { at: new Date(Math.max(0, place.at - OVERLAP_MS)), id: '' }; ;) {
    const page = await hub.history(visitor, { after, limit: READ })
    messages.push(...page.messages)
    const last = page.messages.at(-1)
    if (last === undefined || !page.hasMore || last.at.getTime() > place.at) return { messages, hasMore: page.hasMore }
    after = last
  }
}

function toWires (visitor: string, messages: readonly ThreadMessage[], desk: Desk): WireMessage[] {
  return messages.map((message) => toWire(visitor, message, desk)).filter((message) => message !== undefined)
}
