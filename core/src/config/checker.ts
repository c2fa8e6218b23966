import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { TSchema } from '@kefuhub/contract'
import { suggestName, describeAllowed, listAllowed } from './allowed.js'
import { parsePointer, type Path } from './path.js'
import { schemasAt, type JsonSchema } from './schema-path.js'

/** One way in which a value breaks its schema. */
export interface Violation {
  kind: 'unknown' | 'missing' | 'invalid'
  /** The key that is unknown or missing, else the value that is not valid. */
  path: Path
  /** What is allowed there, in words. */
  allowed: string
  /** Names to look for what was probably meant. */
  suggestion?: string
}

/** Checks a value and fills in the defaults of the schema, in place. */
export type Checker = (value: unknown) => Violation[]

function createAjv (): Ajv {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: true, allowUnionTypes: true, verbose: true })
  addFormats.default(ajv)
  ajv.addKeyword({ keyword: 'secret', schemaType: 'boolean' })
  return ajv
}

function isBelow (error: ErrorObject, parent: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${parent.schemaPath}/`)
}

/**
 * A mapping that may have several shapes: the errors of the one shape whose constants fit it, since those of the others say nothing.
 * Undefined when none fits, or several do.
 */
function errorsOfShape (parent: ErrorObject, below: ErrorObject[]): ErrorObject[] | undefined {
  if (typeof parent.data !== 'object' || parent.data === null) return undefined
  const branches = (parent.schema as JsonSchema[]).map((_, index) => below.filter((error) => error.schemaPath.startsWith(`${parent.schemaPath}/${index}/`)))
  const depth = parent.instancePath.split('/').length + 1
  const fitting = branches.filter((branch) => !branch.some((error) => (
    (error.instancePath === parent.instancePath && error.keyword === 'type') ||
    (error.keyword === 'const' && error.instancePath.split('/').length === depth)
  )))
  return fitting.length === 1 ? fitting[0] : undefined
}

function foldAlternatives (list: ErrorObject[]): ErrorObject[] {
  const outermost = list
    .filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf')
    .sort((a, b) => a.schemaPath.length - b.schemaPath.length)[0]
  if (outermost === undefined) return list
  const below = list.filter((error) => isBelow(error, outermost))
  const rest = foldAlternatives(list.filter((error) => error !== outermost && !isBelow(error, outermost)))
  const shape = errorsOfShape(outermost, below)
  return [...rest, ...(shape === undefined ? [{ ...outermost, keyword: 'alternatives' }] : foldAlternatives(shape))]
}

function toViolation (error: ErrorObject, root: unknown, rootSchema: TSchema): Violation {
  const path = parsePointer(error.instancePath, root)
  const schema = error.parentSchema as JsonSchema
  const withSuggestion = (violation: Violation, read: unknown, names: string[]): Violation => {
    const suggestion = typeof read === 'string' ? suggestName(read, names) : undefined
    return suggestion === undefined ? violation : { ...violation, suggestion }
  }
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty'])
    const keys = Object.keys(schema.properties ?? {})
    return withSuggestion({ kind: 'unknown', path: [...path, key], allowed: keys.join(', ') }, key, keys)
  }
  if (error.keyword === 'required') {
    const key = String(error.params['missingProperty'])
    // A condition that wants a key need not say again what may stand there.
    const described = schemasAt(rootSchema, [...path, key]).find((node) => Object.keys(node).length > 0)
    return { kind: 'missing', path: [...path, key], allowed: describeAllowed(described ?? {}) }
  }
  return withSuggestion({ kind: 'invalid', path, allowed: describeAllowed(schema) }, error.data, listAllowed(schema))
}

const compiled = new WeakMap<TSchema, Checker>()

function createChecker (schema: TSchema): Checker {
  const validate: ValidateFunction = createAjv().compile(schema)
  return (value) => {
    if (validate(value)) return []
    // That a condition was not met says nothing beside the errors of its branch.
    const found = (validate.errors ?? []).filter((error) => error.keyword !== 'if')
    const violations = foldAlternatives(found).map((error) => toViolation(error, value, schema))
    const seen = new Set<string>()
    return violations.filter((violation) => {
      const key = JSON.stringify([violation.kind, violation.path, violation.allowed])
      return !seen.has(key) && seen.add(key)
    })
  }
}

/**
 * Compiles a schema with the hub's settings, once: every error at once, defaults filled in, strict.
 * @throws what ajv says of a bad schema
 */
export function compileChecker (schema: TSchema): Checker {
  const checker = compiled.get(schema) ?? createChecker(schema)
  compiled.set(schema, checker)
  return checker
}
