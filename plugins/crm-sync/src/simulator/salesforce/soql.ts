import { SalesforceError } from './error.js'

/** A value in a query. */
export type Literal = { type: 'text', value: string } | { type: 'number' | 'datetime', value: number } | { type: 'boolean', value: boolean } | { type: 'date', value: string } | { type: 'null' }

/** A condition of a query. */
export type Condition =
  | { type: 'and' | 'or', parts: Condition[] }
  | { type: 'not', part: Condition }
  | { type: 'compare', field: string, operator: string, literals: Literal[] }

/** A query, read. */
export interface Soql {
  fields: string[]
  object: string
  where?: Condition
  orderBy: Array<{ field: string, isDescending: boolean }>
  limit?: number
}

type Token = { type: 'word' | 'mark', text: string } | { type: 'literal', literal: Literal }

const TOKEN = /\s*(?:('(?:[^'\\]|\\[\s\S])*')|(\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}))|(\d{4}-\d{2}-\d{2})|(-?\d+(?:\.\d+)?)|([A-Za-z][\w.]*)|(!=|<>|<=|>=|[=<>(),]))/y
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '"': '"', "'": "'", '\\': '\\' }

function malformed (message: string): SalesforceError { return new SalesforceError(400, 'MALFORMED_QUERY', message) }

/** Reads a query. @throws MALFORMED_QUERY */
export function parseSoql (text: string): Soql {
  return new Parser(tokenise(text)).query()
}

/** Reads what stands after the name of an object in a search: fields, condition, order and limit. @throws MALFORMED_QUERY */
export function parseReturning (object: string, text: string): Soql {
  return new Parser(tokenise(text)).returning(object)
}

function tokenise (text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw malformed(`unexpected token: '${text.slice(at, at + 20)}'`)
    const [, quoted, datetime, date, number, word, mark] = match
    if (quoted !== undefined) tokens.push({ type: 'literal', literal: { type: 'text', value: unquote(quoted) } })
    else if (datetime !== undefined) tokens.push({ type: 'literal', literal: { type: 'datetime', value: Date.parse(datetime) } })
    else if (date !== undefined) tokens.push({ type: 'literal', literal: { type: 'date', value: date } })
    else if (number !== undefined) tokens.push({ type: 'literal', literal: { type: 'number', value: Number(number) } })
    else if (word !== undefined) tokens.push({ type: 'word', text: word })
    else tokens.push({ type: 'mark', text: mark ?? '' })
  }
  return tokens
}

/** Wildcards keep their backslash: only LIKE tells them from other characters. */
function unquote (quoted: string): string {
  return quoted.slice(1, -1).replace(/\\([\s\S])/g, (whole, character: string) => {
    if (character === '%' || character === '_') return whole
    const plain = ESCAPES[character]
    if (plain === undefined) throw malformed(`Illegal string literal: invalid escape '${whole}'`)
    return plain
  })
}

class Parser {
  readonly #tokens: Token[]
  #at = 0

  constructor (tokens: Token[]) { this.#tokens = tokens }

  query (): Soql {
    this.#expect('SELECT')
    const fields = this.#list()
    this.#expect('FROM')
    return this.#rest(fields, this.#word())
  }

  returning (object: string): Soql { return this.#rest(this.#list(), object) }

  #rest (fields: string[], object: string): Soql {
    const soql: Soql = { fields, object, orderBy: [] }
    if (this.#take('WHERE')) soql.where = this.#condition()
    if (this.#take('ORDER')) {
      this.#expect('BY')
      do {
        const field = this.#word()
        const isDescending = this.#take('DESC')
        if (!isDescending) this.#take('ASC')
        soql.orderBy.push({ field, isDescending })
      } while (this.#take(','))
    }
    if (this.#take('LIMIT')) {
      const literal = this.#literal()
      if (literal.type !== 'number' || !Number.isInteger(literal.value) || literal.value < 0) throw malformed('LIMIT needs a number')
      soql.limit = literal.value
    }
    if (this.#at < this.#tokens.length) throw malformed(`unexpected token: '${this.#peek()}'`)
    return soql
  }

  #condition (): Condition {
    const parts = [this.#term()]
    let type: 'and' | 'or' | undefined
    for (;;) {
      const next = this.#take('AND') ? 'and' : this.#take('OR') ? 'or' : undefined
      if (next === undefined) break
      // The real one wants parentheses, too.
      if (type !== undefined && type !== next) throw malformed(`unexpected token: '${next.toUpperCase()}'`)
      type = next
      parts.push(this.#term())
    }
    return type === undefined ? parts[0] as Condition : { type, parts }
  }

  #term (): Condition {
    if (this.#take('NOT')) return { type: 'not', part: this.#term() }
    if (this.#take('(')) {
      const inner = this.#condition()
      this.#expect(')')
      return inner
    }
    const field = this.#word()
    const isNegative = this.#take('NOT')
    if (this.#take('IN')) {
      this.#expect('(')
      const literals = [this.#literal()]
      while (this.#take(',')) literals.push(this.#literal())
      this.#expect(')')
      return { type: 'compare', field, operator: isNegative ? 'NOT IN' : 'IN', literals }
    }
    const operator = ['=', '!=', '<>', '<=', '>=', '<', '>', 'LIKE'].find((candidate) => this.#take(candidate))
    if (operator === undefined || isNegative) throw malformed(`unexpected token: '${this.#peek()}'`)
    return { type: 'compare', field, operator: operator === '<>' ? '!=' : operator, literals: [this.#literal()] }
  }

  #list (): string[] {
    const fields = [this.#word()]
    while (this.#take(',')) fields.push(this.#word())
    return fields
  }

  #peek (): string {
    const token = this.#tokens[this.#at]
    return token === undefined ? '<EOF>' : token.type === 'literal' ? 'literal' : token.text
  }

  #take (text: string): boolean {
    const token = this.#tokens[this.#at]
    const isIt = token !== undefined && token.type !== 'literal' && token.text.toUpperCase() === text
    if (isIt) this.#at++
    return isIt
  }

  #expect (text: string): void {
    if (!this.#take(text)) throw malformed(`unexpected token: '${this.#peek()}', expecting '${text}'`)
  }

  #word (): string {
    const token = this.#tokens[this.#at++]
    if (token?.type !== 'word') throw malformed('expecting a name')
    return token.text
  }

  #literal (): Literal {
    const token = this.#tokens[this.#at++]
    if (token?.type === 'literal') return token.literal
    const word = token?.type === 'word' ? token.text.toLowerCase() : ''
    if (word === 'null') return { type: 'null' }
    if (word === 'true' || word === 'false') return { type: 'boolean', value: word === 'true' }
    throw malformed('expecting a value')
  }
}
