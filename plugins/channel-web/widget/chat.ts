import type { Brand, ToWidget, WireContent } from '../src/wire.js'
import { makeClientId } from './client-id.js'
import { makeConnection } from './connection.js'
import type { Status } from './connection.js'
import { formatBytes } from './formats.js'
import type { Options } from './options.js'
import { makeOutbox } from './outbox.js'
import type { Send } from './outbox.js'
import { makeReading } from './reading.js'
import { describeRefusal } from './refusal.js'
import { makeShelf, readJson } from './shelf.js'
import { makeThread } from './thread.js'
import type { Bubble } from './thread.js'
import { makeTypingReport, makeTypingSign } from './typing.js'
import { toContent, uploadFile } from './uploads.js'
import { fill } from './words.js'
import type { Words } from './words.js'

/** All that the views show, at one moment. */
export interface ChatState {
  status: Status
  /** Of an earlier visit until the session is open. */
  brand: Brand | undefined
  bubbles: Bubble[]
  hasEarlier: boolean
  /** Whether the hub has told what was said before. */
  isLoaded: boolean
  unread: number
  /** Who types: a name, '' without one, undefined for nobody. */
  typing: string | undefined
}

/** The conversation, without its looks. */
export interface Chat {
  state: () => ChatState
  start: () => void
  sendText: (text: string) => void
  choose: (id: string, label: string) => void
  /** Uploads and sends; a recording has a duration. Returns why not, for the visitor to read. */
  sendFile: (file: File, durationMs?: number) => string | undefined
  retry: (key: string) => void
  loadEarlier: () => void
  setTyping: (isTyping: boolean) => void
  /** Notes whether the visitor sees the thread. */
  setSeen: (isSeen: boolean) => void
}

function toShown (content: Send['content']): WireContent {
  if (content.type === 'choice') return { type: 'text', text: content.label }
  if (content.type === 'file') return { type: 'file', media: content.media, name: content.media.name ?? '' }
  return content as WireContent
}

/** Makes the conversation of a channel; `onChange` is called after every change, `onNotice` with what to tell the visitor. */
export function makeChat (options: Options, words: Words, onChange: () => void, onNotice: (text: string) => void): Chat {
  const shelf = makeShelf(options.base)
  const thread = makeThread()
  const reading = makeReading(thread, shelf)
  const uploads = new Map<string, { file: File, durationMs: number | undefined }>()
  const refusedSends = new Map<string, Send>()
  let status: Status = 'idle'
  let brand = readJson<Brand>(shelf, 'brand')
  let maxUploadBytes = Infinity
  let hasEarlier = false
  let isLoaded = false
  let isSeen = false

  const connection = makeConnection(options, {
    onOpened: (opened) => {
      brand = opened.brand
      maxUploadBytes = opened.maxUploadBytes
      shelf.set('brand', JSON.stringify(brand))
      onChange()
    },
    onStatus: (next) => {
      status = next
      if (next === 'open') {
        outbox.resend()
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
  const outbox = makeOutbox(shelf, connection.send)
  const sign = makeTypingSign(onChange)
  const setTyping = makeTypingReport((isTyping) => { connection.send({ kind: 'typing', isTyping }) })

  for (const { at, send } of outbox.list()) {
    thread.put({ key: send.clientId, at, content: toShown(send.content), state: 'sending' })
  }
  if (shelf.get('talked') || outbox.list().length > 0) connection.start()
  shelf.onOtherTab(onChange)

  function receive (call: ToWidget): void {
    if (call.kind === 'history') {
      const isForward = thread.place() !== undefined && !call.isEarlier
      take(call.messages)
      if (!isForward) hasEarlier = call.hasMore
      const hasAdvanced = !call.isEarlier && thread.advance(call.messages)
      const after = thread.place()
      if (isForward && call.hasMore && hasAdvanced && after) connection.send({ kind: 'resume', after })
      isLoaded = true
    } else if (call.kind === 'message') {
      take([call.message])
      if (call.message.from !== 'visitor') sign.set(undefined)
    } else if (call.kind === 'stored') {
      thread.markStored(call.clientId, call.at)
      shelf.set('talked', '1')
      outbox.settle(call.clientId)
    } else if (call.kind === 'refused') {
      refuse(call.clientId, describeRefusal(call.code, call.reason, words))
    } else if (call.kind === 'typing') {
      sign.set(call.isTyping ? call.name ?? '' : undefined)
    }
    report()
    onChange()
  }

  function take (messages: Parameters<typeof thread.merge>[0]): void {
    thread.merge(messages)
    if (messages.length > 0) shelf.set('talked', '1')
    for (const { clientId } of messages) if (clientId) outbox.settle(clientId)
  }

  function refuse (clientId: string | undefined, reason: string): void {
    const parcel = outbox.list().find(({ send }) => send.clientId === clientId)
    if (!parcel) return onNotice(reason)
    refusedSends.set(parcel.send.clientId, parcel.send)
    thread.markFailed(parcel.send.clientId, reason)
    outbox.settle(parcel.send.clientId)
  }

  function report (): void {
    if (!isSeen) return
    const id = reading.readAll()
    if (id && !connection.send({ kind: 'read', id })) reading.forgetReport()
  }

  function send (content: Send['content'], clientId = makeClientId()): void {
    const parcel = outbox.add({ kind: 'send', clientId, content })
    thread.put({ key: clientId, at: parcel.at, content: toShown(content), state: 'sending' })
    connection.start()
    onChange()
  }

  async function upload (key: string, file: File, durationMs: number | undefined): Promise<void> {
    const media = { src: '', mimeType: file.type, bytes: file.size, name: file.name }
    const shown = { key, at: Date.now(), content: { type: 'file', media, name: file.name } as const }
    uploads.set(key, { file, durationMs })
    thread.put({ ...shown, state: 'uploading' })
    onChange()
    try {
      const uploaded = await uploadFile(options.base, file)
      uploads.delete(key)
      send(toContent(uploaded, durationMs), key)
    } catch (error) {
      const reason = describeRefusal(String((error as Error).cause), words.uploadFailed, words)
      thread.put({ ...shown, state: 'failed', reason })
      onChange()
    }
  }

  return {
    state: () => ({
      status, brand, hasEarlier, isLoaded, bubbles: thread.list(), unread: reading.countUnread(), typing: sign.name()
    }),
    start: connection.start,
    sendText: (text) => {
      setTyping(false)
      send({ type: 'text', text })
    },
    choose: (id, label) => send({ type: 'choice', id, label: label.slice(0, 256) }),
    sendFile: (file, durationMs) => {
      if (file.size === 0) return fill(words.emptyFile, { name: file.name })
      if (file.size > maxUploadBytes) return fill(words.tooLarge, { name: file.name, max: formatBytes(maxUploadBytes) })
      upload(makeClientId(), file, durationMs)
      return undefined
    },
    retry: (key) => {
      const lost = uploads.get(key)
      if (lost) {
        upload(key, lost.file, lost.durationMs)
        return
      }
      const refused = refusedSends.get(key)
      if (!refused) return
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
    }
  }
}
