import { valueError } from './exception.js'
import { parseDatetime, type OdooField, type OdooRow, type OdooValue } from './field.js'

/** Whether a record belongs to a domain. */
export type Predicate = (row: OdooRow) => boolean

const OPERATORS = new Set(['=', '!=', '>', '>=', '<', '<=', 'in', 'not in', 'like', 'ilike', 'not like', 'not ilike', '=like', '=ilike'])

/**
 * Reads a domain in Polish notation. A time with seconds stands for that very instant, while records have fractions of them.
 * @throws builtins.ValueError for an unknown field or operator, or a domain that does not add up
 */
export function compileDomain (domain: unknown, fields: ReadonlyMap<string, OdooField>, model: string): Predicate {
  if (!Array.isArray(domain)) throw valueError(`Invalid domain: ${JSON.stringify(domain)}`)
  const stack: Predicate[] = []
  const pop = (): Predicate => {
    const predicate = stack.pop()
    if (predicate === undefined) throw valueError(`Domain ${JSON.stringify(domain)} is malformed`)
    return predicate
  }
  for (const term of [...domain].reverse()) {
    if (term === '!') {
      const inner = pop()
      stack.push((row) => !inner(row))
    } else if (term === '&' || term === '|') {
      const [left, right] = [pop(), pop()]
      stack.push(term === '&' ? (row) => left(row) && right(row) : (row) => left(row) || right(row))
    } else {
      stack.push(compileLeaf(term, fields, model))
    }
  }
  return (row) => stack.every((predicate) => predicate(row))
}

/** Whether a domain names a field anywhere. */
export function mentions (domain: unknown, name: string): boolean {
  return Array.isArray(domain) && domain.some((term) => Array.isArray(term) && term[0] === name)
}

function compileLeaf (leaf: unknown, fields: ReadonlyMap<string, OdooField>, model: string): Predicate {
  if (!Array.isArray(leaf) || leaf.length !== 3) throw valueError(`Invalid leaf ${JSON.stringify(leaf)}`)
  const [name, operator, operand] = leaf as [unknown, unknown, unknown]
  const field = typeof name === 'string' ? fields.get(name) : undefined
  if (field === undefined || typeof name !== 'string') throw valueError(`Invalid field ${model}.${String(name)} in leaf (${JSON.stringify(name)}, ${JSON.stringify(operator)}, …)`)
  if (typeof operator !== 'string' || !OPERATORS.has(operator)) throw valueError(`Invalid operator ${JSON.stringify(operator)} in domain term`)
  if (field.store === false) throw valueError(`Cannot convert ${model}.${name} to SQL because it is not stored`)
  const read = (value: unknown): OdooValue => {
    if (value === false || value === null) return field.type === 'boolean' ? false : null
    if (field.type === 'datetime') return parseDatetime(value)
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
    throw valueError(`Invalid value ${JSON.stringify(value)} in domain term on ${model}.${name}`)
  }
  const get = (row: OdooRow): OdooValue => row[name] ?? (field.type === 'boolean' ? false : null)
  if (operator === 'in' || operator === 'not in') {
    if (!Array.isArray(operand)) throw valueError(`Invalid value for operator ${operator}: a list is needed`)
    const values = new Set(operand.map(read))
    return (row) => values.has(get(row)) === (operator === 'in')
  }
  if (operator.includes('like')) return compileLike(operator, read(operand), get)
  const value = read(operand)
  switch (operator) {
    case '=': return (row) => get(row) === value
    case '!=': return (row) => get(row) !== value
    default: return (row) => {
      const found = get(row)
      if (found === null || value === null) return false
      if (operator === '>') return found > value
      if (operator === '>=') return found >= value
      return operator === '<' ? found < value : found <= value
    }
  }
}

function compileLike (operator: string, operand: OdooValue, get: (row: OdooRow) => OdooValue): Predicate {
  const text = operand === null ? '' : String(operand)
  const pattern = toPattern(operator.startsWith('=') ? text : `%${text}%`)
  const regexp = new RegExp(`^${pattern}$`, operator.includes('ilike') ? 'isu' : 'su')
  const isNegative = operator.startsWith('not')
  return (row) => {
    const value = get(row)
    return (typeof value === 'string' && regexp.test(value)) !== isNegative
  }
}

/** PostgreSQL's LIKE: % any run, _ any character, a backslash takes the next as it is. */
function toPattern (like: string): string {
  return like.replace(/\\([\s\S]?)|[%_]|[^\\%_]+/gu, (part, escaped: string | undefined) => {
    if (part === '%') return '.*?'
    if (part === '_') return '.'
    return (escaped ?? part).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  })
}
