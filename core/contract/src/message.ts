import { Type, type Static } from 'typebox'
import { MediaRef } from './media.js'

const text = (maxLength: number, description: string) => Type.String({ maxLength, description })

/** Plain text. Markup in it is text. */
export const TextContent = Type.Object({
  type: Type.Literal('text'),
  text: text(65536, 'As the sender wrote it, white space included')
}, { additionalProperties: false })

/** A picture. */
export const ImageContent = Type.Object({ type: Type.Literal('image'), media: MediaRef }, { additionalProperties: false })

/** A recorded voice note. */
export const VoiceContent = Type.Object({
  type: Type.Literal('voice'),
  media: MediaRef,
  durationMs: Type.Optional(Type.Integer({ minimum: 0 })),
  transcript: Type.Optional(text(65536, "The platform's own speech recognition"))
}, { additionalProperties: false })

/** A video with an optional still picture. */
export const VideoContent = Type.Object({
  type: Type.Literal('video'),
  media: MediaRef,
  thumbnail: Type.Optional(MediaRef),
  title: Type.Optional(text(512, 'Shown above the video where the platform can')),
  description: Type.Optional(text(2048, 'Shown below the title where the platform can'))
}, { additionalProperties: false })

/** Any other file. `media` is absent when the platform names a file but offers no way to fetch it. */
export const FileContent = Type.Object({
  type: Type.Literal('file'),
  media: Type.Optional(MediaRef),
  name: text(255, 'File name'),
  bytes: Type.Optional(Type.Integer({ minimum: 0, description: 'Size in bytes as the platform states it' }))
}, { additionalProperties: false })

/** A place. WGS-84 or GCJ-02 as the platform uses; the original stays in `raw`. */
export const LocationContent = Type.Object({
  type: Type.Literal('location'),
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  label: Type.Optional(text(512, 'Name or address of the place')),
  scale: Type.Optional(Type.Number({ description: 'Zoom of the map the sender saw' }))
}, { additionalProperties: false })

/** A web page. */
export const LinkContent = Type.Object({
  type: Type.Literal('link'),
  url: text(4096, 'http or https'),
  title: text(512, 'Headline'),
  description: Type.Optional(text(2048, 'Teaser')),
  imageUrl: Type.Optional(text(4096, 'Preview picture'))
}, { additionalProperties: false })

/** A structured card: a product, an order, a mini-program page, a lead form. */
export const CardContent = Type.Object({
  type: Type.Literal('card'),
  kind: text(64, 'What the card shows, for example product, order, miniprogram, music, coupon, article'),
  title: text(512, 'Headline'),
  description: Type.Optional(text(2048, 'Second line')),
  url: Type.Optional(text(4096, 'Where a tap leads')),
  image: Type.Optional(MediaRef),
  data: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), text(4096, 'A value'), { description: 'Values of this kind of card' }))
}, { additionalProperties: false })

/** Something that happened and that nobody wrote: a follow, a scan, a menu tap. */
export const EventContent = Type.Object({
  type: Type.Literal('event'),
  name: text(64, "The hub's name of it, for example follow, unfollow, scan, menu, view, location, delivery"),
  key: Type.Optional(text(1024, 'What was tapped, scanned or opened')),
  data: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), text(4096, 'A value')))
}, { additionalProperties: false })

/** A question with answers to tap. */
export const MenuContent = Type.Object({
  type: Type.Literal('menu'),
  text: text(2048, 'Above the items'),
  items: Type.Array(Type.Object({
    id: text(128, 'Comes back when the item is tapped'),
    label: text(256, 'Shown to the customer')
  }, { additionalProperties: false }), { minItems: 1, maxItems: 50 }),
  footer: Type.Optional(text(2048, 'Below the items'))
}, { additionalProperties: false })

/**
 * A message by a template that the platform approved beforehand: it may be sent while the reply window is closed. Outgoing only.
 */
export const TemplateContent = Type.Object({
  type: Type.Literal('template'),
  template: text(128, "The platform's id of the template"),
  text: text(2048, 'What it says, for people in the hub'),
  values: Type.Record(Type.String({ maxLength: 64 }), text(500, 'A value'), { description: "By the template's own names" }),
  url: Type.Optional(text(2048, 'Where a tap leads'))
}, { additionalProperties: false })

/**
 * A form that a customer filled in: the wish for a ticket of that type. Arrives only; the hub checks it against the type, opens the
 * ticket and tells the customer.
 */
