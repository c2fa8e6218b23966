import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * Refuses what a page of another site asks for with the cookie of somebody who is signed in. Whoever changes something or opens a
 * connection must say where they come from, as browsers do; what is only read stays out of reach of other sites, because no
 * answer of the API may be read across origins.
 * @throws KH_ERR_API_CROSS_ORIGIN
 */
export function requireSameOrigin (request: FastifyRequest, publicUrl: string): void {
  const { origin, upgrade } = request.headers
  const isConnection = upgrade?.toLowerCase() === 'websocket'
  if (SAFE_METHODS.has(request.method) && !isConnection) {
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new errors.KH_ERR_API_CROSS_ORIGIN()
    return
  }
  if (origin === undefined || !isOwn(origin, request, publicUrl)) throw new errors.KH_ERR_API_CROSS_ORIGIN()
}

function isOwn (origin: string, request: FastifyRequest, publicUrl: string): boolean {
  return origin === new URL(publicUrl).origin || origin === `${request.protocol}://${request.host}`
}
