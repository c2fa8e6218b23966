import t from 'tap'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestFeature, createTestHub } from '../support/hub.js'

t.test('a replay shows what today\'s rules would say, writes nothing and sends nothing', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  hub.start()
  const before = Date.now()
  for (const text of ['one', 'two', 'three']) await channel.hub.receive(inbound({ eventKey: text, text, sentAt: new Date(before + text.length) }))
  while (await hub.store.messages.countDocuments({ turn: { $exists: true } }) < 3) await new Promise((resolve) => setImmediate(resolve))
  await hub.close()

  const later = createTestChannel()
  const rules = createTestFeature('answer', (turn) => {
    turn.reply({ type: 'text', text: `${turn.conversation.state}: ${turn.message.content.type === 'text' ? turn.message.content.text : ''}` })
    turn.tag('seen')
  })
  const next = await createTestHub(t, { store: hub.testStore, role: 'worker', plugins: [{ id: 'shop', module: later.definition as never }, { id: 'rules', module: rules }] })
  const replayed = []
  for await (const { wishes } of next.pipeline.replay(before)) replayed.push(wishes.replies[0]?.content)
  t.same(replayed, ['one', 'two', 'three'].map((text) => ({ type: 'text', text: `bot: ${text}` })))
  t.equal(await next.store.messages.countDocuments({ direction: 'out' }), 0)
  t.match(await next.store.conversations.findOne({}).lean(), { tags: [] })
  const none = []
  for await (const entry of next.pipeline.replay(Date.now() + 60_000)) none.push(entry)
  t.same(none, [], 'only since the given time')
})
