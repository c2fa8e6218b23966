import type { ThreadMessage, ThreadPage, ThreadPlace } from '@kefuhub/contract'
import type { Desk } from './desk.js'
import { toInbound, toWire } from './message.js'
import { errors } from './errors.js'
import type { Place, ToHub, ToWidget, WireMessage } from './wire.js'

/** Messages of the latest or of an earlier stretch. */
const PAGE = 50
/** Messages that are read at once behind a place. */
const READ = 200
/** Clocks of several processes differ, so a place is read from somewhat before; in milliseconds. */
const OVERLAP_MS = 10_000

type Heard = { kind: 'news' } | Extract<ToWidget, { kind: 'typing' }>

/** Where the live messages for a visitor go. */
export function topicOf (visitor: string): string { return `visitor\n${visitor}` }

/** One open widget of a visitor: answers its calls, and tells it of what is new. */
export class Visit {
  readonly #visitor: string
  readonly #desk: Desk
  readonly #push: (message: ToWidget) => void
  readonly #unsubscribe: () => void
  /** What this widget has, as far as the overlap reaches; undefined until it said where it stands. */
  #seen: Map<string, number> | undefined
  #place: Place | undefined
  /** Where this widget's view of the thread begins; what lies before is no news. */
  #start = 0
  #reading: Promise<void> | undefined
  #hasNews = false

  /** @param push gives a message to the widget; must not throw */
  constructor (visitor: string, desk: Desk, push: (message: ToWidget) => void) {
    this.#visitor = visitor
    this.#desk = desk
    this.#push = push
    this.#unsubscribe = desk.hub.live.subscribe(topicOf(visitor), (message) => { this.#hear(message as Heard) })
  }

  close (): void { this.#unsubscribe() }

  /** Takes a call and pushes what answers it; a refusal is an answer too. @throws what the store throws: the call may come again */
  async take (call: ToHub): Promise<void> {
    if (call.kind !== 'resume') {
      const answer = await answerCall(this.#visitor, call, this.#desk)
      if (answer !== undefined) this.#push(answer)
      return
    }
    const { answer, found } = await readHistory(this.#visitor, call.after, this.#desk)
    this.#seen = new Map()
    this.#place = call.after
    this.#start = call.after === undefined ? found[0]?.at ?? 0 : 0
    this.#note(found)
    this.#push(answer)
  }

  #hear (message: Heard): void {
    if (message.kind === 'typing') {
      this.#push(message)
      return
    }
    this.#hasNews = true
    this.#reading ??= this.#catchUp().finally(() => { this.#reading = undefined })
  }

  /** Reads what came, until no news came while it read. */
  async #catchUp (): Promise<void> {
    while (this.#hasNews && this.#seen !== undefined) {
      this.#hasNews = false
      try {
        const { found, hasMore } = await readHistory(this.#visitor, this.#place, this.#desk)
        if (hasMore && this.#place !== undefined) this.#hasNews = true
        const fresh = found.filter(({ id, at }) => at >= this.#start && this.#seen?.has(id) === false)
        this.#note(found)
        for (const message of fresh) this.#push({ kind: 'message', message })
      } catch (err) {
        this.#desk.hub.log.warn({ err }, 'a widget could not be told of news; it asks again by itself')
      }
    }
  }

  #note (messages: readonly WireMessage[]): void {
    for (const { id, at } of messages) {
      this.#seen?.set(id, at)
      if (this.#place === undefined || at > this.#place.at || (at === this.#place.at && id > this.#place.id)) this.#place = { at, id }
    }
    const outdated = (this.#place?.at ?? 0) - 2 * OVERLAP_MS
    for (const [id, at] of this.#seen ?? []) if (at < outdated) this.#seen?.delete(id)
  }
}

/** Answers one call outside of a connection, or any call but `resume` within one. */
export async function answerCall (visitor: string, call: ToHub, desk: Desk): Promise<ToWidget | undefined> {
  switch (call.kind) {
    case 'resume':
      return (await readHistory(visitor, call.after, desk)).answer
    case 'earlier': {
      const { messages, hasMore } = await desk.hub.history(visitor, { before: { at: new Date(call.before.at), id: call.before.id }, limit: PAGE })
      return { kind: 'history', messages: toWires(visitor, messages, desk), isEarlier: true, hasMore }
    }
    case 'send':
      return await send(visitor, call, desk)
    case 'typing':
      desk.hub.live.publish('typing', { visitor, isTyping: call.isTyping })
      return undefined
    case 'read':
      await desk.hub.receipt({ externalId: call.id, state: 'read', at: new Date(desk.hub.clock.now()) })
      return undefined
  }
}

interface Read { answer: ToWidget, found: WireMessage[], hasMore: boolean }

async function readHistory (visitor: string, after: Place | undefined, desk: Desk): Promise<Read> {
  const { messages, hasMore } = after === undefined ? await desk.hub.history(visitor, { limit: PAGE }) : await readBehind(visitor, after, desk)
  const found = toWires(visitor, messages, desk)
  return { answer: { kind: 'history', messages: found, hasMore }, found, hasMore }
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

async function send (visitor: string, call: Extract<ToHub, { kind: 'send' }>, desk: Desk): Promise<ToWidget> {
  const { clientId } = call
  const { hub, allowance, links } = desk
  const refuse = ({ code, message }: { code: string, message: string }): ToWidget => ({ kind: 'refused', clientId, code, reason: message })
  if (!allowance.take(visitor)) return refuse(new errors.WEB_ERR_RATE())
  const inbound = toInbound(visitor, call, links, hub.clock.now())
  if (inbound === undefined) return refuse(new errors.WEB_ERR_MEDIA())
  await hub.receive(inbound)
  // The visitor's other widgets show it too.
  hub.live.publish(topicOf(visitor), { kind: 'news' })
  return { kind: 'stored', clientId, at: inbound.sentAt.getTime() }
}

function toWires (visitor: string, messages: readonly ThreadMessage[], { links }: Desk): WireMessage[] {
  return messages.map((message) => toWire(visitor, message, links)).filter((message) => message !== undefined)
}
