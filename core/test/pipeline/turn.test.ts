import t from 'tap'
import type { TurnContext } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { dieAfter } from '../support/die-after.js'
import { createTestFeature, createTestHub, type TestHub } from '../support/hub.js'

const start = 1_767_225_600_000
const echo = (turn: TurnContext) => { if (turn.message.content.type === 'text') turn.reply({ type: 'text', text: `re: ${turn.message.content.text}` }) }

async function createEchoHub (t: Parameters<typeof createTestHub>[0], handler = echo) {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: createTestFeature('answer', handler) }] })
  return { channel, hub }
}

/** Resolves when nothing of a channel is due any more. */
async function settled (hub: TestHub): Promise<void> {
  for (;;) {
    if (await hub.store.messages.exists({ due: { $exists: true } }) === null) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

t.test('the first message makes a contact, an identity, a thread and a conversation that belong together', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  await channel.hub.receive(inbound({ sender: { id: 'alice', name: 'Alice' } }))
  hub.start()
  await channel.taken(1)
  await settled(hub)
  const [message] = await hub.store.messages.find({ direction: 'in' }).lean()
  const identity = await hub.store.identities.findById('shop:alice').lean()
  const contact = await hub.store.contacts.findById(identity?.contact).lean()
  const conversation = await hub.store.conversations.findById(message?.conversation).lean()
  const thread = await hub.store.threads.findById('shop:alice').lean()
  t.match(contact, { name: 'Alice', alias: false, createdBy: message?._id })
  t.match(conversation, { thread: 'shop:alice', contact: contact?._id, state: 'bot', startedBy: message?._id })
  t.match(thread, { contact: contact?._id, conversation: conversation?._id })
  const [answer] = await hub.store.messages.find({ direction: 'out' }).lean()
  t.match(answer, { conversation: conversation?._id, contact: contact?._id, trace: message?._id, author: { kind: 'bot', id: 'echo' }, delivery: { state: 'sent' } })
  t.ok((answer?.at.getTime() ?? 0) >= (message?.at.getTime() ?? Infinity), 'an answer is never before its question')
})

t.test('a turn that died after any of its writes runs again and changes nothing twice', async (t) => {
  // Each round lets one more write through before the store goes away.
  for (let writes = 0; ; writes++) {
    const { channel, hub } = await createEchoHub(t, (turn) => {
      echo(turn)
      turn.tag('vip')
      turn.handOver('test')
    })
    await channel.hub.receive(inbound({ sender: { id: 'alice', name: 'Alice' } }))
    const isOver = await dieAfter(hub, 'shop:alice', writes)
    hub.start()
    await channel.taken(1)
    await settled(hub)
    t.equal(await hub.store.messages.countDocuments({ direction: 'out' }), 1, `one answer after dying at write ${writes}`)
    t.equal(await hub.store.contacts.countDocuments({}), 1)
    t.equal(await hub.store.conversations.countDocuments({}), 1)
    t.match(await hub.store.conversations.findOne({}).lean(), { state: 'waiting', tags: ['vip'], handOverReason: 'test' })
    // The one send whose outcome nobody could write down any more is made again, and that is logged.
    t.equal(channel.sent.length, 1 + hub.logged.filter((line) => line.msg.startsWith('was in flight')).length)
    await hub.close()
    if (isOver) {
      t.ok(writes >= 6, `the turn has ${writes} writes`)
      return
    }
  }
})

t.test('a closed conversation is followed by a new one', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  hub.start()
  await channel.hub.receive(inbound({ eventKey: '1' }))
  await channel.taken(1)
  await settled(hub)
  const first = await hub.store.conversations.findOne({}).lean()
  await hub.desk.conversations.close(first?._id ?? '', 'test')
  await channel.hub.receive(inbound({ eventKey: '2', sentAt: new Date(start + 60_000) }))
  await channel.taken(2)
  await settled(hub)
  const all = await hub.store.conversations.find({}).sort({ startedAt: 1 }).lean()
  t.same(all.map((conversation) => conversation.state), ['closed', 'bot'])
  t.equal(all[0]?.contact, all[1]?.contact)
})

