import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { describeProblem } from './schema-compiler.js'

/** An error that may be shown as it is. */
interface ShownError { code: string, message: string, statusCode: number }

/** Fastify's own errors, told in the catalogue's words. */
const FASTIFY_ERRORS: Record<string, (error: FastifyError, request: FastifyRequest) => ShownError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (_error, request) => new errors.KH_ERR_API_TOO_LARGE(request.routeOptions.bodyLimit) as ShownError,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (_error, request) => new errors.KH_ERR_API_MEDIA_TYPE((request.headers['content-type'] ?? '').slice(0, 100)) as ShownError
}

/** Codes of catalogues: the hub's and the plugins'. */
const CATALOGUE_CODE = /^(?!FST_)[A-Z][A-Z0-9]*_ERR_[A-Z0-9_]+$/

/** What is no failure of the hub: it is busy, or another system is away. The caller should come again, or look there. */
const NO_FAILURES: ReadonlySet<string> = new Set(['KH_ERR_STORE_BUSY', 'KH_ERR_ORDERS_AWAY', 'KH_ERR_CONNECTION_AWAY', 'KH_ERR_RETURN_UNCERTAIN'])

function toShown (error: FastifyError, request: FastifyRequest): ShownError {
  const statusCode = error.statusCode ?? 500
  if (error.validation !== undefined) return new errors.KH_ERR_API_INPUT(describeProblem(error)) as ShownError
  const isShown = statusCode < 500 || NO_FAILURES.has(error.code)
  if (isShown && CATALOGUE_CODE.test(error.code ?? '')) return { code: error.code, message: error.message, statusCode }
  const translate = FASTIFY_ERRORS[error.code ?? '']
  if (translate !== undefined) return translate(error, request)
  if (statusCode >= 400 && statusCode < 500) return new errors.KH_ERR_API_INPUT(error.message) as ShownError
  return new errors.KH_ERR_API_FAILED(request.id) as ShownError
}

/** Answers an error as `{ error: { code, message, requestId } }`. What was not foreseen is logged and told without its text. */
export function replyWithError (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { code, message, statusCode } = toShown(error, request)
  if (statusCode >= 500 && !NO_FAILURES.has(code)) request.log.error({ err: error, code }, 'a request failed')
  if (statusCode === 401) reply.header('www-authenticate', 'Bearer')
  reply.code(statusCode).type('application/json; charset=utf-8').serializer(JSON.stringify)
    .send({ error: { code, message, requestId: request.id } })
}

/** Answers what no route serves. */
export function replyNotFound (request: FastifyRequest, reply: FastifyReply): void {
  const path = (request.url.split('?', 1)[0] ?? '').slice(0, 200)
  replyWithError(new errors.KH_ERR_API_NOT_FOUND(`${request.method} ${path}`), request, reply)
}
