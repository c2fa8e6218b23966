import { errors as contractErrors, Type, type FastifyError, type Static, type TSchema } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { ACCESS, type Operation } from './access.js'

/** A reference to a schema with an `$id`, so that the OpenAPI document holds it once. */
export function named<S extends TSchema> (schema: S) {
  const { $id, description } = schema as { $id?: string, description?: string }
  return Type.Unsafe<Static<S>>({ $ref: `${$id}#`, ...(description !== undefined && { description }) })
}

/** A moment: a `Date` in the hub, ISO 8601 in UTC outside. */
export const Timestamp = Type.Unsafe<Date>({ type: 'string', format: 'date-time' })

/** The body of every answer that is no success. */
export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'From the catalogue of errors; never changes its meaning' }),
    message: Type.String({ description: 'What was wrong and what to do, for people' }),
    requestId: Type.String({ description: 'Finds the request in the log' })
  }, { additionalProperties: false })
}, { $id: 'Error', additionalProperties: false, description: 'Why it did not work' })

/** The path of one thing. */
export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 1024 }) }, { additionalProperties: false })

/** Items on a page when the request does not say. */
export const DEFAULT_LIMIT = 50

/** The query of every list. */
export const pageQuery = {
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2048, description: '`next` of the page before. Absent: the first page' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: DEFAULT_LIMIT, description: 'Items on the page' }))
}

/** One page of a list. */
export function pageOf<S extends TSchema> (item: S) {
  return Type.Object({
    items: Type.Array(item),
    next: Type.Optional(Type.String({ description: 'Cursor of the next page. Absent on the last one' }))
  }, { additionalProperties: false, description: 'One page of the list' })
}

/** All of something that there is little of. */
export function listOf<S extends TSchema> (item: S) {
  return Type.Object({ items: Type.Array(item) }, { additionalProperties: false, description: 'All of them' })
}

/** The answer to what only has to be done. */
export const Nothing = Type.Null({ description: 'It is done' })

/** What the OpenAPI document says of an operation, and who may do it. */
export function describeOperation (operationId: Operation, tag: string, summary: string, description?: string) {
  return { ...describe(operationId, tag, summary, description), security: [{ token: [] }, { session: [] }], 'x-roles': ACCESS[operationId] }
}

/** What the OpenAPI document says of an operation that anybody may do. */
export function describePublic (operationId: string, tag: string, summary: string, description?: string) {
  return { ...describe(operationId, tag, summary, description), security: [] }
}

function describe (operationId: string, tag: string, summary: string, description: string | undefined) {
  return { operationId, tags: [tag], summary, ...(description !== undefined && { description }) }
}

const catalogue = { ...contractErrors, ...errors }
type Code = keyof typeof catalogue
const EVERYWHERE = ['KH_ERR_API_INPUT', 'KH_ERR_API_UNAUTHORIZED', 'KH_ERR_API_FORBIDDEN', 'KH_ERR_API_CROSS_ORIGIN', 'KH_ERR_API_PASSWORD_CHANGE', 'KH_ERR_API_RATE_LIMITED', 'KH_ERR_API_FAILED'] as const satisfies readonly Code[]

/** The failures of an operation by HTTP status: those of every operation, and the ones named. */
export function failures (...codes: Code[]) {
  const found = new Map<number, Code[]>()
  for (const code of [...EVERYWHERE, ...codes]) {
    const { statusCode = 500 } = new (catalogue[code] as new () => FastifyError)()
    found.set(statusCode, [...found.get(statusCode) ?? [], code])
  }
  const responses = [...found].map(([statusCode, names]) => [statusCode, { ...named(ErrorBody), description: names.join(', ') }])
  // All have one shape; naming one status is enough for the types.
  return Object.fromEntries(responses) as { 400: ReturnType<typeof named<typeof ErrorBody>> }
}
