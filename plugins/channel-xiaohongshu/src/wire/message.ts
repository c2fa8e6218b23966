import { SECONDS_BELOW, TIME_OFFSET_MS } from './facts.js'
import { cut, numberAt, optional, wordAt } from './paths.js'
import type { Wire } from './schema.js'

/** A message as the platform wrote it, opened. What could not be read is absent. */
export interface XhsMessage {
  id?: string
  type?: string
  source?: string
  from?: string
  to?: string
  /** Milliseconds since 1970. */
  atMs?: number
  name?: string
  avatarUrl?: string
}

const MAX_ID_LENGTH = 200
const MAX_AVATAR_LENGTH = 2048
const BEIJING_TEXT = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?/

/** Reads what stands around the content of a message. */
export function readMessage (document: unknown, { inbound: { fields } }: Wire): XhsMessage {
  const avatar = wordAt(document, fields.avatar)
  const name = wordAt(document, fields.name)
  return {
    ...optional('id', idAt(document, fields.id)),
    ...optional('type', wordAt(document, fields.type)),
    ...optional('source', wordAt(document, fields.source)),
    ...optional('from', idAt(document, fields.from)),
    ...optional('to', idAt(document, fields.to)),
    ...optional('atMs', timeAt(document, fields.time)),
    ...optional('name', name && cut(name, 256)),
    ...optional('avatarUrl', avatar !== undefined && avatar.length <= MAX_AVATAR_LENGTH && /^https?:\/\//.test(avatar) && URL.canParse(avatar) ? avatar : undefined)
  }
}

/** An id; one of absurd length counts as absent. */
export function idAt (document: unknown, paths: readonly string[]): string | undefined {
  const id = wordAt(document, paths)
  return id === undefined || id.length > MAX_ID_LENGTH ? undefined : id
}

/** A time in milliseconds since 1970, from milliseconds, seconds or a text in Beijing time. */
export function timeAt (document: unknown, paths: readonly string[]): number | undefined {
  const number = numberAt(document, paths)
  if (number !== undefined) {
    const ms = Math.trunc(number < SECONDS_BELOW ? number * 1000 : number)
    return ms >= 0 && ms <= 8.64e15 ? ms : undefined
  }
  const parts = BEIJING_TEXT.exec(wordAt(document, paths) ?? '')
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) - TIME_OFFSET_MS
  return ms >= 0 ? ms : undefined
}
