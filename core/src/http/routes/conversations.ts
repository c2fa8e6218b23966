import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { DEFAULT_LIMIT, describeOperation, failures, IdParams, named } from '../shape.js'
import { toConversationView } from '../../desk/views.js'
import { ConversationListQuery, ConversationPage, ConversationSchema } from './conversation-schema.js'

/** Service sessions. */
export const conversationRoutes: RouteModule = async (app, { desk }) => {
  app.get('/conversations', {
    schema: {
      ...describeOperation('listConversations', 'conversations', 'List conversations', 'Latest activity first. Filters may be combined.'),
      querystring: ConversationListQuery,
      response: { 200: ConversationPage, ...failures('KH_ERR_API_CURSOR') }
    }
  }, async (request) => await desk.conversations.list({ limit: DEFAULT_LIMIT, ...request.query }))

  app.get('/conversations/:id', {
    schema: {
      ...describeOperation('getConversation', 'conversations', 'Read a conversation'),
      params: IdParams,
      response: { 200: named(ConversationSchema), ...failures('KH_ERR_CONVERSATION_NOT_FOUND') }
    }
  }, async (request) => toConversationView(await desk.conversations.get(request.params.id)))

  app.post('/conversations/:id/close', {
    schema: {
      ...describeOperation('closeConversation', 'conversations', 'Close a conversation', 'Closing it again changes nothing. The next message of the customer opens a new one. Goes into the audit log.'),
      params: IdParams,
      response: { 200: named(ConversationSchema), ...failures('KH_ERR_CONVERSATION_NOT_FOUND') }
    }
  }, async (request) => {
    const { actor } = callerOf(request)
    const { _id: id } = await desk.conversations.get(request.params.id)
    // Written first: what was done must stand in the log, even when the process dies in between.
    await desk.audit.append({ actor, action: 'conversation.close', target: id })
    return await desk.conversations.close(id, actor)
  })
}
