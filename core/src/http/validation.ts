import { Ajv, type ErrorObject } from 'ajv'
import type { FastifyError, FastifySchemaCompiler } from 'fastify'
import type { TSchema } from '@kefuhub/contract'

const PLACES: Record<string, string> = { body: 'body', querystring: 'query', params: 'path', headers: 'header' }

/**
 * Makes the validators of routes. Nothing is dropped and nothing is turned into something else, but for query strings,
 * which know no numbers: there, text that is a number is one.
 * @param shared the schemas that others refer to by `$id`
 */
export function createValidatorCompiler (shared: readonly TSchema[]): FastifySchemaCompiler<TSchema> {
  const options = { strict: true, discriminator: true, useDefaults: true, removeAdditional: false } as const
  const exact = new Ajv({ ...options, schemas: [...shared] })
  const coercing = new Ajv({ ...options, coerceTypes: true, schemas: [...shared] })
  return ({ schema, httpPart }) => (httpPart === 'querystring' ? coercing : exact).compile(schema)
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
