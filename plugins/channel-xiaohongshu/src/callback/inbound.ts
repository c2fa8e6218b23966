import { hash } from 'node:crypto'
import type { Content, InboundMessage } from '@kefuhub/contract'
import { cut, optional } from '../wire/paths.js'
import type { Lead } from '../wire/lead.js'
import type { XhsMessage } from '../wire/message.js'
import type { Comment } from '../wire/notice.js'

const MAX_EVENT_KEY_LENGTH = 512
const MAX_RAW_BYTES = 65_536
// JSON needs at most six bytes for a character, so a shorter text cannot exceed the bound.
const SURELY_SMALL_LENGTH = MAX_RAW_BYTES / 6

/** Stands for the customer where a callback does not say who wrote it. */
export const UNREADABLE_SENDER = 'unreadable'

/** A message whose content was understood. @param message with id and sender */
export function toInbound (message: XhsMessage & { id: string, from: string }, content: Content, document: object, given: { nowMs: number, trigger: string | undefined }): InboundMessage {
  // A recall may carry the id of what it recalls.
  const kind = content.type === 'event' ? content.name : 'msg'
  return {
    eventKey: bounded(`${kind}:${message.from}:${message.id}`),
    sender: { id: message.from, ...optional('name', message.name) },
    sentAt: new Date(message.atMs ?? given.nowMs),
    content,
    ...(given.trigger === undefined || content.type === 'event' ? {} : { trigger: given.trigger }),
    raw: rawOf(document)
  }
}

/** Something that nobody can read, as something that everybody sees. */
export function toUnreadable (kind: string, sender: { from?: string, name?: string }, why: string, document: object, nowMs: number): InboundMessage {
  return {
    eventKey: `unread:${hash('sha256', JSON.stringify(document), 'hex')}`,
    sender: { id: sender.from ?? UNREADABLE_SENDER, ...optional('name', sender.name) },
    sentAt: new Date(nowMs),
    content: { type: 'unsupported', platformType: cut(kind, 128), text: `无法读取此消息，请联系管理员 / This message could not be read, tell an administrator: ${why}` },
    raw: rawOf(document)
  }
}

/** A lead as a card in the thread of whoever left it. */
export function toLeadMessage (lead: Lead, document: object, nowMs: number): InboundMessage {
  // Updates repeat the time at which the lead came to be, so only what they say tells them apart.
  const digest = lead.time === undefined || lead.isUpdate ? `#${hash('sha256', JSON.stringify(lead.data), 'hex').slice(0, 16)}` : ''
  return {
    eventKey: bounded(`lead:${lead.id}:${lead.rawType}:${lead.time ?? ''}${digest}`),
    sender: { id: leadSender(lead), ...optional('name', lead.name) },
    sentAt: new Date(lead.atMs ?? nowMs),
    content: {
      type: 'card',
      kind: 'lead',
      title: lead.name ?? '小红书线索',
      ...optional('description', lead.description),
      data: { ...lead.data, leadId: lead.id, change: lead.type }
    },
    raw: rawOf(document)
  }
}

/** Who left a lead: the consumer's public id, or the lead's own where a form does not tell it. */
export function leadSender ({ from, id }: Lead): string { return from ?? id }

/** A comment with purchase intent. @param comment with its writer */
export function toCommentMessage (comment: Comment & { from: string }, document: object, nowMs: number): InboundMessage {
  const { from, id, name, note, text, atMs } = comment
  const key = id ?? `#${hash('sha256', JSON.stringify(document), 'hex').slice(0, 32)}`
  return {
    eventKey: bounded(`comment:${from}:${key}`),
    sender: { id: from, ...optional('name', name) },
    sentAt: new Date(atMs ?? nowMs),
    content: { type: 'event', name: 'comment-intent', ...optional('key', note && cut(note, 1024)), data: { ...optional('text', text), ...optional('commentId', id) } as Record<string, string> },
    raw: rawOf(document)
  }
}

function bounded (key: string): string {
  return key.length <= MAX_EVENT_KEY_LENGTH ? key : `${cut(key, MAX_EVENT_KEY_LENGTH - 65)}#${hash('sha256', key, 'hex')}`
}

/** The original with its content opened; of one beyond the hub's bound only how long it was. */
function rawOf (document: object): unknown {
  const text = JSON.stringify(document)
  if (text.length <= SURELY_SMALL_LENGTH) return document
  const bytes = Buffer.byteLength(text)
  return bytes <= MAX_RAW_BYTES ? document : { omittedBytes: bytes, begins: cut(text, 4096) }
}
