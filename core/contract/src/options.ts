import { Type, type TSchema, type TStringOptions, type TString, type Static } from 'typebox'

/** The JSON schema of a plugin's options: a TypeBox object that refuses unknown keys. */
export type OptionsSchema = TSchema

/** The options of a plugin after ajv checked them and filled in the defaults. */
export type OptionsOf<S extends OptionsSchema> = Static<S>

/**
 * A string that must not be seen: its value is replaced in logs, errors and the API.
 * Give it in the config as `${env:NAME}` or `${file:/run/secrets/name}`.
 */
export function Secret (options: TStringOptions = {}): TString {
  return Type.String({ minLength: 1, ...options, secret: true })
}

/** The paths of all secrets in a schema, as arrays of keys; `*` stands for any index or key. */
export function secretPaths (schema: TSchema, path: string[] = []): string[][] {
  const node = schema as {
    secret?: boolean,
    properties?: Record<string, TSchema>,
    items?: TSchema,
    anyOf?: TSchema[],
    allOf?: TSchema[],
    additionalProperties?: TSchema | boolean,
    patternProperties?: Record<string, TSchema>
  }
  if (node.secret === true) return [path]
  const found: string[][] = []
  for (const [key, child] of Object.entries(node.properties ?? {})) found.push(...secretPaths(child, [...path, key]))
  for (const child of Object.values(node.patternProperties ?? {})) found.push(...secretPaths(child, [...path, '*']))
  if (typeof node.additionalProperties === 'object') found.push(...secretPaths(node.additionalProperties, [...path, '*']))
  if (node.items !== undefined) found.push(...secretPaths(node.items, [...path, '*']))
  for (const child of [...(node.anyOf ?? []), ...(node.allOf ?? [])]) found.push(...secretPaths(child, path))
  return found
}
