import { Type } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import type { ConversationDoc } from '../../store/conversation-model.js'
import { callerOf, personOf } from '../caller.js'
import { readContext } from '../context.js'
import type { RouteModule } from '../route.js'
import { DEFAULT_LIMIT, describeOperation, failures, IdParams, listOf, named, Nothing } from '../shape.js'
import { ContextSchema } from './context-schema.js'
import { ConversationCounts, ConversationListQuery, ConversationPage, ConversationSchema, TagList, Transfer } from './conversation-schema.js'

/** Service sessions. */
export const conversationRoutes: RouteModule = async (app, context) => {
  const { desk } = context
  const toItem = async (conversation: ConversationDoc) => {
    const [item] = await desk.inbox.describe([conversation])
    return item as NonNullable<typeof item>
  }

  app.get('/conversations', {
    schema: {
      ...describeOperation('listConversations', 'conversations', 'List conversations', 'Latest activity first. Filters may be combined.'),
      querystring: ConversationListQuery,
      response: { 200: ConversationPage, ...failures('KH_ERR_API_CURSOR', 'KH_ERR_API_PERSON_NEEDED') }
    }
  }, async (request) => {
    const { query } = request
    return await desk.inbox.list({ limit: DEFAULT_LIMIT, ...query, ...(query.view === 'mine' && { agent: personOf(request).agent.id }) })
  })

  app.get('/conversations/counts', {
    schema: { ...describeOperation('countConversations', 'conversations', 'Count the conversations of each list'), response: { 200: ConversationCounts, ...failures() } }
  }, async (request) => await desk.inbox.counts(callerOf(request).agent?.id))

  app.get('/conversations/:id', {
    schema: {
      ...describeOperation('getConversation', 'conversations', 'Read a conversation'),
      params: IdParams,
      response: { 200: named(ConversationSchema), ...failures('KH_ERR_CONVERSATION_NOT_FOUND') }
    }
  }, async (request) => await toItem(await desk.conversations.get(request.params.id)))

  app.get('/conversations/:id/context', {
    schema: {
      ...describeOperation('getContext', 'conversations', 'Read what belongs beside a conversation', 'The contact, other conversations, notes, visited pages, and whether the customer can be written to.'),
      params: IdParams,
      response: { 200: named(ContextSchema), ...failures('KH_ERR_CONVERSATION_NOT_FOUND', 'KH_ERR_CONTACT_NOT_FOUND') }
    }
  }, async (request) => await readContext(context, await desk.conversations.get(request.params.id)))

  app.post('/conversations/:id/accept', {
    schema: {
      ...describeOperation('acceptConversation', 'conversations', 'Take a conversation that nobody has', 'Goes into the audit log.'),
      params: IdParams,
      response: { 200: named(ConversationSchema), ...failures('KH_ERR_API_PERSON_NEEDED', 'KH_ERR_CONVERSATION_NOT_FOUND', 'KH_ERR_CONVERSATION_CLOSED', 'KH_ERR_CONVERSATION_TAKEN') }
    }
  }, async (request) => {
    const person = personOf(request)
    const { _id: id, assignee } = await desk.conversations.get(request.params.id)
    await desk.audit.append({ actor: person.actor, action: 'conversation.accept', target: id })
    const conversation = await desk.conversations.accept(id, person.agent.id)
    if (assignee === undefined) await desk.activities.add({ conversation, kind: 'accepted', by: person })
    return await toItem(conversation)
  })

  app.post('/conversations/:id/transfer', {
    schema: {
      ...describeOperation('transferConversation', 'conversations', 'Give a conversation to an agent or a group', 'With a group it waits for one of its agents. Goes into the audit log.'),
      params: IdParams,
      body: Transfer,
      response: { 200: named(ConversationSchema), ...failures('KH_ERR_CONVERSATION_NOT_FOUND', 'KH_ERR_CONVERSATION_CLOSED', 'KH_ERR_AGENT_NOT_FOUND', 'KH_ERR_GROUP_NOT_FOUND') }
    }
  }, async (request) => {
    const caller = callerOf(request)
    const { text, ...to } = request.body
    const target = await checkTarget(context, to)
    const { _id: id } = await desk.conversations.get(request.params.id)
    await desk.audit.append({ actor: caller.actor, action: 'conversation.transfer', target: id, detail: target })
    const conversation = await desk.conversations.transfer(id, target)
    await desk.activities.add({ conversation, kind: 'transferred', by: caller, ...target, ...(text !== undefined && { text }) })
    return await toItem(conversation)
  })

  app.post('/conversations/:id/close', {
    schema: {
      ...describeOperation('closeConversation', 'conversations', 'Close a conversation', 'Closing it again changes nothing. The next message of the customer opens a new one. Goes into the audit log.'),
      params: IdParams,
      response: { 200: named(ConversationSchema), ...failures('KH_ERR_CONVERSATION_NOT_FOUND') }
    }
  }, async (request) => {
    const caller = callerOf(request)
    const { _id: id } = await desk.conversations.get(request.params.id)
    // Written first: what was done must stand in the log, even when the process dies in between.
    await desk.audit.append({ actor: caller.actor, action: 'conversation.close', target: id })
    const { conversation, isNew } = await desk.conversations.close(id, caller.actor)
    if (isNew) await desk.activities.add({ conversation, kind: 'closed', by: caller })
    return await toItem(conversation)
  })

  app.post('/conversations/:id/reopen', {
    schema: {
      ...describeOperation('reopenConversation', 'conversations', 'Take a closed conversation up again', 'Goes into the audit log.'),
      params: IdParams,
      response: { 200: named(ConversationSchema), ...failures('KH_ERR_API_PERSON_NEEDED', 'KH_ERR_CONVERSATION_NOT_FOUND', 'KH_ERR_CONVERSATION_FOLLOWED', 'KH_ERR_CONVERSATION_TAKEN') }
    }
  }, async (request) => {
    const person = personOf(request)
    const { _id: id } = await desk.conversations.get(request.params.id)
    await desk.audit.append({ actor: person.actor, action: 'conversation.reopen', target: id })
    const conversation = await desk.conversations.reopen(id, person.agent.id)
    await desk.activities.add({ conversation, kind: 'reopened', by: person })
    return await toItem(conversation)
  })

  app.post('/conversations/:id/read', {
    schema: {
      ...describeOperation('readConversation', 'conversations', 'Say that agents have looked at a conversation'),
      params: IdParams,
      response: { 204: Nothing, ...failures('KH_ERR_CONVERSATION_NOT_FOUND') }
    }
  }, async (request, reply) => {
    await desk.conversations.read(request.params.id)
    return await reply.code(204).send(null)
  })

  app.put('/conversations/:id/tags', {
    schema: {
      ...describeOperation('tagConversation', 'conversations', 'Set the tags of a conversation'),
      params: IdParams,
      body: TagList,
      response: { 200: named(ConversationSchema), ...failures('KH_ERR_CONVERSATION_NOT_FOUND') }
    }
  }, async (request) => await toItem(await desk.conversations.tag(request.params.id, request.body.tags)))

  app.get('/tags', {
    schema: { ...describeOperation('listTags', 'conversations', 'List the tags of the latest conversations', 'The most used first.'), response: { 200: listOf(Type.String()), ...failures() } }
  }, async () => ({ items: await desk.inbox.recentTags() }))
}

/** @throws KH_ERR_API_INPUT, KH_ERR_AGENT_NOT_FOUND, KH_ERR_GROUP_NOT_FOUND */
async function checkTarget ({ desk }: Parameters<RouteModule>[1], { agent, group }: { agent?: string, group?: string }): Promise<{ agent: string } | { group: string }> {
  if ((agent === undefined) === (group === undefined)) throw new errors.KH_ERR_API_INPUT('body must have either agent or group')
  if (agent !== undefined) {
    if ((await desk.agents.get(agent)).isDisabled) throw new errors.KH_ERR_AGENT_NOT_FOUND(agent)
    return { agent }
  }
  await desk.groups.check(group as string)
  return { group: group as string }
}
