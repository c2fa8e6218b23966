import { Ajv, type ValidateFunction } from 'ajv'
import { errors } from './errors.js'
import type { MediaRef } from './media.js'
import {
  CardContent, EventContent, FileContent, FormContent, ImageContent, LinkContent, LocationContent, MenuContent, TemplateContent, TextContent,
  UnsupportedContent, VideoContent, VoiceContent, mediaOf, type Content, type ContentType, type InboundMessage
} from './message.js'

/** Bounds of an inbound message; lengths in UTF-16 units. */
export const INBOUND_LIMITS = {
  eventKeyLength: 512,
  senderIdLength: 256,
  senderNameLength: 256,
  triggerLength: 64,
  aboutLength: 128,
  /** Of `raw`, in bytes of its JSON. */
  rawBytes: 65536,
  /** Of `raw`, objects and arrays within each other. */
  rawDepth: 64
} as const

const schemas = {
  text: TextContent,
  image: ImageContent,
  voice: VoiceContent,
  video: VideoContent,
  file: FileContent,
  location: LocationContent,
  link: LinkContent,
  card: CardContent,
  event: EventContent,
  menu: MenuContent,
  template: TemplateContent,
  form: FormContent,
  unsupported: UnsupportedContent
} satisfies Record<ContentType, unknown>

const ajv = new Ajv({ strict: true })
// One validator a type, compiled when the type is first seen: a union would try ten others before an event.
const validators = new Map<string, ValidateFunction>()

/**
 * Says what is wrong with a content, or nothing when it keeps the contract. Names fields, never their values.
 * @param content what claims to be a `Content`
 */
export function contentProblem (content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null) return 'content must be an object'
  const { type } = content as { type?: unknown }
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) return 'content.type must be a known content type'
  let validate = validators.get(type)
  if (validate === undefined) {
    validate = ajv.compile(schemas[type as ContentType])
    validators.set(type, validate)
  }
  if (!validate(content)) {
    const [error] = validate.errors ?? []
    const extra: unknown = error?.params['additionalProperty']
    const where = `content${(error?.instancePath ?? '').replaceAll('/', '.')}`
    return extra === undefined ? `${where} ${error?.message}` : `${where} has an unknown field '${String(extra).slice(0, 64)}'`
  }
  for (const { path, ref } of mediaOf(content as Content)) {
    const missing = missingReference(ref)
    if (missing !== undefined) return `content.${path}.${missing} is missing in a file that is '${ref.state}'`
  }
  return undefined
}

/**
 * Checks a message that a channel hands over. Takes some microseconds: the hub calls it for each message.
 * @throws KH_ERR_MESSAGE_INVALID naming the field, never its value
 */
export function checkInbound (message: unknown): asserts message is InboundMessage {
  const problem = inboundProblem(message)
  if (problem !== undefined) throw new errors.KH_ERR_MESSAGE_INVALID(problem)
}

const MESSAGE_FIELDS = new Set(['eventKey', 'sender', 'sentAt', 'content', 'trigger', 'about', 'raw'])
const SENDER_FIELDS = new Set(['id', 'name'])

function inboundProblem (value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'the message must be an object'
  const { eventKey, sender, sentAt, content, trigger, about, raw } = value as Record<keyof InboundMessage, unknown>
  const unknownField = otherField(value, MESSAGE_FIELDS)
  if (unknownField !== undefined) return `the message has an unknown field '${unknownField}'`
  if (!isText(eventKey, INBOUND_LIMITS.eventKeyLength)) return `eventKey must be a string of 1 to ${INBOUND_LIMITS.eventKeyLength} characters`
  if (typeof sender !== 'object' || sender === null) return 'sender must be an object'
  const { id, name } = sender as { id?: unknown, name?: unknown }
  const unknownSenderField = otherField(sender, SENDER_FIELDS)
  if (unknownSenderField !== undefined) return `sender has an unknown field '${unknownSenderField}'`
  if (!isText(id, INBOUND_LIMITS.senderIdLength)) return `sender.id must be a string of 1 to ${INBOUND_LIMITS.senderIdLength} characters`
  if (name !== undefined && !isText(name, INBOUND_LIMITS.senderNameLength)) return `sender.name must be a string of 1 to ${INBOUND_LIMITS.senderNameLength} characters, or absent`
  if (!(sentAt instanceof Date) || !(sentAt.getTime() >= 0)) return 'sentAt must be a valid date since 1970'
  if (trigger !== undefined && !isText(trigger, INBOUND_LIMITS.triggerLength)) return `trigger must be a string of 1 to ${INBOUND_LIMITS.triggerLength} characters, or absent`
  if (about !== undefined && !isText(about, INBOUND_LIMITS.aboutLength)) return `about must be a string of 1 to ${INBOUND_LIMITS.aboutLength} characters, or absent`
  return contentProblem(content) ?? rawProblem(raw)
}

function isText (value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= maxLength
}

function otherField (value: object, known: ReadonlySet<string>): string | undefined {
  for (const key in value) {
    if (!known.has(key)) return key.slice(0, 64)
  }
  return undefined
}

function missingReference (ref: MediaRef): 'id' | 'remote' | 'error' | undefined {
  if (ref.state === 'remote') return ref.remote === undefined ? 'remote' : undefined
  if (ref.state === 'stored') return ref.id === undefined ? 'id' : undefined
  return ref.error === undefined ? 'error' : undefined
}

function rawProblem (raw: unknown): string | undefined {
  if (raw === undefined) return 'raw must be the original as JSON'
  const most = jsonBytesAtMost(raw, 0)
  if (Number.isNaN(most)) return `raw must be JSON, nested at most ${INBOUND_LIMITS.rawDepth} deep`
  // The estimate is high; only what could be too long is serialised to know.
  if (most > INBOUND_LIMITS.rawBytes && Buffer.byteLength(JSON.stringify(raw)) > INBOUND_LIMITS.rawBytes) {
    return `raw must be at most ${INBOUND_LIMITS.rawBytes} bytes of JSON`
  }
  return undefined
}

/** An upper bound of a value's JSON in bytes; `NaN` for what is no JSON. A character takes six bytes at most (`\u0000`). */
function jsonBytesAtMost (value: unknown, depth: number): number {
  if (typeof value === 'string') return value.length * 6 + 2
  if (value === null || typeof value === 'boolean') return 5
  if (typeof value === 'number') return Number.isFinite(value) ? 25 : NaN
  if (typeof value !== 'object' || depth === INBOUND_LIMITS.rawDepth) return NaN
  let bytes = 2
  if (Array.isArray(value)) {
    for (const item of value) bytes += jsonBytesAtMost(item, depth + 1) + 1
    return bytes
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return NaN
  for (const key in value) {
    // A store keeps keys as C strings.
    if (key.includes('\0')) return NaN
    const item = (value as Record<string, unknown>)[key]
    if (item !== undefined) bytes += key.length * 6 + 4 + jsonBytesAtMost(item, depth + 1)
  }
  return bytes
}
