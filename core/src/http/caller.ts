import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import type { Caller } from '../desk/caller.js'
import type { Desk } from '../desk/desk.js'
import { mayDo, mayDoFirst, type Operation } from './access.js'
import { requireSameOrigin } from './same-origin.js'
import { SESSION_COOKIE } from './session-cookie.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; null outside of the API, and for a token or a session that is missing or wrong. */
    caller: Caller | null
  }
  interface FastifyContextConfig {
    /** Anybody may call this, as nobody in particular. */
    isPublic?: true
  }
}

/** The token of a request; the scheme may be written in any case. */
const BEARER = /^bearer +(\S{1,200}) *$/i
/** A session's token: 32 bytes in base64url. */
const SESSION = /^[\w-]{43}$/

/** Makes the hook that finds out who is calling. It refuses nobody: who is refused must be counted first. */
export function identifyBy ({ apiTokens, signIn }: Pick<Desk, 'apiTokens' | 'signIn'>): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const { authorization } = request.headers
    const session = request.cookies[SESSION_COOKIE]
    const [, token] = BEARER.exec(authorization ?? '') ?? []
    // Who names a token means it: a cookie that comes along must not make up for a wrong one.
    if (authorization !== undefined) request.caller = token === undefined ? null : await apiTokens.verify(token) ?? null
    else request.caller = session !== undefined && SESSION.test(session) ? await signIn.verify(session) ?? null : null
  }
}

/**
 * Makes the hook that refuses a request whose caller may not do what its route does.
 * @throws KH_ERR_API_UNAUTHORIZED, KH_ERR_API_FORBIDDEN, KH_ERR_API_CROSS_ORIGIN, KH_ERR_API_PASSWORD_CHANGE
 */
export function authorizeAt (publicUrl: string): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    if (request.routeOptions.config.isPublic === true) {
      requireSameOrigin(request, publicUrl)
      return
    }
    const { role, agent } = callerOf(request)
    if (agent !== undefined) requireSameOrigin(request, publicUrl)
    if (request.is404) return
    const operation = request.routeOptions.schema?.operationId as Operation
    if (agent?.mustChangePassword === true && !mayDoFirst(operation)) throw new errors.KH_ERR_API_PASSWORD_CHANGE()
    requireAccess(role, operation)
  }
}

/** Who is calling. @throws KH_ERR_API_UNAUTHORIZED */
export function callerOf (request: FastifyRequest): Caller {
  if (request.caller === null) throw new errors.KH_ERR_API_UNAUTHORIZED()
  return request.caller
}

/** The person who is calling. @throws KH_ERR_API_PERSON_NEEDED */
export function personOf (request: FastifyRequest): Caller & { agent: NonNullable<Caller['agent']> } {
  const { agent, ...caller } = callerOf(request)
  if (agent === undefined) throw new errors.KH_ERR_API_PERSON_NEEDED()
  return { ...caller, agent }
}

/** Refuses what a role may not do. @throws KH_ERR_API_FORBIDDEN */
export function requireAccess (role: Caller['role'], operation: Operation): void {
  if (!mayDo(role, operation)) throw new errors.KH_ERR_API_FORBIDDEN(role)
}
