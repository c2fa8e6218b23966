import helmet from '@fastify/helmet'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { errors } from '../errors.js'
import { authorize, identifyBy } from './caller.js'
import { replyNotFound } from './error-reply.js'
import type { RouteContext, RouteModule } from './route.js'
import { auditRoutes } from './routes/audit.js'
import { channelRoutes } from './routes/channels.js'
import { contactRoutes } from './routes/contacts.js'
import { conversationRoutes } from './routes/conversations.js'
import { deadLetterRoutes } from './routes/dead-letters.js'
import { mediaRoutes } from './routes/media.js'
import { messageRoutes } from './routes/messages.js'
import { SHARED_SCHEMAS } from './shared-schemas.js'
import { createSerializerCompiler, createValidatorCompiler } from './schema-compiler.js'

const MODULES: RouteModule[] = [conversationRoutes, messageRoutes, mediaRoutes, contactRoutes, channelRoutes, deadLetterRoutes, auditRoutes]
const MINUTE_MS = 60_000

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
  app.decorateRequest('caller', null)
  // Customers' data: no cache on the way keeps it.
  app.addHook('onRequest', async (_request, reply) => { reply.header('cache-control', 'no-store') })
  app.addHook('onRequest', identifyBy(context.desk.apiTokens))
  app.addHook('onRequest', app.rateLimit())
  app.addHook('onRequest', authorize)
  app.setNotFoundHandler(replyNotFound)
  app.setValidatorCompiler(createValidatorCompiler(SHARED_SCHEMAS))
  app.setSerializerCompiler(createSerializerCompiler(SHARED_SCHEMAS))
  for (const addRoutes of MODULES) {
    app.register(async (scope) => { await addRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), context) })
  }
}
