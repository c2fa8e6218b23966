/*
 * What the widget and the hub say to each other. Everything is JSON; times are milliseconds since 1970.
 *
 * GET  widget.js   the widget, with its `Setup` inside.
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

/** A form that the visitor filled in. */
export interface WireForm {
  type: 'form'
  /** Which of the forms of `Opened` it is. */
  form: string
  /** The language in which it was shown. */
  lang: 'zh' | 'en'
  title: string
  fields: Array<{ name: string, title: string, value: string | number | boolean }>
  /** What the visitor wrote besides. */
  text?: string
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
  /** Asks the visitor how the conversation was. */
  | { type: 'rating', text: string, conversation: string }
  | WireForm
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
  | { kind: 'send', clientId: string, content: { type: 'text', text: string } | { type: 'image' | 'voice' | 'video' | 'file', media: WireMedia, durationMs?: number } | { type: 'choice', id: string, label: string } | WireForm }
  | { kind: 'typing', isTyping: boolean }
  /** The widget has received, or the visitor has seen, all up to this place. */
  | { kind: 'delivered' | 'read', upTo: Place }
  /** How a conversation was, 1 to 5. Repeated until `rated` answers it; only the first counts. */
  | { kind: 'rate', conversation: string, score: number, comment?: string }

/** A conversation that has ended. */
export interface Ended {
  conversation: string
  at: number
  /** Whether the visitor is to be asked how it was. */
  canRate: boolean
}

/** What the hub sends. */
export type ToWidget =
  /** The first one of a connection also tells which conversation ended last. */
  | { kind: 'history', messages: WireMessage[], isEarlier?: true, hasMore: boolean, ended?: Ended }
  /** A `send` is durable. */
  | { kind: 'stored', clientId: string, at: number }
  /** A `send`, a `rate` or another call is refused for good; show the reason and do not repeat it. */
  | { kind: 'refused', clientId?: string, conversation?: string, code: string, reason: string }
  | { kind: 'message', message: WireMessage }
  | { kind: 'typing', isTyping: boolean, name?: string }
  | { kind: 'ended', ended: Ended }
  /** A rating is durable; here or in another widget of the visitor. */
  | { kind: 'rated', conversation: string }

/** A bubble at the launcher that invites to chat. */
export interface Invitation {
  /** Time on the page before it shows. */
  afterSeconds: number
  /** Paths, where `*` stands for anything; none means every page. */
  pages: string[]
  /** Only for who was here before, or only for who was not. */
  returning?: boolean
  text: { zh: string, en: string }
}

/** What the widget knows before it has asked the hub for anything. */
export interface Setup {
  color: string
  position: 'right' | 'left'
  invitations: Invitation[]
}

/** How the shop wants its widget to look. */
export interface Brand {
  name: string
  /** CSS colour. */
  color: string
  logoUrl?: string
  welcome: { zh: string, en: string }
  position: 'right' | 'left'
  /** Whether an answer that the visitor does not see is heard. */
  sound: boolean
  /** Questions to tap, in order: the first ones before the first message, those that fit while the visitor types. */
  suggestions: Array<{ zh: string, en: string }>
  /** The button that asks for a person; also what it sends. */
  person: { zh: string, en: string }
  /** Whether somebody is there now, by the opening hours; without hours always. */
  isOpen: boolean
  away: { zh: string, en: string }
}

/** A field of a form. */
export interface FormField {
  name: string
  title: { zh: string, en: string }
  type: 'text' | 'number' | 'boolean' | 'date' | 'choice'
  required: boolean
  choices?: string[]
  /** Of a text, in UTF-16 units. */
  maxLength: number
}

/** Something that visitors can fill in. */
export interface Form {
  id: string
  title: { zh: string, en: string }
  fields: FormField[]
}

/** The answer to `POST session`. */
export interface Opened {
  brand: Brand
  /** Tells this visitor's things in the browser from another's; says nothing of who it is. */
  visitorKey: string
  /** Longest file, in bytes. */
  maxUploadBytes: number
  /** What the visitor can fill in. */
  forms: Form[]
}

/** The answer to `POST uploads`. */
export interface Uploaded { media: WireMedia }
