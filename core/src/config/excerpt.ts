import type { ConfigDocument } from './document.js'
import type { Path } from './path.js'
import { parseReferences } from './references.js'
import { MASK, maskUrlPassword } from './redaction.js'

/** Longest excerpt, in characters. */
const MAX_EXCERPT_LENGTH = 160

function isReferencesOnly (source: string): boolean {
  const segments = parseReferences(source.replace(/^(["'])(.*)\1$/s, '$2'))
  return segments.length > 0 && segments.every((segment) => (segment.kind === 'env' && segment.fallback === undefined) || segment.kind === 'file')
}

/**
 * The line of the file that a problem points at, fit to be shown: comments are cut off, and every value is masked unless it
 * stands where nothing secret can be. References without a default stay readable: they name a secret and hold none.
 */
export function cutExcerpt (document: ConfigDocument, line: number, isPublic: (path: Path) => boolean): string {
  let text = document.lines[line - 1] ?? ''
  const here = document.scalars.filter((scalar) => scalar.start.line <= line && scalar.end.line >= line)
  for (const scalar of here.toReversed()) {
    const from = scalar.start.line === line ? scalar.start.column - 1 : 0
    const to = scalar.end.line === line ? scalar.end.column - 1 : text.length
    if (to <= from) continue
    const shown = isPublic(scalar.path) ? maskUrlPassword(text.slice(from, to)) : isReferencesOnly(scalar.source) ? text.slice(from, to) : MASK
    text = text.slice(0, from) + shown + text.slice(to)
  }
  const bare = text.replace(/(^|\s)#.*$/, '').trimEnd()
  return bare.length > MAX_EXCERPT_LENGTH ? `${bare.slice(0, MAX_EXCERPT_LENGTH)}…` : bare
}

/**
 * The same for a file that is not valid YAML, where nobody can say what a value is: only the key at the beginning of the line is
 * shown, and the value of a key that is known and not secret.
 */
export function cutBrokenExcerpt (document: ConfigDocument, line: number, publicKeys: ReadonlySet<string>): string {
  const text = document.lines[line - 1] ?? ''
  const [, head = '', key = '', rest = ''] = /^([\s-]*([\w-]+)\s*:)(.*)$/.exec(text) ?? []
  if (head === '') return ''
  const value = rest.replace(/(^|\s)#.*$/, '').trimEnd()
  const isShown = value === '' || (publicKeys.has(key) && !/[[{,]/.test(value.replaceAll('${', '')))
  const shown = isShown ? maskUrlPassword(value.trim()) : MASK
  return `${head}${shown === '' ? '' : ` ${shown}`}`.slice(0, MAX_EXCERPT_LENGTH)
}
