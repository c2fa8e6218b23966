import type { Brand, Ended, Form, ToWidget, WireForm } from '../src/wire.js'
import type { ChatState } from './chat-state.js'
import { chime } from './chime.js'
import { makeClientId } from './client-id.js'
import { makeConnection } from './connection.js'
import type { Status } from './connection.js'
import { formatBytes } from './formats.js'
import { makeIdentity } from './identity.js'
import { openEventSource, openWebSocket, onWake } from './line.js'
import { openEvents, openSocket } from './link.js'
import type { Options } from './options.js'
import { makeOutbox, toShown } from './outbox.js'
import type { Parcel, Send } from './outbox.js'
import { makeRating } from './rating.js'
import type { Rating } from './rating.js'
import { makeReading } from './reading.js'
import { describeRefusal } from './refusal.js'
import { openSession } from './session.js'
import { prefixOf, readJson } from './shelf.js'
import type { Shelf } from './shelf.js'
import { makeThread } from './thread.js'
import { makeTypingReport, makeTypingSign } from './typing.js'
import { makeUploads } from './uploads.js'
import { fill } from './words.js'
import type { Words } from './words.js'

/** The conversation, without its looks. */
export interface Chat {
  state: () => ChatState
  start: () => void
  sendText: (text: string) => void
  choose: (id: string, label: string) => void
  /** Uploads and sends; a recording has a duration. Returns why not, for the visitor to read. */
  sendFile: (file: File, durationMs?: number) => string | undefined
  sendForm: (filled: WireForm) => void
  /** Takes back a form that the hub refused, for the visitor to mend it. */
  takeBack: (key: string) => WireForm | undefined
  retry: (key: string) => void
  loadEarlier: () => void
  setTyping: (isTyping: boolean) => void
  /** Notes whether the visitor sees the thread. */
  setSeen: (isSeen: boolean) => void
  /** Shows what invited the visitor, who did not write it and whom nobody wrote it to. */
  greet: (text: string) => void
  rate: Rating['rate']
  dismissRating: () => void
}

