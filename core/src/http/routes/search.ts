import { Type } from '@kefuhub/contract'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, named, Timestamp } from '../shape.js'
import { ConversationSchema } from './conversation-schema.js'
import { MessageSchema } from './message-schema.js'

const SearchQuery = Type.Object({
  q: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2048 }))
}, { additionalProperties: false })

const SearchPage = Type.Object({
  items: Type.Array(Type.Object({
    conversation: named(ConversationSchema),
    message: Type.Optional(named(MessageSchema))
  }, { additionalProperties: false, description: 'Without a message it was found by the name of the contact' })),
  next: Type.Optional(Type.String({ description: 'Cursor that leads on, further into the past' })),
  searchedTo: Type.Optional(Timestamp)
}, { additionalProperties: false, description: 'What was found so far' })

/** Search over all conversations. */
export const searchRoutes: RouteModule = async (app, { desk }) => {
  app.get('/search', {
    schema: {
      ...describeOperation('search', 'conversations', 'Search conversations', 'By the name of the contact, and by what was written: from the latest conversation backwards, for a bounded time. `next` goes on where it rested, at `searchedTo`.'),
      querystring: SearchQuery,
      response: { 200: SearchPage, ...failures('KH_ERR_API_CURSOR') }
    }
  }, async (request) => await desk.search.find(request.query.q, request.query.cursor))
}
