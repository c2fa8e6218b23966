import { createHash } from 'node:crypto'
import type { TicketComment, TicketFile } from '@kefuhub/contract'

/** A mark that stands in the other system for something of the hub's: a ticket (k), a comment (c) or a file (f). */
export type Mark = `hub-${'k' | 'c' | 'f'}-${string}`

const SIGNED = /^ref((?: hub-[a-z]-[0-9a-f]{16})+) ([0-9a-f]{8})$/

/** The mark of a ticket. @param key the same in every attempt */
export function markOfTicket (key: string): Mark { return `hub-k-${digest(key, 16)}` }

/** The mark of a comment. */
export function markOfComment ({ id }: TicketComment): Mark { return `hub-c-${digest(id, 16)}` }

/** The mark of a file. */
export function markOfFile ({ mediaId, name, bytes }: TicketFile): Mark { return `hub-f-${digest(JSON.stringify([mediaId, name, bytes]), 16)}` }

/** A text as it goes out: with a last line that says what it is and fits what stands above it. */
export function signText (text: string, marks: readonly Mark[], maxChars: number): string {
  const tail = `\n\nref ${marks.join(' ')} `
  const room = maxChars - tail.length - 8
  const body = clean(text).slice(0, room).replace(/[\ud800-\udbff]$/, '')
  return `${body}${tail}${essence(body)}`
}

/** Whether one of the texts carries a mark. */
export function isMarked (texts: readonly string[], mark: Mark): boolean { return texts.some((text) => text.includes(mark)) }

/**
 * Whether the hub wrote a text itself. Who answers by e-mail quotes what the hub wrote, mark and all: such a text does not fit its
 * mark, and is somebody's own.
 */
export function isOwnText (text: string): boolean {
  const lines = text.trimEnd().split('\n')
  const match = SIGNED.exec(lines.pop()?.trim() ?? '')
  return match !== null && match[2] === essence(lines.join('\n'))
}

/** A text that every system can keep: without NUL and unpaired surrogates. */
export function clean (text: string): string { return Buffer.from(text.replaceAll('\0', '')).toString() }

/** Letters and digits only: systems change blanks, quotes and markup of what they are given. */
function essence (text: string): string { return digest(text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, ''), 8) }

function digest (text: string, length: number): string { return createHash('sha256').update(text).digest('hex').slice(0, length) }
