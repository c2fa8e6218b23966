import type { Author, ChannelCapabilities, Content } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { MessageDoc } from '../store/message-model.js'

/** Whose message and where to. */
export interface Envelope {
  /** Ids of the parts are made from it; the same base makes the same messages. */
  idBase: string
  channel: string
  thread: string
  conversation: string
  contact: string
  author: Author
  at: Date
  trace: string
}

/**
 * Refuses content that the channel cannot send.
 * @throws KH_ERR_DELIVERY_UNSUPPORTED, KH_ERR_DELIVERY_TOO_LARGE
 */
export function checkSendable (channel: string, content: Content, capabilities: ChannelCapabilities): void {
  const limit = capabilities.out[content.type]
  if (limit === undefined) throw new errors.KH_ERR_DELIVERY_UNSUPPORTED(channel, content.type, Object.keys(capabilities.out).join(', '))
  const bytes = 'media' in content ? content.media?.bytes : undefined
  if (bytes !== undefined && limit.maxBytes !== undefined && bytes > limit.maxBytes) {
    throw new errors.KH_ERR_DELIVERY_TOO_LARGE(channel, limit.maxBytes, content.type)
  }
}

/** The messages that carry a content: one, or several where a text is longer than the channel takes. */
export function toOutgoing (envelope: Envelope, content: Content, capabilities: ChannelCapabilities): MessageDoc[] {
  const maxBytes = capabilities.out.text?.maxBytes
  const parts = content.type === 'text' && maxBytes !== undefined
    ? splitText(content.text, maxBytes).map((text): Content => ({ type: 'text', text }))
    : [content]
  return parts.map((part, index) => ({
    _id: `${envelope.idBase}.${String(index).padStart(4, '0')}`,
    channel: envelope.channel,
    thread: envelope.thread,
    direction: 'out',
    at: envelope.at,
    content: part,
    trace: envelope.trace,
    due: envelope.at,
    conversation: envelope.conversation,
    contact: envelope.contact,
    author: envelope.author,
    delivery: { state: 'due', attempts: 0 }
  }))
}

/** Borders at which a text may be cut, the best first: lines, sentences, words. A mark on the border belongs to it. */
const BORDERS = [/\n(?![\p{M}\u200d])/gu, /[。！？；](?![\p{M}\u200d])|[.!?;](?=\s)/gu, /\s(?![\p{M}\u200d])/gu]

/**
 * Cuts a text into parts of at most `maxBytes` of UTF-8, at the last good border of each part and never inside a
 * character that is made of several code points.
 */
export function splitText (text: string, maxBytes: number): string[] {
  const parts: string[] = []
  let rest = text
  while (Buffer.byteLength(rest) > maxBytes) {
    const longest = longestPrefix(rest, maxBytes)
    const cut = lastBorder(longest) ?? longest.length
    parts.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  parts.push(rest)
  const said = parts.filter((part) => part !== '')
  return said.length === 0 ? [''] : said
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** As many characters as fit; where not even one does, as many of its code points as fit, and one at least. */
function longestPrefix (text: string, maxBytes: number): string {
  const whole = takeWhileFits(segmentsOf(text), maxBytes)
  if (whole !== '') return whole
  const [first = ''] = text
  return takeWhileFits(text, maxBytes) || first
}

function * segmentsOf (text: string): Generator<string> {
  for (const { segment } of graphemes.segment(text)) yield segment
}

function takeWhileFits (pieces: Iterable<string>, maxBytes: number): string {
  let taken = ''
  let bytes = 0
  for (const piece of pieces) {
    bytes += Buffer.byteLength(piece)
    if (bytes > maxBytes) return taken
    taken += piece
  }
  return taken
}

/** The end of the last border in the second half of a part; an earlier one would leave parts that are too short. */
function lastBorder (part: string): number | undefined {
  for (const border of BORDERS) {
    const last = [...part.matchAll(border)].at(-1)
    if (last !== undefined && last.index >= part.length / 2) return last.index + last[0].length
  }
  return undefined
}
