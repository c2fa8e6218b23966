import { clean } from './clean.js'

/** A run of text that looks the same all over. */
export interface Span { text: string, bold?: true, italic?: true, href?: string }

/** One line; an item of a list has a marker, `-` or `1.`. */
export interface Line { marker?: string, spans: Span[] }

/** Lines without an empty one between them. */
export type Block = readonly Line[]

/** How a target writes what a text is made of. */
export interface Dialect {
  span (span: Span): string
  item (marker: string, text: string): string
  /** A line that is no item. */
  line (text: string): string
  lineBreak: string
  blockBreak: string
}

/** What is longer is cut before it is read: no target shows as much. */
const MAX_CHARACTERS = 20_000
const ITEM = /^(?:[-*+]|(\d{1,3})[.)])\s+(.*)$/
/** An escape, `**bold**`, `*italic*`, `_italic_`, `[text](address)`. All repetitions are bounded: the text is not ours. */
const INLINE = new RegExp([
  /\\([!-/:-@[-`{-~])/u,
  /\*\*(?=\S)((?:\\.|[^\\]){1,500}?)\*\*/u,
  /\*(?=\S)((?:\\.|[^\\*]){1,500})\*/u,
  /(?<![\p{L}\p{N}_])_(?=\S)((?:\\.|[^\\_]){1,500})_(?![\p{L}\p{N}_])/u,
  /\[((?:\\.|[^\\\]]){1,300})\]\((https?:\/\/(?:\\.|[^\s\\()]){1,2000})\)/u
].map(({ source }) => source).join('|'), 'gu')

/** Reads the markdown of notifications: paragraphs, emphasis, links, lists; a line of it stays a line. Anything else is plain text. */
export function parseMarkdown (body: string): Block[] {
  const text = clean(body.length > MAX_CHARACTERS ? `${body.slice(0, MAX_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…` : body)
  return text.split(/\n[^\S\n]*\n/)
    .map((block) => block.split('\n').map((line) => line.trim()).filter((line) => line !== '').map(parseLine))
    .filter((block) => block.length > 0)
}

/** Writes blocks as a target wants them. */
export function renderBlocks (blocks: readonly Block[], dialect: Dialect): string {
  const renderLine = ({ marker, spans }: Line): string => {
    const text = spans.map((span) => dialect.span(span)).join('')
    return marker === undefined ? dialect.line(text) : dialect.item(marker, text)
  }
  return blocks.map((block) => block.map(renderLine).join(dialect.lineBreak)).join(dialect.blockBreak)
}

function parseLine (line: string): Line {
  // A backslash at the end is markdown's other way of breaking a line.
  const [, number, item] = ITEM.exec(line) ?? []
  const text = (item ?? line).replace(/(?<!\\)\\$/, '')
  const spans: Span[] = []
  readSpans(text, {}, spans)
  return item === undefined ? { spans } : { marker: number === undefined ? '-' : `${number}.`, spans }
}

function readSpans (text: string, style: Omit<Span, 'text'>, spans: Span[]): void {
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, escaped, bold, star, underscore, label, address] = match
    addSpan(spans, text.slice(end, match.index), style)
    end = match.index + whole.length
    const italic = star ?? underscore
    if (escaped !== undefined) addSpan(spans, escaped, style)
    else if (bold !== undefined) readSpans(bold, { ...style, bold: true }, spans)
    else if (italic !== undefined) readSpans(italic, { ...style, italic: true }, spans)
    else if (label !== undefined && address !== undefined) readLink(whole, label, address.replace(/\\(.)/g, '$1'), style, spans)
  }
  addSpan(spans, text.slice(end), style)
}

function readLink (whole: string, label: string, address: string, style: Omit<Span, 'text'>, spans: Span[]): void {
  const href = toHref(address)
  if (href === undefined) addSpan(spans, whole, style)
  else readSpans(label, { ...style, href }, spans)
}

function addSpan (spans: Span[], text: string, style: Omit<Span, 'text'>): void {
  const last = spans.at(-1)
  if (text === '') return
  if (last !== undefined && last.bold === style.bold && last.italic === style.italic && last.href === style.href) last.text += text
  else spans.push({ text, ...style })
}

/** A web address that closes no bracket, quotation or table cell that it stands in; undefined for anything else. */
export function toHref (address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
  return url.href.replace(/[\s()<>"'`*\\|[\]]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}
