import { LocalizedText, SEVERITIES, Type } from '@kefuhub/contract'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { DEFAULT_LIMIT, describeOperation, failures, IdParams, named, Nothing, pageOf, pageQuery, Timestamp } from '../shape.js'

/** Something that is not as it should be. */
export const AlertSchema = Type.Object({
  id: Type.String(),
  source: Type.String({ description: 'Id of the plugin that raised it, or `hub`' }),
  key: Type.String({ description: 'What is wrong; the same again is the same alert' }),
  severity: Type.Enum([...SEVERITIES]),
  title: LocalizedText,
  reason: Type.String({ description: 'Cause and cure in one sentence' }),
  raisedAt: Timestamp,
  resolvedAt: Type.Optional(Timestamp)
}, { $id: 'Alert', additionalProperties: false, description: 'Something that is not as it should be until somebody, or time, mends it' })

/** What is not as it should be. */
export const alertRoutes: RouteModule = async (app, { desk }) => {
  app.get('/alerts', {
    schema: {
      ...describeOperation('listAlerts', 'alerts', 'List alerts', 'Latest first.'),
      querystring: Type.Object({ ...pageQuery, standing: Type.Optional(Type.Boolean({ description: 'Only those that nobody and nothing mended yet, all on one page' })) }, { additionalProperties: false }),
      response: { 200: pageOf(named(AlertSchema)), ...failures('KH_ERR_API_CURSOR') }
    }
  }, async (request) => {
    const { standing, ...query } = request.query
    return standing === true ? { items: await desk.alerts.standing() } : await desk.alerts.list({ limit: DEFAULT_LIMIT, ...query })
  })

  app.post('/alerts/:id/close', {
    schema: {
      ...describeOperation('closeAlert', 'alerts', 'Take an alert back by hand', 'What is still wrong is raised again. Goes into the audit log.'),
      params: IdParams,
      response: { 204: Nothing, ...failures('KH_ERR_ALERT_NOT_FOUND') }
    }
  }, async (request, reply) => {
    await desk.audit.append({ actor: callerOf(request).actor, action: 'alert.close', target: request.params.id })
    await desk.alerts.close(request.params.id)
    return await reply.code(204).send(null)
  })
}
