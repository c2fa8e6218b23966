import { Type } from '@kefuhub/contract'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { DEFAULT_LIMIT, describeOperation, failures, IdParams, named, pageOf, pageQuery, Timestamp } from '../shape.js'
import { Retried } from './message-schema.js'

/** Something the hub gave up on. */
export const DeadLetterSchema = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: '`send`: an outgoing message; `turn`: an inbound one that could not be dealt with; else the queue of the outbox' }),
  at: Timestamp,
  target: Type.String({ description: 'The channel of a message, else the queue' }),
  attempts: Type.Integer({ minimum: 0 }),
  code: Type.String({ description: 'Of the last failure' }),
  reason: Type.String({ description: 'The same for people' }),
  trace: Type.String({ description: 'Finds its lines in the log' })
}, { $id: 'DeadLetter', additionalProperties: false, description: 'Something the hub gave up on' })

/** What the hub gave up on. */
export const deadLetterRoutes: RouteModule = async (app, { desk, dispatcher }) => {
  app.get('/dead-letters', {
    schema: {
      ...describeOperation('listDeadLetters', 'dead letters', 'List dead letters', 'Latest first, messages before the rest.'),
      querystring: Type.Object(pageQuery, { additionalProperties: false }),
      response: { 200: pageOf(named(DeadLetterSchema)), ...failures('KH_ERR_API_CURSOR') }
    }
  }, async (request) => await desk.deadLetters.list({ limit: DEFAULT_LIMIT, ...request.query }))

  app.post('/dead-letters/:id/retry', {
    schema: {
      ...describeOperation('retryDeadLetter', 'dead letters', 'Try a dead letter again', 'Puts it back to work with its attempts counted from the start. Goes into the audit log.'),
      params: IdParams,
      response: { 202: Retried, ...failures('KH_ERR_DEAD_LETTER_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { id } = request.params
    await desk.audit.append({ actor: callerOf(request).actor, action: 'dead-letter.retry', target: id })
    const woken = await desk.deadLetters.retry(id)
    dispatcher.wake(woken.kind, [woken.id])
    return await reply.code(202).send({ id })
  })
}
