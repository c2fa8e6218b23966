import type { Content } from '@kefuhub/contract'
import type { ConversationDoc } from '../../src/store/conversation-model.js'
import type { Fixture } from './hub-fixture.js'

/** A moment of long ago, some seconds apart from each other. */
export function moment (seconds: number): Date {
  return new Date(Date.UTC(2026, 10, 1, 8, 0, 0) + seconds * 1000)
}

/** A customer of the channel `shop` with an open conversation. */
export async function startConversation ({ desk, store }: Fixture, name = 'wang', seconds = 0, channel = 'shop'): Promise<ConversationDoc> {
  const at = moment(seconds)
  const thread = `${channel}:${name}`
  const contact = await desk.contacts.ensure({ key: thread, channel, externalId: name, name }, `${name}-1`, at)
  const conversation = await desk.conversations.start({ _id: `conversation-${name}`, channel, thread, contact: contact._id, startedAt: at, startedBy: `${name}-1`, lastMessageAt: at })
  await store.threads.create({ _id: thread, channel, sender: name, contact: contact._id, conversation: conversation._id, fence: 0 })
  return conversation
}

/** A message of the customer. */
export async function storeInbound ({ store }: Fixture, conversation: ConversationDoc, id: string, content: Content, seconds = 0): Promise<void> {
  await store.messages.create({
    _id: id,
    channel: conversation.channel,
    thread: conversation.thread,
    conversation: conversation._id,
    contact: conversation.contact,
    direction: 'in',
    at: moment(seconds),
    content,
    trace: id,
    eventKey: id,
    sender: { id: 'wang' },
    raw: { MsgType: content.type, Nested: { list: [1, 'two', null] } }
  })
}
