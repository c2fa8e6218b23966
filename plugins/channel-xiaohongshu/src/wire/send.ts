import type { Content } from '@kefuhub/contract'
import { optional, textAt, valueAt, wordAt } from './paths.js'
import type { Wire } from './schema.js'

/** What is to be sent, before it is written as the platform reads it. */
export interface XhsOutgoing {
  /** The hub's id of the message: the same in every attempt. */
  requestId: string
  /** The professional account. */
  account: string
  /** The account that the customer sees: the same, or one of its staff. */
  from: string
  to: string
  accountCode: string
  nowMs: number
  type: string
  /** The ciphertext. */
  content: string
}

/** What became of a call. */
export type SendOutcome =
  | { kind: 'ok', externalId?: string }
  | { kind: 'retry', text: string, afterMs?: number }
  | { kind: 'refreshToken' | 'windowClosed' | 'gone' | 'account' | 'refused' | 'unknown', text: string }

/** An answer of the API. */
export interface Answer {
  status: number
  /** Absent: the body was no JSON. */
  body?: unknown
  /** What the platform asks to wait, in milliseconds. */
  retryAfterMs?: number
}

type Card = Extract<Content, { type: 'card' }>

const MAX_TEXT_LENGTH = 200

/** The JSON body of the call that sends. */
export function buildSend (out: XhsOutgoing, { outbound: { fields, staffAs } }: Wire): Record<string, unknown> {
  const values: Record<keyof typeof fields, string | number> = {
    account: staffAs === 'staff' ? out.from : out.account,
    requestId: out.requestId,
    type: out.type,
    from: out.from,
    to: out.to,
    accountCode: out.accountCode,
    time: out.nowMs,
    content: out.content
  }
  return Object.fromEntries(Object.entries(fields).filter(([, name]) => name !== '').map(([field, name]) => [name, values[field as keyof typeof fields]]))
}

/** The name of the type and the JSON to encrypt for a text, a picture under its uploaded name, or a card; undefined when none is configured. */
export function buildContent (content: Content, media: string | undefined, { outbound }: Wire): { type: string, opened: unknown } | undefined {
  switch (content.type) {
    case 'text': return { type: outbound.text.type, opened: fill(outbound.text.content, (name) => name === 'text' ? content.text : undefined) }
    case 'image': return outbound.image && { type: outbound.image.type, opened: fill(outbound.image.content, (name) => name === 'media' ? media : undefined) }
    case 'card': {
      const card = sendableOf(content, outbound.card)
      return card && { type: card.type, opened: fill(card.content, (name) => valueOf(content, name)) }
    }
    default: return undefined
  }
}

/** The values that a card lacks and that its kind needs. */
export function missingOf (content: Card, { outbound }: Wire): string[] {
  const missing: string[] = []
  fill(sendableOf(content, outbound.card)?.content ?? {}, (name) => {
    if ((valueOf(content, name) ?? '') === '') missing.push(name)
    return ''
  })
  return missing
}

function sendableOf ({ kind }: Card, cards: Wire['outbound']['card']) {
  return cards !== undefined && Object.hasOwn(cards, kind) ? cards[kind] : undefined
}

function valueOf (card: Card, name: string): string | undefined {
  const value = valueAt(card, name)
  return typeof value === 'string' ? value : undefined
}

/** Puts values into the texts of a template; they never become structure. */
function fill (template: unknown, valueOf: (name: string) => string | undefined): unknown {
  if (typeof template === 'string') return template.replace(/\{([A-Za-z][\w.]*)\}/g, (_whole, name: string) => valueOf(name) ?? '')
  if (Array.isArray(template)) return template.map((item) => fill(item, valueOf))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, valueOf)]))
}

/** What an answer means. The code counts before the status: gateways change the one and not the other. */
export function readAnswer ({ status, body, retryAfterMs }: Answer, { answer, outbound }: Wire): SendOutcome {
  const code = wordAt(body, answer.code)
  const said = (textAt(body, answer.message) ?? '').slice(0, MAX_TEXT_LENGTH)
  const text = code === undefined ? `HTTP ${status}` : `${code}: ${said}`
  const later = optional('afterMs', retryAfterMs)
  if (code !== undefined) {
    if (answer.retryCodes.includes(code)) return { kind: 'retry', text, ...later }
    if (answer.tokenCodes.includes(code)) return { kind: 'refreshToken', text }
    if (answer.windowCodes.includes(code)) return { kind: 'windowClosed', text }
    if (answer.goneCodes.includes(code)) return { kind: 'gone', text }
    if (answer.accountCodes.includes(code)) return { kind: 'account', text }
  }
  if (status === 401) return { kind: 'refreshToken', text }
  if (status === 403) return { kind: 'account', text }
  if (status === 429) return { kind: 'retry', text, ...later }
  if (code === undefined) {
    // Below 500 whoever answered did nothing; a success or a broken gateway may have done it.
    return status >= 300 && status < 500 ? { kind: 'retry', text: `${text} and not an answer of Xiaohongshu; check apiBase and wire.outbound.path` } : { kind: 'unknown', text }
  }
  const failed = answer.success.some((path) => valueAt(body, path) === false)
  if (answer.okCodes.includes(code) && !failed && status < 300) return { kind: 'ok', ...optional('externalId', wordAt(body, outbound.externalId)?.slice(0, 256)) }
  // An error page in JSON says nothing of whether the message went out.
  return status >= 500 || answer.okCodes.includes(code) ? { kind: 'unknown', text } : { kind: 'refused', text }
}
