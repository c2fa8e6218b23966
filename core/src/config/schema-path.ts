import type { TSchema } from '@kefuhub/contract'
import type { Path } from './path.js'

/** The part of JSON Schema that configs and options are written in. */
export interface JsonSchema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  patternProperties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  required?: string[] | undefined
  items?: JsonSchema
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  pattern?: string
  format?: string
  default?: unknown
  description?: string
  secret?: boolean
}

function withAlternatives (schema: JsonSchema): JsonSchema[] {
  return [schema, ...[...schema.anyOf ?? [], ...schema.oneOf ?? [], ...schema.allOf ?? []].flatMap(withAlternatives)]
}

function childrenOf (schema: JsonSchema, step: string | number): JsonSchema[] {
  if (typeof step === 'number') return schema.items === undefined ? [] : [schema.items]
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, step)) return [schema.properties[step] as JsonSchema]
  const matching = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern, 'u').test(step))
  if (matching.length > 0) return matching.map(([, child]) => child)
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []
}

/** Every schema that speaks about the value at a path, alternatives included; none when the path is unknown. */
export function schemasAt (schema: TSchema, path: Path): JsonSchema[] {
  let found = withAlternatives(schema as JsonSchema)
  for (const step of path) found = found.flatMap((node) => childrenOf(node, step)).flatMap(withAlternatives)
  return found
}

/** The keys that a mapping at a path may have. */
export function keysAt (schema: TSchema, path: Path): string[] {
  return [...new Set(schemasAt(schema, path).flatMap((node) => Object.keys(node.properties ?? {})))]
}

/** Where else in a schema a key stands, as paths; lists are not looked into. */
export function findKey (schema: TSchema, key: string): Path[] {
  const search = (node: JsonSchema, path: string[]): Path[] => Object.entries(node.properties ?? {}).flatMap(([name, child]) => [
    ...(name === key ? [[...path, name]] : []),
    ...search(child, [...path, name])
  ])
  return search(schema as JsonSchema, [])
}
