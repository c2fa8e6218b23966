import mongoose, { type Schema } from 'mongoose'
import t from 'tap'
import { termsOf } from '../../core/src/desk/name-terms.js'
import { toConversationView } from '../../core/src/desk/views.js'
import { contactSchema } from '../../core/src/store/contact-model.js'
import { conversationSchema, type ConversationDoc } from '../../core/src/store/conversation-model.js'
import { identitySchema } from '../../core/src/store/identity-model.js'
import { messageSchema } from '../../core/src/store/message-model.js'
import { threadSchema } from '../../core/src/store/thread-model.js'
import { makeStoredConversation } from '../../scripts/bench/inbox-filling.js'

const at = Date.UTC(2026, 0, 2, 3, 4, 5)
const made = Array.from({ length: 100 }, (_, index) => makeStoredConversation(index, at + index, 'me'))

t.test('the hub could have written every document itself', async (t) => {
  const check = (schema: Schema<any>, documents: object[]) => {
    const Model = mongoose.model(`bench ${t.counts.total}`, schema)
    for (const document of documents) t.equal(new Model(document).validateSync(), undefined)
  }
  check(contactSchema, made.map(({ contact }) => contact))
  check(identitySchema, made.map(({ identity }) => identity))
  check(threadSchema, made.map(({ thread }) => thread))
  check(conversationSchema, made.map(({ conversation }) => conversation))
  check(messageSchema, made.flatMap(({ messages }) => messages))
  t.ok(made.every(({ contact }) => termsOf(contact.name).join() === contact.terms.join()), 'names are found')
})

t.test('of a hundred conversations fifteen are not closed, and two are with the one who looks', async (t) => {
  const views = made.map(({ conversation }) => toConversationView(conversation as ConversationDoc))
  const count = (state: string) => views.filter((view) => view.state === state).length
  t.strictSame(['bot', 'waiting', 'open', 'closed'].map(count), [2, 3, 10, 85])
  t.equal(views.filter(({ assignee, state }) => assignee === 'me' && state === 'open').length, 2)
  t.ok(views.some(({ unread, state }) => unread && state === 'open'))
  t.notOk(made.some(({ messages }) => messages.some((message) => 'due' in message)), 'nothing is left to do')
})
