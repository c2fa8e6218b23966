import { listFiles, readText } from '../support/repository.js'

/** A fenced block of a page. */
export interface Fence {
  /** What stands behind the opening marks, for example `yaml` or `yaml mistakes`. */
  info: string
  text: string
  /** Line of the opening marks, from 1. */
  line: number
}

/** One page of the documentation, taken apart. */
export interface Page {
  /** Relative to the repository. */
  path: string
  text: string
  /** The lines outside of fences, by number from 0; those inside are empty. */
  prose: string[]
  fences: Fence[]
  /** What a link may name behind a `#`. */
  anchors: Set<string>
}

/** Turns a heading into its anchor, as GitHub does. */
function toAnchor (heading: string): string {
  return heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '').trim().replaceAll(' ', '-')
}

function listAnchors (prose: readonly string[]): Set<string> {
  const anchors = new Set<string>()
  for (const line of prose) {
    const [, heading] = /^#{1,6} +(.+?) *#*$/.exec(line) ?? []
    if (heading === undefined) continue
    const anchor = toAnchor(heading)
    let unique = anchor
    for (let number = 1; anchors.has(unique); number++) unique = `${anchor}-${number}`
    anchors.add(unique)
  }
  return anchors
}

/** Takes the text of a page apart. */
export function parsePage (path: string, text: string): Page {
  const prose: string[] = []
  const fences: Fence[] = []
  let open: { marks: string, fence: Fence, lines: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const [, marks, info = ''] = /^ *(`{3,})([^`]*)$/.exec(line) ?? []
    if (open === undefined && marks !== undefined) {
      open = { marks, fence: { info: info.trim(), text: '', line: index + 1 }, lines: [] }
      prose.push('')
    } else if (open === undefined) {
      prose.push(line)
    } else {
      prose.push('')
      if (marks === open.marks && info === '') {
        fences.push({ ...open.fence, text: `${open.lines.join('\n')}\n` })
        open = undefined
      } else {
        open.lines.push(line)
      }
    }
  }
  if (open !== undefined) throw new Error(`${path}:${open.fence.line} is a fence that nothing closes`)
  return { path, text, prose, fences, anchors: listAnchors(prose) }
}

/** All pages that people read: READMEs, CONTRIBUTING and docs. */
export function readPages (): Page[] {
  return listFiles().filter((path) => path.endsWith('.md') && !/(^|\/)test\//.test(path)).map((path) => parsePage(path, readText(path)))
}

/** One page. */
export function readPage (path: string): Page {
  return parsePage(path, readText(path))
}

/** The cells of every table row of a page whose first cell is code, without the marks of the code; the row's line comes first. */
export function listRows (page: Page): Array<{ line: number, name: string, cells: string[] }> {
  return page.prose.flatMap((text, index) => {
    if (!/^\| *`[^`]+` *\|/.test(text)) return []
    const cells = text.slice(1, text.lastIndexOf('|')).split(/(?<!\\)\|/).map((cell) => cell.trim())
    return [{ line: index + 1, name: cells[0]?.slice(1, -1) ?? '', cells: cells.slice(1) }]
  })
}
