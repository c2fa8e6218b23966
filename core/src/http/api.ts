import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { errors } from '../errors.js'
import { authorizeAt, identifyBy } from './caller.js'
import { replyNotFound } from './error-reply.js'
import type { RouteContext, RouteModule } from './route.js'
import { LiveDesk } from './live-desk.js'
import { activityRoutes } from './routes/activities.js'
import { agentRoutes } from './routes/agents.js'
import { alertRoutes } from './routes/alerts.js'
import { auditRoutes } from './routes/audit.js'
import { channelRoutes } from './routes/channels.js'
import { configRoutes } from './routes/config.js'
import { connectionRoutes } from './routes/connections.js'
import { contactRoutes } from './routes/contacts.js'
import { conversationRoutes } from './routes/conversations.js'
import { deadLetterRoutes } from './routes/dead-letters.js'
import { factRoutes } from './routes/facts.js'
import { groupRoutes } from './routes/groups.js'
import { liveRoutes } from './routes/live.js'
import { mediaRoutes } from './routes/media.js'
import { messageRoutes } from './routes/messages.js'
import { orderRoutes } from './routes/orders.js'
import { pluginRoutes } from './routes/plugins.js'
import { quickReplyRoutes } from './routes/quick-replies.js'
import { searchRoutes } from './routes/search.js'
import { sessionRoutes } from './routes/session.js'
import { ticketRoutes } from './routes/tickets.js'
import { tokenRoutes } from './routes/tokens.js'
import { SHARED_SCHEMAS } from './shared-schemas.js'
import { createSerializerCompiler, createValidatorCompiler } from './schema-compiler.js'

const MODULES: RouteModule[] = [
  sessionRoutes, conversationRoutes, activityRoutes, searchRoutes, messageRoutes, mediaRoutes, contactRoutes, factRoutes, orderRoutes, ticketRoutes, agentRoutes, groupRoutes, quickReplyRoutes,
  channelRoutes, pluginRoutes, connectionRoutes, alertRoutes, deadLetterRoutes, configRoutes, tokenRoutes, auditRoutes
]
const MINUTE_MS = 60_000
/** What anybody may call is bounded by address: attempts to sign in. An office has one address for all. */
const PUBLIC_REQUESTS_PER_MINUTE = 30

/** The REST API: who is calling is found out, then counted, then checked, and only then is a body read. */
export async function addApi (app: FastifyInstance, context: RouteContext): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // TLS ends at a proxy, if anywhere: HSTS is its to give.
    hsts: false
  })
  await app.register(rateLimit, {
    global: false,
    max: context.config.api.requestsPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => request.caller?.actor ?? normalizeIP(request.ip),
    errorResponseBuilder: (_request, { after }) => new errors.KH_ERR_API_RATE_LIMITED(after)
  })
  await app.register(cookie)
  app.decorateRequest('caller', null)
  // Customers' data: no cache on the way keeps it.
  app.addHook('onRequest', async (_request, reply) => { reply.header('cache-control', 'no-store') })
  app.addHook('onRequest', identifyBy(context.desk))
  const limit = app.rateLimit()
  const limitPublic = app.rateLimit({ max: PUBLIC_REQUESTS_PER_MINUTE, timeWindow: MINUTE_MS, keyGenerator: (request) => `public ${normalizeIP(request.ip)}` })
  app.addHook('onRequest', async function (request, reply) { await (request.routeOptions.config.isPublic === true ? limitPublic : limit).call(this, request, reply) })
  app.addHook('onRequest', authorizeAt(context.config.server.publicUrl))
  app.setNotFoundHandler(replyNotFound)
  app.setValidatorCompiler(createValidatorCompiler(SHARED_SCHEMAS))
  app.setSerializerCompiler(createSerializerCompiler(SHARED_SCHEMAS))
  for (const addRoutes of MODULES) {
    app.register(async (scope) => { await addRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), context) })
  }
  const liveDesk = new LiveDesk(context.desk, context.channels, app.log)
  app.addHook('onClose', () => { liveDesk.close() })
  app.register(async (scope) => { await liveRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), context, liveDesk) })
}
