import { errors } from '../../errors.js'
import { callerOf, requireAccess } from '../caller.js'
import type { RouteModule } from '../route.js'
import { DEFAULT_LIMIT, describeOperation, failures, IdParams, named } from '../shape.js'
import { toMessageView } from '../../desk/views.js'
import { MessageDetailSchema, MessageListQuery, MessagePage, MessageQuery, NewMessageSchema, Retried, SendHeaders, SentMessages } from './message-schema.js'
import { resolveMedia } from './outgoing-media.js'

/** The messages of conversations. */
export const messageRoutes: RouteModule = async (app, { desk, channels, media, dispatcher }) => {
  app.get('/conversations/:id/messages', {
    schema: {
      ...describeOperation('listMessages', 'messages', 'List the messages of a conversation'),
      params: IdParams,
      querystring: MessageListQuery,
      response: { 200: MessagePage, ...failures('KH_ERR_API_CURSOR', 'KH_ERR_CONVERSATION_NOT_FOUND') }
    }
  }, async (request) => {
    const { _id: conversation } = await desk.conversations.get(request.params.id)
    return await desk.messages.list({ limit: DEFAULT_LIMIT, ...request.query, conversation })
  })

  app.post('/conversations/:id/messages', {
    schema: {
      ...describeOperation('sendMessage', 'messages', 'Send a message', 'Stores the message as due and answers; it is delivered in the order of its thread, and `delivery` of the message tells how that goes. ' +
        'A text longer than the channel takes becomes several messages. Files are named by the id that an upload gave: `{ "state": "stored", "id": "…" }`. Goes into the audit log.'),
      params: IdParams,
      headers: SendHeaders,
      body: named(NewMessageSchema),
      response: {
        202: SentMessages,
        ...failures('KH_ERR_CONVERSATION_NOT_FOUND', 'KH_ERR_CHANNEL_NOT_FOUND', 'KH_ERR_CONVERSATION_CLOSED', 'KH_ERR_API_KEY_REUSED', 'KH_ERR_DELIVERY_UNSUPPORTED', 'KH_ERR_DELIVERY_TOO_LARGE')
      }
    }
  }, async (request, reply) => {
    const caller = callerOf(request)
    const conversation = await desk.conversations.get(request.params.id)
    const { capabilities } = channels.get(conversation.channel)
    const content = await resolveMedia(request.body.content, media)
    const idempotencyKey = request.headers['idempotency-key']
    await desk.audit.append({ actor: caller.actor, action: 'message.send', target: conversation._id, detail: { type: content.type } })
    const items = await desk.messages.enqueue({
      conversation,
      content,
      author: { kind: 'agent', id: caller.actor, name: request.body.author?.name ?? caller.name },
      ...(caller.agent !== undefined && { agent: caller.agent.id }),
      capabilities,
      ...(idempotencyKey !== undefined && { idempotencyKey })
    })
    dispatcher.wake('lane', [conversation.thread])
    return await reply.code(202).send({ items })
  })

  app.get('/messages/:id', {
    schema: {
      ...describeOperation('getMessage', 'messages', 'Read a message'),
      params: IdParams,
      querystring: MessageQuery,
      response: { 200: named(MessageDetailSchema), ...failures('KH_ERR_MESSAGE_NOT_FOUND') }
    }
  }, async (request) => {
    const { actor, role } = callerOf(request)
    const isOriginalWanted = request.query.raw !== undefined
    if (isOriginalWanted) requireAccess(role, 'readOriginal')
    const message = await desk.messages.get(request.params.id)
    if (!isOriginalWanted) return toMessageView(message)
    await desk.audit.append({ actor, action: 'message.readOriginal', target: message._id })
    return { ...toMessageView(message), ...(message.raw !== undefined && { raw: message.raw }) }
  })

  app.post('/messages/:id/retry', {
    schema: {
      ...describeOperation('retryMessage', 'messages', 'Send a message again that was given up', 'One that may have arrived (`uncertain`) too: the customer may then have it twice. Goes into the audit log.'),
      params: IdParams,
      response: { 202: Retried, ...failures('KH_ERR_MESSAGE_NOT_FOUND', 'KH_ERR_DEAD_LETTER_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { _id: id, direction, conversation } = await desk.messages.get(request.params.id)
    if (direction === 'in') throw new errors.KH_ERR_DEAD_LETTER_NOT_FOUND(id)
    await desk.audit.append({ actor: callerOf(request).actor, action: 'message.retry', target: id })
    const woken = await desk.deadLetters.retry(id)
    desk.bulletin.message(conversation, id)
    dispatcher.wake(woken.kind, [woken.id])
    return await reply.code(202).send({ id })
  })
}
