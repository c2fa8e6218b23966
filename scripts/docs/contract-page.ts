import { join } from 'node:path'
import * as contract from '@kefuhub/contract'
import { root } from '../packages.js'
import { listDeclarations, type Declaration } from './declarations.js'

interface Schema {
  type?: string
  const?: unknown
  description?: string
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  patternProperties?: Record<string, Schema>
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

const BEGIN = /^<!-- generated: (\w+)((?: \w+)*) -->$/
const END = '<!-- /generated -->'

function describeBounds (low: number | undefined, high: number | undefined): string {
  if (low !== undefined && high !== undefined) return `${low} to ${high}`
  if (low !== undefined) return `at least ${low}`
  return high === undefined ? '' : `at most ${high}`
}

function describeValue (schema: Schema): string {
  // What is optional is a copy.
  if (schema.properties !== undefined && schema.properties === (contract.MediaRef as Schema).properties) return '[file](#files)'
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.anyOf !== undefined) return schema.anyOf.map(describeValue).join(', ')
  switch (schema.type) {
    case 'string': return ['text', describeBounds(schema.minLength, schema.maxLength), schema.maxLength === undefined ? '' : 'characters'].filter(Boolean).join(' ')
    case 'integer': return `integer ${describeBounds(schema.minimum, schema.maximum)}`.trim()
    case 'number': return `number ${describeBounds(schema.minimum, schema.maximum)}`.trim()
    case 'array': return `list of ${describeBounds(schema.minItems, schema.maxItems)}`
    default: return Object.values(schema.patternProperties ?? {}).map((value) => `${describeValue(value)}, by name`).join(', ')
  }
}

function describeRows (schema: Schema, prefix = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const need = schema.required?.includes(key) === true ? 'yes' : 'no'
    const row = `| \`${prefix}${key}\` | ${describeValue(child)} | ${need} | ${child.description ?? ''} |`
    return [row, ...child.items === undefined ? [] : describeRows(child.items, `${prefix}${key}[].`)]
  })
}

function describeShape (schema: Schema): string[] {
  return ['| field | value | needed | meaning |', '|---|---|---|---|', ...describeRows(schema)]
}

/** What a page may ask for between its marks: the lines for the names behind the word. */
const REGIONS: Record<string, (names: string[], declarations: Declaration[]) => string[]> = {
  // The fields of a schema.
  shape: (names) => names.flatMap((name) => describeShape(find(contract as Record<string, unknown>, name) as Schema)),

  // One heading and table for each kind of content.
  content: (_names, declarations) => (contract.Content as unknown as { anyOf: Schema[] }).anyOf.flatMap((schema, index) => {
    const [name] = Object.entries(contract).find(([, value]) => value === schema as unknown) ?? []
    return [...index === 0 ? [] : [''], `### ${contract.CONTENT_TYPES[index]}`, '', declarations.find((found) => found.name === name)?.summary ?? '', '', ...describeShape(schema)]
  }),

  // The bounds of an inbound message.
  limits: () => ['| of | at most |', '|---|---|', ...Object.entries(contract.INBOUND_LIMITS).map(([name, value]) => `| \`${name}\` | ${value} |`)],

  // Declarations as they stand in the source.
  source: (names, declarations) => ['```ts', names.map((name) => find(byName(declarations), name).source).join('\n\n'), '```'],

  // Everything that the package exports.
  exports: (_names, declarations) => [
    '| name | kind | meaning |', '|---|---|---|',
    ...[...new Set(declarations.map(({ name }) => name))].sort((a, b) => a.localeCompare(b, 'en')).map((name) => {
      const found = declarations.filter((declaration) => declaration.name === name)
      return `| \`${name}\` | ${found.map(({ kind }) => kind).join(', ')} | ${found[0]?.summary.replaceAll('|', '\\|') ?? ''} |`
    })
  ]
}

function byName (declarations: Declaration[]): Record<string, Declaration> {
  return Object.fromEntries(declarations.map((declaration) => [declaration.name, declaration]))
}

function find<T> (all: Readonly<Record<string, T>>, name: string): T {
  const found = all[name]
  if (found === undefined) throw new Error(`the contract exports no ${name}`)
  return found
}

/** What `@kefuhub/contract` exports, as its sources declare it. */
export function listContractExports (): Declaration[] {
  return listDeclarations(join(root, 'core/contract/src/index.ts'))
}

/**
 * Fills the parts of a page that the contract's own sources write: the lines between `<!-- generated: WORD NAMES -->` and
 * `<!-- /generated -->`. The rest stays as it is.
 */
export function fillContractPage (page: string): string {
  const declarations = listContractExports()
  const filled: string[] = []
  let isInside = false
  for (const line of page.split('\n')) {
    if (line === END) isInside = false
    if (!isInside) filled.push(line)
    const [, word, names = ''] = BEGIN.exec(line) ?? []
    if (word === undefined) continue
    isInside = true
    filled.push(...find(REGIONS, word)(names.split(' ').filter(Boolean), declarations))
  }
  if (isInside) throw new Error(`a generated part has no ${END}`)
  return filled.join('\n')
}
