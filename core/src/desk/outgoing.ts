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
    _id: `${envelope.idBase}.${String(index).padStart(2, '0')}`,
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

/** Borders at which a text may be cut, the best first: lines, sentences, words. */
const BORDERS = [/\n/g, /[。！？；]|[.!?;](?=\s)/g, /\s/g]

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
  if (rest !== '' || parts.length === 0) parts.push(rest)
  return parts.filter((part, index) => part !== '' || index === 0)
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

function longestPrefix (text: string, maxBytes: number): string {
  let bytes = 0
  let end = 0
  for (const { segment, index } of graphemes.segment(text)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > maxBytes) return index === 0 ? text.slice(0, segment.codePointAt(0)! > 0xffff ? 2 : 1) : text.slice(0, index)
    end = index + segment.length
  }
  return text.slice(0, end)
}

/** The end of the last border in the second half of a part; an earlier one would leave parts that are too short. */
function lastBorder (part: string): number | undefined {
  for (const border of BORDERS) {
    const last = [...part.matchAll(border)].at(-1)
    if (last !== undefined && last.index >= part.length / 2) return last.index + last[0].length
  }
  return undefined
}
