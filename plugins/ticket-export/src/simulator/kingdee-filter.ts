import { isLike } from './odoo-domain.js'

/** What a query knows of one row, by the keys of fields in lower case. */
export type Values = ReadonlyMap<string, unknown>

/** Thrown for a filter that is no SQL. */
export class FilterError extends Error {}

type Test = (values: Values) => boolean
type Operand = (values: Values) => unknown

const TOKEN = /\s*(?:('(?:[^']|'')*')|(\d+(?:\.\d+)?)|(<>|!=|>=|<=|[=<>(),])|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?))/y

/** A filter such as `FBillNo='A' and (FDate>='2026-01-01' or FID in (1,2))`. @param names all fields that it names are put here */
export function compileFilter (filter: string, names: Set<string>): Test {
  if (filter.trim() === '') return () => true
  const parser = new Parser(tokens(filter), names)
  const test = parser.or()
  parser.end()
  return test
}

class Parser {
  readonly #tokens: string[]
  readonly #names: Set<string>

  constructor (tokens: string[], names: Set<string>) {
    this.#tokens = tokens
    this.#names = names
  }

  or (): Test {
    const parts = [this.#and()]
    while (this.#take('or')) parts.push(this.#and())
    return (values) => parts.some((part) => part(values))
  }

  end (): void { if (this.#tokens.length > 0) throw new FilterError(`syntax error near ${this.#tokens[0] ?? ''}`) }

  #and (): Test {
    const parts = [this.#condition()]
    while (this.#take('and')) parts.push(this.#condition())
    return (values) => parts.every((part) => part(values))
  }

  #condition (): Test {
    if (this.#take('(')) {
      const inner = this.or()
      this.#need(')')
      return inner
    }
    const left = this.#operand()
    const operator = (this.#tokens.shift() ?? '').toLowerCase()
    if (operator === 'in') {
      this.#need('(')
      const values = [this.#operand()]
      while (this.#take(',')) values.push(this.#operand())
      this.#need(')')
      return (row) => values.some((value) => compare(left(row), '=', value(row)))
    }
    const right = this.#operand()
    if (operator === 'like') return (row) => isLike(String(left(row) ?? ''), String(right(row)), true)
    if (!['=', '<>', '!=', '>=', '<=', '>', '<'].includes(operator)) throw new FilterError(`syntax error near ${operator}`)
    return (row) => compare(left(row), operator, right(row))
  }

  #operand (): Operand {
    const token = this.#tokens.shift() ?? ''
    if (token.startsWith('\'')) return () => token.slice(1, -1).replaceAll('\'\'', '\'')
    if (/^\d/.test(token)) return () => Number(token)
    if (!/^[A-Za-z_]/.test(token) || /^(?:and|or|in|like)$/i.test(token)) throw new FilterError(`syntax error near ${token}`)
    this.#names.add(token)
    return (values) => values.get(token.toLowerCase())
  }

  #take (token: string): boolean {
    if (this.#tokens[0]?.toLowerCase() !== token) return false
    this.#tokens.shift()
    return true
  }

  #need (token: string): void { if (!this.#take(token)) throw new FilterError(`syntax error: ${token} expected`) }
}

function tokens (filter: string): string[] {
  const found: string[] = []
  TOKEN.lastIndex = 0
  while (filter.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(filter)
    if (match === null) throw new FilterError(`syntax error near ${filter.slice(at, at + 10)}`)
    found.push(match[0].trim())
  }
  return found
}

function compare (left: unknown, operator: string, right: unknown): boolean {
  // The database compares texts without their case.
  const [one, other] = typeof right === 'number' ? [Number(left), right] : [String(left ?? '').toLowerCase(), String(right ?? '').toLowerCase()]
  switch (operator) {
    case '=': return one === other
    case '<>': case '!=': return one !== other
    case '>': return one > other
    case '<': return one < other
    case '>=': return one >= other
    default: return one <= other
  }
}
