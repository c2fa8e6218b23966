import type { Block, Line, Span } from './markdown.js'

const ELLIPSIS = '…'
/** So much of a text is looked at around a cut: characters are shorter, and looking at all of a long text takes long. */
const WINDOW = 256
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** A text of at most so many bytes of UTF-8, cut between what a reader sees as characters and then ended with "…". */
export function clip (text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  let room = maxBytes - Buffer.byteLength(ELLIPSIS)
  let end = 0
  for (const character of text) {
    room -= Buffer.byteLength(character)
    if (room < 0) break
    end += character.length
  }
  return text.slice(0, borderBefore(text, end)).trimEnd() + ELLIPSIS
}

/**
 * The longest beginning of a text that fits, ended with "…" where something is missing. Marks are made after the cut, so none stays
 * open. @param fits whether the text as the target gets it is short enough; what is left out makes it no longer
 */
export function fitBlocks (blocks: readonly Block[], fits: (blocks: readonly Block[]) => boolean): readonly Block[] {
  if (fits(blocks)) return blocks
  let low = 0
  let high = blocks.flat().reduce((sum, { spans }) => sum + spans.reduce((length, { text }) => length + text.length, 0), 0)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(cutBlocks(blocks, middle))) low = middle
    else high = middle - 1
  }
  return cutBlocks(blocks, low)
}

function cutBlocks (blocks: readonly Block[], keep: number): Block[] {
  let left = keep
  const cut: Line[][] = []
  for (const block of blocks) {
    const lines: Line[] = []
    cut.push(lines)
    for (const line of block) {
      const spans: Span[] = []
      lines.push({ ...line, spans })
      for (const span of line.spans) {
        if (span.text.length >= left) {
          spans.push({ ...span, text: span.text.slice(0, borderBefore(span.text, left)) + ELLIPSIS })
          return cut
        }
        spans.push(span)
        left -= span.text.length
      }
    }
  }
  return cut
}

/** The last border of characters at or before an index. */
function borderBefore (text: string, index: number): number {
  if (index >= text.length) return text.length
  const start = Math.max(0, index - WINDOW)
  const character = segmenter.segment(text.slice(start, index + WINDOW)).containing(index - start)
  return start + (character?.index ?? 0)
}
