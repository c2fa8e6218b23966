import { Type } from '@kefuhub/contract'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, IdParams, listOf, named, Nothing } from '../shape.js'

const shortcut = Type.String({ pattern: '^[^\\s/]{1,32}$', description: 'What is typed after the slash' })
const text = Type.String({ minLength: 1, maxLength: 10_000 })

/** A text that agents send often. */
export const QuickReplySchema = Type.Object({
  id: Type.String(), shortcut, text
}, { $id: 'QuickReply', additionalProperties: false, description: 'A text that agents send often' })

const NewQuickReply = Type.Object({ shortcut, text }, { additionalProperties: false })
const QuickReplyChange = Type.Object({ shortcut: Type.Optional(shortcut), text: Type.Optional(text) }, { additionalProperties: false, minProperties: 1 })

/** The texts that agents send often. */
export const quickReplyRoutes: RouteModule = async (app, { desk }) => {
  app.get('/quick-replies', {
    schema: { ...describeOperation('listQuickReplies', 'quick replies', 'List quick replies', 'By shortcut.'), response: { 200: listOf(named(QuickReplySchema)), ...failures() } }
  }, async () => ({ items: await desk.quickReplies.list() }))

  app.post('/quick-replies', {
    schema: {
      ...describeOperation('createQuickReply', 'quick replies', 'Add a quick reply', 'Goes into the audit log.'),
      body: NewQuickReply,
      response: { 201: named(QuickReplySchema), ...failures('KH_ERR_NAME_TAKEN') }
    }
  }, async (request, reply) => {
    await desk.audit.append({ actor: callerOf(request).actor, action: 'quick-reply.create', target: request.body.shortcut })
    return await reply.code(201).send(await desk.quickReplies.create(request.body))
  })

  app.patch('/quick-replies/:id', {
    schema: {
      ...describeOperation('changeQuickReply', 'quick replies', 'Change a quick reply', 'Goes into the audit log.'),
      params: IdParams,
      body: QuickReplyChange,
      response: { 200: named(QuickReplySchema), ...failures('KH_ERR_QUICK_REPLY_NOT_FOUND', 'KH_ERR_NAME_TAKEN') }
    }
  }, async (request) => {
    const { id } = request.params
    await desk.audit.append({ actor: callerOf(request).actor, action: 'quick-reply.change', target: id })
    return await desk.quickReplies.change(id, request.body)
  })

  app.delete('/quick-replies/:id', {
    schema: {
      ...describeOperation('removeQuickReply', 'quick replies', 'Remove a quick reply', 'Goes into the audit log.'),
      params: IdParams,
      response: { 204: Nothing, ...failures('KH_ERR_QUICK_REPLY_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { id } = request.params
    await desk.audit.append({ actor: callerOf(request).actor, action: 'quick-reply.remove', target: id })
    await desk.quickReplies.remove(id)
    return await reply.code(204).send(null)
  })
}
