import { hash } from 'node:crypto'
import type { Content, InboundMessage, MediaRef } from '@kefuhub/contract'
import { cut, kindOfEvent, toEventContent, type Trigger } from './event.js'
import type { OpenedCallback } from './callback.js'
import type { XmlObject } from './read-xml.js'

const MAX_TEXT_LENGTH = 65_536
const MAX_URL_LENGTH = 4096
const MAX_TITLE_LENGTH = 512
const MAX_DESCRIPTION_LENGTH = 2048
const MAX_REMOTE_LENGTH = 2048
const MAX_EVENT_KEY_LENGTH = 512
const MAX_RAW_BYTES = 65_536
// JSON needs at most six bytes for a character, so shorter XML cannot exceed the bound.
const SURELY_SMALL_LENGTH = MAX_RAW_BYTES / 6

/** The text of a field, or undefined where it is missing, empty or not plain text. */
export function fieldOf (fields: XmlObject, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function idOf (fields: XmlObject, name: string): string | undefined {
  const value = fieldOf(fields, name)?.trim()
  return value === '' ? undefined : value
}

function numberOf (fields: XmlObject, name: string): number | undefined {
  const value = idOf(fields, name)
  return value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value)
}

/** A file that the platform keeps for three days under an id. */
function mediaById (fields: XmlObject, name: string): MediaRef | undefined {
  const id = idOf(fields, name)
  return id === undefined ? undefined : remote(`media:${id}`)
}

function mediaByUrl (fields: XmlObject, name: string): MediaRef | undefined {
  const url = idOf(fields, name)
  return url === undefined ? undefined : remote(`url:${url}`)
}

function remote (reference: string): MediaRef | undefined {
  return reference.length > MAX_REMOTE_LENGTH ? undefined : { state: 'remote', remote: reference }
}

/** Properties to spread: one, or none where the value is undefined. */
function optional<K extends string, V> (key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [P in K]: V }
}

