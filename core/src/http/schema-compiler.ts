import { Ajv, type ErrorObject, type Options } from 'ajv'
import addFormats from 'ajv-formats'
import buildSerializer from 'fast-json-stringify'
import type { FastifyError, FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import type { TSchema } from '@kefuhub/contract'

const PLACES: Record<string, string> = { body: 'body', querystring: 'query', params: 'path', headers: 'header' }

/**
 * Makes the validators of routes, each when it is first used. Nothing is dropped and nothing is turned into something
 * else, but for query strings, which know no numbers: there, text that is a number is one.
 * @param shared the schemas that others refer to by `$id`
 */
export function createValidatorCompiler (shared: readonly TSchema[]): FastifySchemaCompiler<TSchema> {
  const options: Options = { strict: true, discriminator: true, useDefaults: true, removeAdditional: false, allowUnionTypes: true, schemas: [...shared] }
  const exact = new Ajv(options)
  const coercing = new Ajv({ ...options, coerceTypes: true })
  for (const ajv of [exact, coercing]) addFormats.default(ajv, ['date-time', 'email'])
  return ({ schema, httpPart }) => {
    if ((schema as { format?: string }).format === 'binary') return () => true
    // A later call finds what the first one compiled.
    const validate = () => (httpPart === 'querystring' ? coercing : exact).compile(schema)
    return (data: unknown) => {
      const isValid = validate()
      return isValid(data) ? true : { error: isValid.errors as never }
    }
  }
}

type Serialize = (data: unknown) => string

/**
 * Makes the serializers of replies, each when it is first used and one for all routes that reply alike: made before,
 * they would be most of the time that a hub takes to start.
 * @param shared the schemas that others refer to by `$id`
 */
export function createSerializerCompiler (shared: readonly TSchema[]): FastifySerializerCompiler<TSchema> {
  const schemas = Object.fromEntries(shared.map((schema) => [(schema as { $id?: string }).$id, schema]))
  const serializers = new Map<string, Serialize>()
  return ({ schema }) => {
    const key = (schema as { $ref?: string }).$ref ?? JSON.stringify(schema)
    return (data) => {
      const serialize = serializers.get(key) ?? buildSerializer(schema as object, { schema: schemas }) as Serialize
      serializers.set(key, serialize)
      return serialize(data)
    }
  }
}

/** Says which field of a request is wrong and why; never what stood in it. */
export function describeProblem (error: Pick<FastifyError, 'validation' | 'validationContext' | 'message'>): string {
  const [first] = (error.validation ?? []) as unknown as ErrorObject[]
  if (first === undefined) return error.message
  const where = `${PLACES[error.validationContext ?? ''] ?? 'request'}${first.instancePath.replaceAll('/', '.')}`
  switch (first.keyword) {
    case 'required': return `${where}.${first.params['missingProperty']} is missing`
    case 'additionalProperties': return `${where} has an unknown field '${String(first.params['additionalProperty']).slice(0, 64)}'`
    case 'enum': return `${where} must be one of ${(first.params['allowedValues'] as unknown[]).join(', ')}`
    case 'const': return `${where} must be '${String(first.params['allowedValue'])}'`
    case 'discriminator': return `${where}.${first.params['tag']} must be one of the known kinds`
    default: return `${where} ${first.message}`
  }
}