/** Makes the conversation of a channel; `onChange` is called after every change, `onNotice` with what to tell the visitor. */
export function makeChat (options: Options, shelf: Shelf, words: Words, onChange: () => void, onNotice: (text: string) => void): Chat {
  const { base, user } = options
  const identity = makeIdentity(shelf, user)
  const own = identity.shelf
  const thread = makeThread()
  const reading = makeReading(thread, own)
  const uploads = makeUploads(base, thread, words, send, onChange)
  const refusedSends = new Map<string, Send>()
  let status: Status = 'idle'
  let brand = readJson<Brand>(shelf, 'brand')
  let maxUploadBytes = Infinity
  let forms: readonly Form[] = []
  let hasEarlier = false
  let isLoaded = false
  let isSeen = false
  let greeting: string | undefined
  /** When the last conversation ended. */
  let endedAt = 0

  const connection = makeConnection({
    openSession: () => openSession(options),
    openSocket: (events) => openSocket(base, openWebSocket, events),
    openEvents: (events) => openEvents(base, openEventSource, events),
    onWake
  }, {
    onOpened: (opened) => {
      brand = opened.brand
      maxUploadBytes = opened.maxUploadBytes
      forms = opened.forms
      shelf.set('brand', JSON.stringify(brand))
      become(opened.visitorKey)
      onChange()
    },
    onStatus: (next) => {
      status = next
      if (next === 'open') {
        outbox.resend()
        rating.resend()
        reading.forgetReport()
      }
      onChange()
    },
    onCall: receive,
    makeResume: () => {
      const after = thread.place()
      return { kind: 'resume', ...(after && { after }) }
    }
  })
  const outbox = makeOutbox(own, connection.send)
  const rating = makeRating(own, connection.send)
  const sign = makeTypingSign(onChange)
  const setTyping = makeTypingReport((isTyping) => { connection.send({ kind: 'typing', isTyping }) })

  showParcels()
  if (own.get('talked') || outbox.list().length > 0) connection.start()
  addEventListener('storage', ({ key }) => { if (key === null || key.startsWith(prefixOf(base))) onChange() })

  function showParcels (): void {
    for (const { at, send } of outbox.list()) {
      thread.put({ key: send.clientId, at, content: toShown(send.content), state: 'sending' })
    }
  }

  /** What the page has shown may be another visitor's. */
  function become (key: string): void {
    let given: Parcel[] = []
    if (!identity.become(key, () => { given = outbox.leave() })) return
    thread.clear()
    refusedSends.clear()
    hasEarlier = isLoaded = false
    endedAt = 0
    outbox.enter(given)
    showParcels()
  }

  function receive (call: ToWidget): void {
    if (call.kind === 'history') {
      const isForward = thread.place() !== undefined && !call.isEarlier
      take(call.messages)
      if (!isForward) hasEarlier = call.hasMore
      const hasAdvanced = !call.isEarlier && thread.advance(call.messages)
      const after = thread.place()
      if (isForward && call.hasMore && hasAdvanced && after) connection.send({ kind: 'resume', after })
      isLoaded = true
      if (call.ended) end(call.ended)
    } else if (call.kind === 'message') {
      take([call.message])
      if (call.message.from !== 'visitor') {
        sign.set(undefined)
        if (brand?.sound && !isSeen) chime()
      }
    } else if (call.kind === 'stored') {
      thread.markStored(call.clientId, call.at)
      own.set('talked', '1')
      outbox.settle(call.clientId)
    } else if (call.kind === 'refused') {
      if (call.conversation) rating.fail(call.conversation)
      refuse(call.clientId, describeRefusal(call.code, call.reason, words))
    } else if (call.kind === 'typing') {
      sign.set(call.isTyping ? call.name ?? '' : undefined)
    } else if (call.kind === 'ended') {
      sign.set(undefined)
      end(call.ended)
    } else if (call.kind === 'rated') {
      rating.settle(call.conversation)
    }
    report()
    onChange()
  }

  function take (messages: Parameters<typeof thread.merge>[0]): void {
    thread.merge(messages)
    if (messages.length > 0) own.set('talked', '1')
    for (const { clientId, content } of messages) {
      if (clientId) outbox.settle(clientId)
      if (content.type === 'rating') rating.ask(content.conversation)
    }
  }

  function end ({ conversation, at, canRate }: Ended): void {
    endedAt = at
    if (canRate) rating.ask(conversation)
    else rating.settle(conversation)
  }

  function refuse (clientId: string | undefined, reason: string): void {
    const parcel = outbox.list().find(({ send }) => send.clientId === clientId)
    if (!parcel) return onNotice(reason)
    refusedSends.set(parcel.send.clientId, parcel.send)
    thread.markFailed(parcel.send.clientId, reason)
    outbox.settle(parcel.send.clientId)
  }

  function report (): void {
    const call = reading.note(isSeen)
    if (call && !connection.send(call)) reading.forgetReport()
  }

  function send (content: Send['content'], clientId = makeClientId()): void {
    const parcel = outbox.add({ kind: 'send', clientId, content })
    thread.put({ key: clientId, at: parcel.at, content: toShown(content), state: 'sending' })
    connection.start()
    onChange()
  }

  return {
    state: () => {
      const bubbles = thread.list()
      return {
        status,
        brand,
        hasEarlier,
        isLoaded,
        bubbles,
        forms,
        greeting,
        unread: reading.countUnread(),
        typing: sign.name(),
        isWithAgent: bubbles.some(({ from, at }) => from === 'agent' && at > endedAt),
        rating: rating.state()
      }
    },
    start: connection.start,
    sendText: (text) => {
      setTyping(false)
      send({ type: 'text', text })
    },
    choose: (id, label) => send({ type: 'choice', id, label: label.slice(0, 256) }),
    sendFile: (file, durationMs) => {
      if (file.size === 0) return fill(words.emptyFile, { name: file.name })
      if (file.size > maxUploadBytes) return fill(words.tooLarge, { name: file.name, max: formatBytes(maxUploadBytes) })
      uploads.start(makeClientId(), file, durationMs)
      return undefined
    },
    sendForm: send,
    takeBack: (key) => {
      const content = refusedSends.get(key)?.content
      if (content?.type !== 'form') return undefined
      refusedSends.delete(key)
      thread.remove(key)
      onChange()
      return content
    },
    retry: (key) => {
      const refused = refusedSends.get(key)
      if (uploads.retry(key) || !refused) return
      // A new id: the hub has answered the old one for good.
      refusedSends.delete(key)
      thread.remove(key)
      send(refused.content)
    },
    loadEarlier: () => {
      const before = thread.first()
      if (before) connection.send({ kind: 'earlier', before })
    },
    setTyping,
    setSeen: (next) => {
      isSeen = next
      report()
      onChange()
    },
    greet: (text) => {
      const last = thread.list().pop()
      // Before the first message it stands where the welcome does; later it follows what was said.
      if (last) thread.put({ key: 'greeting', from: 'bot', at: last.at + 1, content: { type: 'text', text }, state: 'stored' })
      else greeting = text
      onChange()
    },
    rate: (score, comment) => {
      rating.rate(score, comment)
      connection.start()
      onChange()
    },
    dismissRating: () => {
      rating.dismiss()
      onChange()
    }
  }
}
