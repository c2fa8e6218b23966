import { Type } from '@kefuhub/contract'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, IdParams, listOf, named, Timestamp } from '../shape.js'

/** A note, or something that an agent did, in a conversation. */
export const ActivitySchema = Type.Object({
  id: Type.String(),
  conversation: Type.String(),
  at: Timestamp,
  kind: Type.Enum(['note', 'accepted', 'assigned', 'transferred', 'closed', 'reopened']),
  by: Type.String({ description: '`agent:ID` or `token:ID`' }),
  byName: Type.String({ description: 'Their name then' }),
  text: Type.Optional(Type.String({ description: 'Of a note or a transfer' })),
  agent: Type.Optional(Type.String({ description: 'To whom it was transferred' })),
  group: Type.Optional(Type.String())
}, { $id: 'Activity', additionalProperties: false, description: 'A note, or something that an agent did, in a conversation. Customers never see it' })

const NewNote = Type.Object({ text: Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' }) }, { additionalProperties: false })

/** What agents wrote and did among themselves. */
export const activityRoutes: RouteModule = async (app, { desk }) => {
  app.get('/conversations/:id/activities', {
    schema: {
      ...describeOperation('listActivities', 'conversations', 'List notes and what agents did', 'The latest 500, oldest first.'),
      params: IdParams,
      response: { 200: listOf(named(ActivitySchema)), ...failures() }
    }
  }, async (request) => ({ items: await desk.activities.list(request.params.id) }))

  app.post('/conversations/:id/notes', {
    schema: {
      ...describeOperation('addNote', 'conversations', 'Add a note', 'For other agents; the customer never sees it.'),
      params: IdParams,
      body: NewNote,
      response: { 201: named(ActivitySchema), ...failures('KH_ERR_CONVERSATION_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const conversation = await desk.conversations.get(request.params.id)
    return await reply.code(201).send(await desk.activities.add({ conversation, kind: 'note', by: callerOf(request), text: request.body.text }))
  })
}