/** How each message type becomes content; undefined when what it needs is missing. @see WeChat Official Account, inbound messages */
const CONTENTS: Readonly<Record<string, (fields: XmlObject) => Content | undefined>> = {
  text (fields) {
    const text = fields.Content
    return typeof text === 'string' ? { type: 'text', text: cut(text, MAX_TEXT_LENGTH) } : undefined
  },
  image (fields) {
    const media = mediaById(fields, 'MediaId') ?? mediaByUrl(fields, 'PicUrl')
    return media && { type: 'image', media }
  },
  voice (fields) {
    const media = mediaById(fields, 'MediaId')
    const format = idOf(fields, 'Format')
    if (media === undefined) return undefined
    const transcript = fieldOf(fields, 'Recognition')
    return {
      type: 'voice',
      media: format === undefined ? media : { ...media, mimeType: cut(`audio/${format.toLowerCase()}`, 127) },
      ...optional('transcript', transcript && cut(transcript, MAX_TEXT_LENGTH))
    }
  },
  video: toVideo,
  shortvideo: toVideo,
  location (fields) {
    const latitude = numberOf(fields, 'Location_X')
    const longitude = numberOf(fields, 'Location_Y')
    if (latitude === undefined || longitude === undefined || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined
    const label = fieldOf(fields, 'Label')
    return { type: 'location', latitude, longitude, ...optional('label', label && cut(label, MAX_TITLE_LENGTH)), ...optional('scale', numberOf(fields, 'Scale')) }
  },
  link (fields) {
    const url = idOf(fields, 'Url')
    if (url === undefined || url.length > MAX_URL_LENGTH) return undefined
    return { type: 'link', url, title: titleOf(fields), ...descriptionOf(fields) }
  },
  miniprogrampage (fields) {
    const data: Record<string, string> = {}
    const appId = idOf(fields, 'AppId')
    const pagePath = idOf(fields, 'PagePath')
    if (appId !== undefined) data.appId = cut(appId, MAX_URL_LENGTH)
    if (pagePath !== undefined) data.pagePath = cut(pagePath, MAX_URL_LENGTH)
    return {
      type: 'card',
      kind: 'miniprogram',
      title: titleOf(fields),
      ...optional('image', mediaById(fields, 'ThumbMediaId') ?? mediaByUrl(fields, 'ThumbUrl')),
      data
    }
  },
  file (fields) {
    const bytes = numberOf(fields, 'FileTotalLen')
    return {
      type: 'file',
      name: cut(fieldOf(fields, 'Title') ?? '', 255),
      ...optional('bytes', bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined)
    }
  }
}

function toVideo (fields: XmlObject): Content | undefined {
  const media = mediaById(fields, 'MediaId')
  return media && { type: 'video', media, ...optional('thumbnail', mediaById(fields, 'ThumbMediaId')) }
}

function titleOf (fields: XmlObject): string { return cut(fieldOf(fields, 'Title') ?? '', MAX_TITLE_LENGTH) }

function descriptionOf (fields: XmlObject): { description?: string } {
  const description = fieldOf(fields, 'Description')
  return optional('description', description && cut(description, MAX_DESCRIPTION_LENGTH))
}

/** Something an agent can read of a message that cannot be shown as what it is. */
function toUnsupported (platformType: string, fields: XmlObject): Content {
  const text = fieldOf(fields, 'Content') ?? fieldOf(fields, 'Title') ?? fieldOf(fields, 'Label')
  return { type: 'unsupported', platformType: cut(platformType, 128), ...optional('text', text && cut(text, MAX_TEXT_LENGTH)) }
}

/** A verified callback as the hub's message. Never fails: what is not understood becomes `unsupported` or an event named `other`. */
export function toInbound ({ fields, xml }: OpenedCallback): InboundMessage {
  const type = fields.MsgType as string
  const seconds = fields.CreateTime as string
  const isEvent = type === 'event'
  const event = isEvent ? idOf(fields, 'Event') ?? '' : ''
  const convert = Object.hasOwn(CONTENTS, type) ? CONTENTS[type] : undefined
  const trigger = isEvent ? kindOfEvent(event).trigger : triggerOfMessage(fields)
  const message: InboundMessage = {
    eventKey: isEvent ? eventKey(event, fields) : messageKey(fields, xml),
    sender: { id: senderOf(event, fields) },
    sentAt: new Date(Number(seconds) * 1000),
    content: isEvent ? toEventContent(event, fields) : convert?.(fields) ?? toUnsupported(type, fields),
    raw: rawOf(fields, xml)
  }
  if (trigger !== undefined) message.trigger = trigger
  return message
}

function triggerOfMessage (fields: XmlObject): Trigger {
  // A tap on an item of a menu message arrives as text but counts as a menu tap.
  return idOf(fields, 'bizmsgmenuid') === undefined ? 'message' : 'menu'
}

/** Privacy events come from the system and name the customer in a field of their own. */
function senderOf (event: string, fields: XmlObject): string {
  const from = fields.FromUserName as string
  return kindOfEvent(event).name === 'privacy' ? cut(idOf(fields, 'OpenID') ?? from, 256) : from
}

/** Sender, time and id: the id alone repeats across customers, and where it is absent the content stands in. */
function messageKey (fields: XmlObject, xml: string): string {
  const id = idOf(fields, 'MsgId') ?? `#${hash('sha256', xml, 'hex').slice(0, 32)}`
  return bounded(`msg:${String(fields.FromUserName)}:${String(fields.CreateTime)}:${id}`)
}

function eventKey (event: string, fields: XmlObject): string {
  const job = jobId(event, fields)
  if (job !== undefined) return bounded(`job:${event}:${job}`)
  const to = String(fields.ToUserName)
  return bounded(`event:${to}:${String(fields.FromUserName)}:${String(fields.CreateTime)}:${event}:${idOf(fields, 'EventKey') ?? ''}`)
}

/** The id of the job whose result an event reports: it is stated once, however often and whenever it is reported. */
function jobId (event: string, fields: XmlObject): string | undefined {
  if (event === 'TEMPLATESENDJOBFINISH' || event === 'MASSSENDJOBFINISH') return idOf(fields, 'MsgID')
  const info = fields[event === 'PUBLISHJOBFINISH' ? 'PublishEventInfo' : 'SubscribeMsgSentEvent']
  if (typeof info !== 'object' || Array.isArray(info)) return undefined
  if (event === 'PUBLISHJOBFINISH') return idOf(info, 'publish_id')
  const list = info.List
  return event === 'subscribe_msg_sent_event' && typeof list === 'object' && !Array.isArray(list) ? idOf(list, 'MsgID') : undefined
}

function bounded (key: string): string {
  if (key.length <= MAX_EVENT_KEY_LENGTH) return key
  return `${cut(key, MAX_EVENT_KEY_LENGTH - 65)}#${hash('sha256', key, 'hex')}`
}

/** The original as data; of one beyond the hub's bound only who, when and what. */
function rawOf (fields: XmlObject, xml: string): unknown {
  if (xml.length <= SURELY_SMALL_LENGTH) return fields
  const bytes = Buffer.byteLength(JSON.stringify(fields))
  if (bytes <= MAX_RAW_BYTES) return fields
  const { ToUserName, FromUserName, CreateTime, MsgType } = fields
  return { ToUserName, FromUserName, CreateTime, MsgType, omittedBytes: bytes }
}
