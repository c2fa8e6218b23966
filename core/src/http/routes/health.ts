import { Type } from '@kefuhub/contract'
import type { RouteModule } from '../route.js'
import { HubHealth } from '../health.js'
import { named } from '../shape.js'

const Alive = Type.Object({ state: Type.Literal('ok') }, { additionalProperties: false, description: 'The process lives' })

/** What a load balancer and Prometheus ask. No token: whoever may reach these is for the bind address or the proxy to say. */
export const healthRoutes: RouteModule = async (app, { health, metrics }) => {
  app.get('/healthz', {
    schema: {
      operationId: 'getLiveness',
      tags: ['operations'],
      summary: 'Whether the process lives',
      description: 'Answers as long as the process can. It says nothing of the store: a restart would not help there.',
      security: [],
      response: { 200: Alive }
    }
  }, async () => ({ state: 'ok' as const }))

  app.get('/readyz', {
    schema: {
      operationId: 'getReadiness',
      tags: ['operations'],
      summary: 'How the store, the queue and each plugin are doing',
      description: '503 while `state` is `down`. `degraded` is 200: the hub works, more slowly or without one of its neighbours.',
      security: [],
      response: { 200: named(HubHealth), 503: named(HubHealth) }
    }
  }, async (_request, reply) => {
    const found = await health()
    return await reply.code(found.state === 'down' ? 503 : 200).header('cache-control', 'no-store').send(found)
  })

  app.get('/metrics', {
    schema: {
      operationId: 'getMetrics',
      tags: ['operations'],
      summary: "Figures in Prometheus' text format",
      description: 'Names channels and plugins; holds nothing of customers.',
      security: [],
      response: { 200: { description: 'All figures', content: { 'text/plain': { schema: Type.String() } } } }
    }
  }, async (_request, reply) => await reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()))
}
