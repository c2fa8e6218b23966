import { closest, distance } from 'fastest-levenshtein'
import type { JsonSchema } from './schema-path.js'

function describeBounds (low: number | undefined, high: number | undefined): string {
  if (low !== undefined && high !== undefined) return low === high ? ` of ${low}` : ` from ${low} to ${high}`
  if (low !== undefined) return ` of at least ${low}`
  return high === undefined ? '' : ` of at most ${high}`
}

function describeLength (low: number | undefined, high: number | undefined, noun: string): string {
  const bounds = describeBounds(low, high).replace(' from ', ' of ')
  return bounds === '' ? '' : `${bounds} ${noun}`
}

function describeType (schema: JsonSchema, type: string | undefined): string {
  switch (type) {
    case 'integer':
    case 'number': {
      const bounds = describeBounds(schema.minimum ?? schema.exclusiveMinimum, schema.maximum ?? schema.exclusiveMaximum)
      const steps = schema.multipleOf === undefined ? '' : `, a multiple of ${schema.multipleOf}`
      return `${type === 'integer' ? 'an integer' : 'a number'}${bounds}${steps}`
    }
    case 'string': {
      // "At least one character" is what everybody expects of a text.
      const length = describeLength(schema.minLength === 1 && schema.maxLength === undefined ? undefined : schema.minLength, schema.maxLength, 'characters')
      const form = schema.format === undefined ? '' : ` in the form of a ${schema.format}`
      const pattern = schema.pattern === undefined ? '' : ` that matches ${schema.pattern}`
      return `text${length}${form}${pattern}`
    }
    case 'boolean': return 'true or false'
    case 'null': return 'null'
    case 'array': return `a list${describeLength(schema.minItems, schema.maxItems, 'items')}${schema.uniqueItems === true ? ' that differ' : ''}`
    case 'object': {
      const keys = Object.keys(schema.properties ?? {})
      return keys.length === 0 ? 'a mapping' : `a mapping with the keys ${keys.join(', ')}`
    }
    default: return 'any value'
  }
}

/** Says in words what a schema allows. */
export function describeAllowed (schema: JsonSchema): string {
  if (schema.const !== undefined) return String(schema.const)
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) {
    if (alternatives.every((branch) => branch.const !== undefined)) return `one of ${alternatives.map((branch) => String(branch.const)).join(', ')}`
    return [...new Set(alternatives.map(describeAllowed))].join(', or ')
  }
  return [schema.type].flat().map((type) => describeType(schema, type)).join(' or ')
}

/** The texts that a schema lists as allowed values. */
export function listAllowed (schema: JsonSchema): string[] {
  const own = [...schema.enum ?? [], ...schema.const === undefined ? [] : [schema.const]]
  return [...own.filter((value) => typeof value === 'string'), ...[...schema.anyOf ?? [], ...schema.oneOf ?? []].flatMap(listAllowed)]
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
const lettersOf = (text: string): string => [...plain(text)].sort().join('')

/** The candidate that was probably meant: one that differs in case, dashes or the order of letters only, or by at most a third of them. */
export function suggestName (read: string, candidates: readonly string[]): string | undefined {
  if (read.length > 256 || candidates.length === 0) return undefined
  const wanted = plain(read)
  const same = candidates.find((candidate) => plain(candidate) === wanted)
  if (same !== undefined || wanted === '') return same
  const swapped = candidates.find((candidate) => lettersOf(candidate) === lettersOf(wanted))
  if (swapped !== undefined) return swapped
  const near = closest(wanted, candidates.map(plain))
  const found = candidates.find((candidate) => plain(candidate) === near)
  return found !== undefined && distance(wanted, near) <= Math.max(1, Math.floor(Math.max(wanted.length, near.length) / 3)) ? found : undefined
}
