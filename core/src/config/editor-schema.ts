import type { TSchema } from '@kefuhub/contract'
import type { JsonSchema } from './schema-path.js'
import { HubConfigSchema } from './schema.js'

/** A plugin whose options the editor should know. */
export interface EditorPlugin {
  /** What `use` says. */
  use: string
  title: string
  options: TSchema
}

const REFERENCE: JsonSchema = { type: 'string', pattern: '^(?:[^$]|\\$(?!\\$?\\{)|\\$\\$\\{)*\\$\\{(?:env|file):' }
const WHOLE_ENV: JsonSchema = { type: 'string', pattern: '^\\$\\{env:[^}]*\\}$' }

/**
 * Lets a reference stand wherever the config lets one stand, so that the editor marks no `${env:PORT}` as a mistake. `secret` is the
 * hub's own keyword and is left out.
 */
function allowReferences (schema: JsonSchema): JsonSchema {
  const { secret: _, description, default: fallback, ...rest } = schema
  const outer = { ...(description === undefined ? {} : { description }), ...(fallback === undefined ? {} : { default: fallback }) }
  const types = [rest.type ?? []].flat()
  if (types.some((type) => type === 'integer' || type === 'number' || type === 'boolean')) return { ...outer, anyOf: [rest, WHOLE_ENV] }
  if (types.includes('string') || rest.enum !== undefined || rest.const !== undefined) return { ...outer, anyOf: [rest, REFERENCE] }
  const inner: JsonSchema = { ...rest }
  if (rest.properties !== undefined) inner.properties = Object.fromEntries(Object.entries(rest.properties).map(([key, child]) => [key, allowReferences(child)]))
  if (rest.patternProperties !== undefined) {
    inner.patternProperties = Object.fromEntries(Object.entries(rest.patternProperties).map(([key, child]) => [key, allowReferences(child)]))
  }
  if (typeof rest.additionalProperties === 'object') inner.additionalProperties = allowReferences(rest.additionalProperties)
  if (rest.items !== undefined) inner.items = allowReferences(rest.items)
  for (const keyword of ['anyOf', 'oneOf', 'allOf'] as const) {
    const branches = rest[keyword]
    if (branches !== undefined) inner[keyword] = branches.map(allowReferences)
  }
  return { ...outer, ...inner }
}

function hasRequired (schema: JsonSchema): boolean {
  return schema.required?.some((key) => schema.properties?.[key]?.default === undefined) ?? false
}

/** What has a default need not be written. */
function relaxRequired (schema: JsonSchema): JsonSchema {
  const { required, ...rest } = schema
  const still = required?.filter((key) => schema.properties?.[key]?.default === undefined) ?? []
  const properties = Object.entries(schema.properties ?? {}).map(([key, child]) => [key, relaxRequired(child)] as const)
  return {
    ...rest,
    ...(still.length === 0 ? {} : { required: still }),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(rest.items === undefined ? {} : { items: relaxRequired(rest.items) }),
    ...(rest.anyOf === undefined ? {} : { anyOf: rest.anyOf.map(relaxRequired) })
  }
}

function describeEntry (entry: JsonSchema, plugin: EditorPlugin): JsonSchema {
  const options = plugin.options as JsonSchema
  return {
    ...entry,
    properties: { ...entry.properties, use: { const: plugin.use, description: plugin.title }, options: allowReferences(relaxRequired(options)) },
    required: ['id', 'use', ...(hasRequired(options) ? ['options'] : [])]
  }
}

/**
 * The JSON schema (draft 7) of the whole config for editors: each installed plugin's options stand under its `use`; any other
 * `use` takes options of any kind.
 */
export function createEditorSchema (plugins: readonly EditorPlugin[]): JsonSchema & { $schema: string, title: string } {
  const root = relaxRequired(HubConfigSchema as JsonSchema)
  const list = root.properties?.['plugins'] ?? {}
  const entry = list.items ?? {}
  const others = plugins.length === 0 ? {} : { not: { enum: plugins.map((plugin) => plugin.use) } }
  const other = { ...entry, properties: { ...entry.properties, use: { type: 'string', ...others } } }
  const described = allowReferences({ ...root, properties: { ...root.properties, plugins: { ...list, items: {} } } })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'kefuhub config',
    ...described,
    properties: {
      ...described.properties,
      plugins: { ...list, items: { oneOf: [...plugins.map((plugin) => describeEntry(entry, plugin)), other] } }
    }
  }
}
