import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import type { ApiTokens, Caller } from '../desk/api-tokens.js'
import { mayDo, type Operation } from './access.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who holds the request's token; null outside of the API and for a token that is missing or wrong. */
    caller: Caller | null
  }
}

/** The token of a request; the scheme may be written in any case. */
const BEARER = /^bearer +(\S{1,200}) *$/i

/** Makes the hook that finds out who is calling. It refuses nobody: who is refused must be counted first. */
export function identifyBy (apiTokens: ApiTokens): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? []
    request.caller = token === undefined ? null : await apiTokens.verify(token) ?? null
  }
}

/** Refuses a request whose caller may not do what its route does. @throws KH_ERR_API_UNAUTHORIZED, KH_ERR_API_FORBIDDEN */
export async function authorize (request: FastifyRequest): Promise<void> {
  const { role } = callerOf(request)
  if (request.is404) return
  requireAccess(role, request.routeOptions.schema?.operationId as Operation)
}

/** Who is calling. @throws KH_ERR_API_UNAUTHORIZED */
export function callerOf (request: FastifyRequest): Caller {
  if (request.caller === null) throw new errors.KH_ERR_API_UNAUTHORIZED()
  return request.caller
}

/** Refuses what a role may not do. @throws KH_ERR_API_FORBIDDEN */
export function requireAccess (role: Caller['role'], operation: Operation): void {
  if (!mayDo(role, operation)) throw new errors.KH_ERR_API_FORBIDDEN(role)
}
