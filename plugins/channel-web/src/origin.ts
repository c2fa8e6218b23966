import cors from '@fastify/cors'
import type { FastifyRequest } from 'fastify'
import type { Desk } from './desk.js'
import { errors } from './errors.js'

/** Whether a browser on this page may speak with the hub. */
function isAllowed (origin: string, { hub, options }: Desk): boolean {
  return origin === new URL(hub.baseUrl).origin || options.origins.includes(origin)
}

/**
 * Lets only allowed pages in. A browser names the page with every request that changes something, with every WebSocket and
 * with everything that crosses sites; what names none is a plain visit of the hub itself.
 */
export async function guardOrigins (desk: Desk): Promise<void> {
  const { app } = desk.hub
  app.addHook('onRequest', async (request) => { if (!isPublic(request)) check(request, desk) })
  await app.register(cors, {
    origin: (origin, done) => { done(null, origin !== undefined && isAllowed(origin, desk)) },
    credentials: true,
    methods: ['GET', 'POST'],
    allowedHeaders: ['content-type'],
    maxAge: 86_400
  })
}

function isPublic ({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.endsWith('/widget.js') === true
}

function check ({ method, headers, routeOptions }: FastifyRequest, desk: Desk): void {
  const { origin } = headers
  const mustName = method === 'POST' || routeOptions.url?.endsWith('/socket') === true
  if (origin === undefined ? mustName : !isAllowed(origin, desk)) {
    desk.hub.refused('origin')
    throw new errors.WEB_ERR_ORIGIN(String(origin ?? ''))
  }
}
