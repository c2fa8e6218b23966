import { valueError } from './odoo-errors.js'

/** One condition. */
export type Leaf = [path: string, operator: string, value: unknown]

/** A filter in prefix notation, made into a test. @throws OdooError for one that Odoo would not understand */
export function compileDomain<R> (domain: unknown, test: (leaf: Leaf) => (row: R) => boolean): (row: R) => boolean {
  if (!Array.isArray(domain)) throw valueError(`Invalid domain: ${JSON.stringify(domain)}`)
  const terms: unknown[] = [...domain]
  const parts: Array<(row: R) => boolean> = []
  while (terms.length > 0) parts.push(next(terms, test))
  return (row) => parts.every((part) => part(row))
}

/** Whether a text fits a pattern of SQL's LIKE. */
export function isLike (value: unknown, pattern: string, ignoreCase: boolean): boolean {
  if (typeof value !== 'string') return false
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at] ?? ''
    if (sign === '\\') source += escape(pattern[++at] ?? '')
    else source += sign === '%' ? '[^]*' : sign === '_' ? '[^]' : escape(sign)
  }
  return new RegExp(`^${source}$`, ignoreCase ? 'iu' : 'u').test(value)
}

function next<R> (terms: unknown[], test: (leaf: Leaf) => (row: R) => boolean): (row: R) => boolean {
  const term = terms.shift()
  if (term === '|' || term === '&') {
    const [left, right] = [next(terms, test), next(terms, test)]
    return term === '|' ? (row) => left(row) || right(row) : (row) => left(row) && right(row)
  }
  if (term === '!') {
    const inner = next(terms, test)
    return (row) => !inner(row)
  }
  if (Array.isArray(term) && term.length === 3 && typeof term[0] === 'string' && typeof term[1] === 'string') return test(term as Leaf)
  throw valueError(`Invalid domain term ${JSON.stringify(term)}`)
}

function escape (sign: string): string { return sign.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') }