export const FormContent = Type.Object({
  type: Type.Literal('form'),
  form: text(64, 'Id of the form, which is the type of the ticket'),
  title: text(200, 'Name of the form, as the customer saw it'),
  fields: Type.Array(Type.Object({
    name: text(64, 'Name of the field in the type'),
    title: text(200, 'Name of the field, as the customer saw it'),
    value: Type.Union([text(10_000, 'Also a choice, and a date as ISO 8601'), Type.Number(), Type.Boolean()])
  }, { additionalProperties: false }), { maxItems: 100, description: 'What was filled in, in the order of the form' }),
  text: Type.Optional(text(10_000, 'What the customer wrote besides the fields')),
  language: Type.Optional(text(35, 'BCP 47 tag of the language in which the form was shown'))
}, { additionalProperties: false })

/** A type that nobody knows yet: stored, shown as such, never in the way of the next message. */
export const UnsupportedContent = Type.Object({
  type: Type.Literal('unsupported'),
  platformType: text(128, "The platform's name of the type"),
  text: Type.Optional(text(65536, 'What a person can be shown of it'))
}, { additionalProperties: false })

/** What a message says. `type` tells which kind. */
export const Content = Type.Union([
  TextContent, ImageContent, VoiceContent, VideoContent, FileContent, LocationContent,
  LinkContent, CardContent, EventContent, MenuContent, TemplateContent, FormContent, UnsupportedContent
])

/** What a message says. `type` tells which kind. */
export type Content = Static<typeof Content>
/** The kinds of content. */
export type ContentType = Content['type']
/** All kinds of content, in the order of the reference. */
export const CONTENT_TYPES = [
  'text', 'image', 'voice', 'video', 'file', 'location', 'link', 'card', 'event', 'menu', 'template', 'form', 'unsupported'
] as const satisfies readonly ContentType[]

/** The media references inside a content, by where they stand. */
export function mediaOf (content: Content): Array<{ path: 'media' | 'thumbnail' | 'image', ref: MediaRef }> {
  const found: Array<{ path: 'media' | 'thumbnail' | 'image', ref: MediaRef }> = []
  if ('media' in content && content.media !== undefined) found.push({ path: 'media', ref: content.media })
  if ('thumbnail' in content && content.thumbnail !== undefined) found.push({ path: 'thumbnail', ref: content.thumbnail })
  if ('image' in content && content.image !== undefined) found.push({ path: 'image', ref: content.image })
  return found
}

/** Who wrote an outgoing message. */
export type Author =
  | { kind: 'bot', id: string, name?: string }
  | { kind: 'agent', id: string, name?: string }
  | { kind: 'system', id: string, name?: string }

/** What a channel hands to `hub.receive`: one message or event of a customer. */
export interface InboundMessage {
  /**
   * Tells this message from every other of the same channel instance, and is the same when the platform repeats it.
   * At most 512 characters. Include the sender where the platform's ids are unique per sender only.
   */
  eventKey: string
  /** Who wrote it. `id` is the platform's, unique per channel instance, at most 256 characters. */
  sender: { id: string, name?: string }
  /** When the platform says it was written. */
  sentAt: Date
  content: Content
  /** The reply-window trigger that this message is, by the name the channel's capabilities use. Absent: opens nothing. */
  trigger?: string
  /**
   * The conversation that this is about, where it may have ended meanwhile: a rating, for example. It stands there, opens nothing
   * and is shown to no bot. One that is not of this thread counts as absent.
   */
  about?: string
  /** The untouched original, as JSON. At most 64 KiB once serialised. */
  raw: unknown
}

/** What a channel is asked to send. One call, one message on the platform. */
export interface OutboundMessage {
  /** The hub's id of the message; the same in every attempt. */
  id: string
  /** The customer's id on this channel. */
  recipient: string
  content: Content
  author: Author
  /** 1 for the first attempt. */
  attempt: number
}

/** What became of a sent message, as far as the platform tells. */
export interface SendResult {
  /** The platform's id of the message, when it gives one. */
  externalId?: string
}

/** The life of an outgoing message. `uncertain`: the request went out and no answer came back. */
export type DeliveryState = 'due' | 'sending' | 'sent' | 'delivered' | 'read' | 'uncertain' | 'failed' | 'dead'

/** A platform's word on a message that was sent before. */
export interface Receipt {
  externalId: string
  state: 'delivered' | 'read' | 'failed'
  at: Date
  /** Shown to the agent when it failed. */
  reason?: string
}
