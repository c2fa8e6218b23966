import { LINK_TEXT } from '../text/heading.js'
import type { Block, Line, Span } from '../text/markdown.js'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it may stand anywhere in HTML. */
export function escapeHtml (text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** The mail as a page: nothing is loaded from anywhere, and nothing runs. */
export function toHtml (title: string, blocks: readonly Block[], link: string | undefined): string {
  const end = link === undefined ? '' : `<p>${anchor(LINK_TEXT, link)}</p>`
  return `<!doctype html><html><head><meta charset="utf-8"></head><body><h3>${escapeHtml(title)}</h3>${blocks.map(toBlock).join('')}${end}</body></html>`
}

function toBlock (block: Block): string {
  let html = ''
  for (const { kind, lines } of groupLines(block)) {
    const texts = lines.map(({ spans }) => spans.map(toSpan).join(''))
    html += kind === 'p' ? `<p>${texts.join('<br>')}</p>` : `<${kind}>${texts.map((text) => `<li>${text}</li>`).join('')}</${kind}>`
  }
  return html
}

function groupLines (block: Block): Array<{ kind: 'p' | 'ul' | 'ol', lines: Line[] }> {
  const groups: Array<{ kind: 'p' | 'ul' | 'ol', lines: Line[] }> = []
  for (const line of block) {
    const kind = line.marker === undefined ? 'p' : line.marker === '-' ? 'ul' : 'ol'
    const last = groups.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else groups.push({ kind, lines: [line] })
  }
  return groups
}

function toSpan ({ text, bold, italic, href }: Span): string {
  const linked = href === undefined ? escapeHtml(text) : anchor(text, href)
  const slanted = italic === undefined ? linked : `<em>${linked}</em>`
  return bold === undefined ? slanted : `<strong>${slanted}</strong>`
}

function anchor (text: string, href: string): string { return `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>` }
