import type { ConfigDocument, Position } from './document.js'
import type { Path } from './path.js'
import { parseReferences } from './references.js'
import { MASK, maskUrlPassword } from './redaction.js'

/** A line of the config, fit to be shown. */
export interface Excerpt {
  text: string
  /** Where in it the mistake stands, from 1; masks have moved it. */
  column: number
}

/** Longest excerpt, in characters. */
const MAX_EXCERPT_LENGTH = 160

function finishExcerpt (line: string, column: number): Excerpt {
  const bare = line.replace(/(^|\s)#.*$/, '').trimEnd()
  const text = bare.length > MAX_EXCERPT_LENGTH ? `${bare.slice(0, MAX_EXCERPT_LENGTH)}…` : bare
  return { text, column: Math.max(1, Math.min(column, text.length)) }
}

function isReferencesOnly (source: string): boolean {
  const segments = parseReferences(source.replace(/^(["'])(.*)\1$/s, '$2'))
  return segments.length > 0 && segments.every((segment) => (segment.kind === 'env' && segment.fallback === undefined) || segment.kind === 'file')
}

/**
 * The line of the file that a problem points at, fit to be shown: comments are cut off, and every value is masked unless it
 * stands where nothing secret can be. References without a default stay readable: they name a secret and hold none.
 */
export function cutExcerpt (document: ConfigDocument, { line, column }: Position, isPublic: (path: Path) => boolean): Excerpt {
  let text = document.lines[line - 1] ?? ''
  let moved = column
  const here = document.scalars.filter((scalar) => scalar.start.line <= line && scalar.end.line >= line)
  for (const scalar of here.toReversed()) {
    const from = scalar.start.line === line ? scalar.start.column - 1 : 0
    const to = scalar.end.line === line ? scalar.end.column - 1 : text.length
    if (to <= from) continue
    const shown = isPublic(scalar.path) ? maskUrlPassword(text.slice(from, to)) : isReferencesOnly(scalar.source) ? text.slice(from, to) : MASK
    text = text.slice(0, from) + shown + text.slice(to)
    if (column > to) moved += shown.length - (to - from)
  }
  return finishExcerpt(text, moved)
}

/**
 * The same for a file that is not valid YAML, where nobody can say what a value is: only the key at the beginning of the line is
 * shown, and the value of a key that is known and not secret.
 */
export function cutBrokenExcerpt (document: ConfigDocument, { line, column }: Position, publicKeys: ReadonlySet<string>): Excerpt {
  const text = document.lines[line - 1] ?? ''
  const [, head = '', key = '', rest = ''] = /^([\s-]*([\w-]+)\s*:)(.*)$/.exec(text) ?? []
  if (head === '') return { text: '', column: 1 }
  const value = rest.replace(/(^|\s)#.*$/, '').trim()
  const isShown = value === '' || (publicKeys.has(key) && !/[[{,]/.test(value.replaceAll('${', '')))
  return finishExcerpt(`${head} ${isShown ? maskUrlPassword(value) : MASK}`, column)
}
