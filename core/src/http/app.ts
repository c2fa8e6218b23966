import websocket from '@fastify/websocket'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Logger } from 'pino'
import { newId } from '../store/id.js'
import { addApi } from './api.js'
import { BacklogReader } from './backlog.js'
import { replyNotFound, replyWithError } from './error-reply.js'
import { addDocs, addOpenApi } from './openapi.js'
import type { RouteContext } from './route.js'
import { addHome } from './routes/home.js'
import { healthRoutes } from './routes/health.js'
import { SHARED_SCHEMAS } from './shared-schemas.js'

/** What a process does: answer requests, work on what is stored, or both. */
export type HubRole = 'web' | 'worker' | 'all'

/** What an app is made of. */
export interface AppOptions extends RouteContext {
  log: Logger
  /** `worker` serves health and metrics only. */
  role: HubRole
}

/** A request that takes longer to arrive is cut off, against clients that send byte by byte; in milliseconds. */
const REQUEST_TIMEOUT_MS = 300_000
/** Longest message over a WebSocket, in bytes; who speaks over it may bound it further. */
const MAX_SOCKET_BYTES = 65_536
/** Ids of outbox entries hold names of plugins and ids of messages; in characters. */
const MAX_PARAM_LENGTH = 1024

/**
 * Builds the HTTP side of a hub, not listening yet. Only error and not-found handlers are global: hooks of the API and of
 * its documentation never run for a channel's routes, which the hub adds afterwards.
 */
export async function createApp (options: AppOptions): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = options.log
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: options.config.server.trustProxy,
    genReqId: newId,
    frameworkErrors: replyWithError,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH }
  }).withTypeProvider<TypeBoxTypeProvider>()
  // One for all who speak over it: each would answer every upgrade of the server. Before all hooks: it ends the socket of a request that is refused
  // only when its own hooks saw the request first.
  await app.register(websocket, { options: { maxPayload: MAX_SOCKET_BYTES } })
  app.setErrorHandler(replyWithError)
  app.setNotFoundHandler(replyNotFound)
  const backlog = new BacklogReader(options.store)
  options.metrics.watchBacklog(() => backlog.read())
  app.register(async (scope) => {
    for (const schema of SHARED_SCHEMAS) scope.addSchema(schema)
    const isServed = options.role !== 'worker'
    if (isServed) await addOpenApi(scope, options.version)
    await healthRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), options)
    if (!isServed) return
    scope.register(async (api) => { await addApi(api, options) }, { prefix: '/api/v1' })
    scope.register(addDocs)
    addHome(scope, options.home)
  })
  return app
}
