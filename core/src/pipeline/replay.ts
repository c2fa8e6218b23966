import type { Log, MessageView } from '@kefuhub/contract'
import type { Desk } from '../desk/desk.js'
import { toContactView, toConversationView, toMessageView } from '../desk/views.js'
import type { ContactDoc } from '../store/contact-model.js'
import type { ConversationDoc } from '../store/conversation-model.js'
import { firstIdAt } from '../store/id.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Stages, TurnWishes } from './stages.js'

/** What a turn would do with a stored message today. */
export interface Replayed {
  message: MessageView
  wishes: TurnWishes
}

/**
 * Runs stored inbound messages through the stages again, oldest first. Writes nothing and sends nothing: for trying new
 * rules on what customers really wrote. The conversation is shown to the handlers as the bot's, whoever has it now.
 */
export async function * replay (options: { store: Store, desk: Desk, stages: Stages, log: Log }, sinceMs: number): AsyncGenerator<Replayed> {
  const { store, desk, stages } = options
  const cursor = store.messages.find({ _id: { $gte: firstIdAt(sinceMs) }, direction: 'in', conversation: { $exists: true } }).sort({ _id: 1 }).lean<MessageDoc[]>().cursor()
  for await (const doc of cursor as AsyncIterable<MessageDoc>) {
    const conversation = await store.conversations.findById(doc.conversation).lean<ConversationDoc>()
    // The message may name a contact that was merged into another since; the conversation names the present one.
    const contact = conversation === null ? null : await store.contacts.findById(conversation.contact).lean<ContactDoc>()
    if (conversation === null || contact === null) continue
    const message = toMessageView(doc)
    const wishes = await stages.run({
      message,
      contact: toContactView(contact, []),
      conversation: toConversationView({ ...conversation, state: 'bot' }),
      history: (limit) => desk.messages.history(conversation._id, doc, limit)
    })
    yield { message, wishes }
  }
}