t.test('an event that nobody can answer to opens no conversation, and joins an open one', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  const view = (eventKey: string) => inbound({ eventKey, content: { type: 'event', name: 'view' }, trigger: undefined as never })
  const { trigger: _, ...silent } = view('v1')
  await channel.hub.receive(silent)
  hub.start()
  await settled(hub)
  t.equal(await hub.store.conversations.countDocuments({}), 0)
  await channel.hub.receive(inbound({ eventKey: 'm1' }))
  await channel.taken(1)
  const { trigger: __, ...later } = view('v2')
  await channel.hub.receive(later)
  await settled(hub)
  t.match(await hub.store.messages.findOne({ eventKey: 'v2' }).lean(), { conversation: String })
})

t.test('a handler that fails or hangs is passed over and the next one answers', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, {
    plugins: [
      { id: 'shop', module: channel.definition as never },
      { id: 'broken', module: createTestFeature('answer', () => { throw new Error('broken rule') }) },
      { id: 'echo', module: createTestFeature('answer', echo) }
    ]
  })
  await channel.hub.receive(inbound())
  hub.start()
  await channel.taken(1)
  t.match(await hub.waitForLog('a handler of the turn failed and was passed over'), { plugin: 'broken', err: { message: 'broken rule' } })
})

t.test('an answer that the channel cannot send is kept as failed with the reason', async (t) => {
  const { channel, hub } = await createEchoHub(t, (turn) => { turn.reply({ type: 'location', latitude: 1, longitude: 2 }) })
  await channel.hub.receive(inbound())
  hub.start()
  await settled(hub)
  t.match(await hub.store.messages.findOne({ direction: 'out' }).lean(), { dead: Date, delivery: { state: 'failed', code: 'KH_ERR_DELIVERY_UNSUPPORTED' } })
  t.equal(channel.sent.length, 0)
})

t.test('a customer who was merged into another one while a turn ran is that other one in the next turn', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  hub.start()
  // The older contact stays: two turns at once could make them in either order.
  await channel.hub.receive(inbound({ eventKey: 'm1', sender: { id: 'elder' } }))
  await channel.taken(1)
  await channel.hub.receive(inbound({ eventKey: 'm2', sender: { id: 'alice' } }))
  await channel.taken(2)
  await settled(hub)
  const before = await hub.store.threads.findById('shop:alice').orFail().lean()
  for (const id of ['elder', 'alice']) await hub.desk.contacts.applyProfile(`shop:${id}`, { mergeKeys: ['u1'] })
  const { contact } = await hub.store.identities.findById('shop:alice').orFail().lean()
  // What a turn writes that read its thread before the merge.
  await hub.store.threads.updateOne({ _id: 'shop:alice' }, { $set: { contact: before.contact as string } })
  await channel.hub.receive(inbound({ eventKey: 'm3', sender: { id: 'alice' } }))
  await channel.taken(3)
  await settled(hub)
  t.not(contact, before.contact)
  t.match(await hub.store.messages.findOne({ eventKey: 'm3' }).lean(), { contact })
  t.match(await hub.store.threads.findById('shop:alice').lean(), { contact })
})

t.test('what is about a conversation that has ended stands there, opens nothing and asks no bot', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  hub.start()
  await channel.hub.receive(inbound({ text: '在吗' }))
  await channel.taken(1)
  await settled(hub)
  const { items: [conversation] } = await hub.desk.inbox.list({ limit: 1 })
  await hub.desk.conversations.close(conversation?.id ?? '', 'cli')
  const rate = async (eventKey: string, about: string, sender = 'alice') =>
    await channel.hub.receive(inbound({ eventKey, sender: { id: sender }, about, content: { type: 'event', name: 'rating', data: { score: '5' } }, trigger: 'message' }))
  await rate('r1', conversation?.id ?? '')
  await settled(hub)
  const { items } = await hub.desk.messages.list({ conversation: conversation?.id ?? '', limit: 10 })
  t.equal(items.filter(({ content }) => content.type === 'event').length, 1)
  t.match(await hub.desk.conversations.get(conversation?.id ?? ''), { state: 'closed' })
  t.equal((await hub.desk.inbox.list({ limit: 10 })).items.length, 1, 'no other conversation began')
  t.equal(channel.sent.length, 1)

  await rate('r2', conversation?.id ?? '', 'mallory')
  await rate('r3', 'unknown')
  await settled(hub)
  const after = await hub.desk.messages.list({ conversation: conversation?.id ?? '', limit: 10 })
  t.equal(after.items.length, items.length, 'not what is about the conversation of somebody else')
})
