/*
 * What the widget and the hub say to each other. Everything is JSON; times are milliseconds since 1970.
 *
 * POST session     opens or takes up a visit: cookie out, `Opened` back. Origin checked, credentials included.
 * GET  socket      a WebSocket for who has the cookie: `ToHub` up, `ToWidget` down.
 * POST calls       one `ToHub` where WebSocket is blocked; the answer is the `ToWidget` that it asks for, or 204.
 * GET  events      server-sent events where WebSocket is blocked: each `data:` is a `ToWidget`.
 * POST uploads     a file as the raw body, its type in Content-Type, its name in `?name=`; `Uploaded` back.
 * GET  media/ID    a file of the thread; needs the signature that stands in its address, and no cookie.
 */

/** A file that the widget shows or sends. */
export interface WireMedia {
  /** Address below the channel, with its signature: `media/ID?s=…`. Give it back as it is in a `send`. */
  src: string
  mimeType: string
  bytes: number
  name?: string
}

/** What a message says. The widget shows what it does not know by its `text`. */
export type WireContent =
  | { type: 'text', text: string }
  | { type: 'image', media: WireMedia }
  | { type: 'voice', media: WireMedia, durationMs?: number }
  | { type: 'video', media: WireMedia }
  | { type: 'file', media: WireMedia, name: string }
  | { type: 'menu', text: string, items: Array<{ id: string, label: string }>, footer?: string }
  | { type: 'card', kind: string, title: string, description?: string, url?: string, image?: WireMedia }
  | { type: 'link', url: string, title: string, description?: string }
  | { type: 'other', text: string }

/** A message of the thread, in either direction. */
export interface WireMessage {
  /** The hub's id. With `at` it gives the order: by `at`, then by `id`. */
  id: string
  /** The id that the widget gave it; on the visitor's own messages only. */
  clientId?: string
  from: 'visitor' | 'bot' | 'agent' | 'system'
  /** Of an agent or a bot, where it has one. */
  name?: string
  at: number
  content: WireContent
}

/** How far the widget has read: the last message it holds. */
export interface Place { at: number, id: string }

/** What the widget sends. A `send` is repeated with the same `clientId` until it is acknowledged. */
export type ToHub =
  /** Asks for what came after a place, or for the latest messages. The answer is `history`. */
  | { kind: 'resume', after?: Place }
  /** Asks for what came before a place. The answer is `history` with `isEarlier`. */
  | { kind: 'earlier', before: Place }
  | { kind: 'send', clientId: string, content: { type: 'text', text: string } | { type: 'image' | 'voice' | 'video' | 'file', media: WireMedia, durationMs?: number } | { type: 'choice', id: string, label: string } }
  | { kind: 'typing', isTyping: boolean }
  /** The visitor has seen all up to this message. */
  | { kind: 'read', id: string }

/** What the hub sends. */
export type ToWidget =
  | { kind: 'history', messages: WireMessage[], isEarlier?: true, hasMore: boolean }
  /** A `send` is durable. */
  | { kind: 'stored', clientId: string, at: number }
  /** A `send` or another call is refused for good; show the reason and do not repeat it. */
  | { kind: 'refused', clientId?: string, code: string, reason: string }
  | { kind: 'message', message: WireMessage }
  | { kind: 'typing', isTyping: boolean, name?: string }

/** How the shop wants its widget to look. */
export interface Brand {
  name: string
  /** CSS colour. */
  color: string
  logoUrl?: string
  welcome: { zh: string, en: string }
  position: 'right' | 'left'
  /** Shown before the first message, in order. */
  suggestions: Array<{ zh: string, en: string }>
  /** Whether somebody is there now, by the opening hours; without hours always. */
  isOpen: boolean
  away: { zh: string, en: string }
}

/** The answer to `POST session`. */
export interface Opened {
  brand: Brand
  /** Longest file, in bytes. */
  maxUploadBytes: number
}

/** The answer to `POST uploads`. */
export interface Uploaded { media: WireMedia }
