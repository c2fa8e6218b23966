import t, { type Test } from 'tap'
import type { TurnContext } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { dieAfter } from '../support/die-after.js'
import { createTestFeature, createTestHub, type TestHub } from '../support/hub.js'
import { REFUNDS } from '../support/tickets.js'

async function open (t: Test, ...handlers: Array<(turn: TurnContext) => void>) {
  const channel = createTestChannel()
  const hub = await createTestHub(t, {
    config: { tickets: REFUNDS },
    plugins: [{ id: 'shop', module: channel.definition as never }, ...handlers.map((handler, index) => ({ id: `rules${index}`, module: createTestFeature('answer', handler) }))]
  })
  return { channel, hub }
}

/** Resolves when no turn is due any more. */
async function settled (hub: TestHub): Promise<void> {
  while (await hub.store.messages.exists({ direction: 'in', due: { $exists: true } }) !== null) await new Promise((resolve) => setImmediate(resolve))
}

const refund = (turn: TurnContext, amount: string | number = 5) => { turn.openTicket({ type: 'refund', subject: ' a\n refund ', description: 'hello', fields: { amount }, priority: 'high' }) }

t.test('a turn opens a ticket that belongs to message, conversation and contact', async (t) => {
  const { channel, hub } = await open(t, refund)
  await channel.hub.receive(inbound())
  hub.start()
  await settled(hub)
  const [message] = await hub.store.messages.find({ direction: 'in' }).lean()
  const tickets = await hub.store.tickets.find({}).lean()
  t.match(tickets, [{
    type: 'refund',
    subject: 'a refund',
    description: 'hello',
    priority: 'high',
    status: 'received',
    fields: { amount: 5 },
    conversation: message?.conversation,
    contact: message?.contact,
    messages: [message?._id],
    createdBy: { kind: 'rule', id: 'rules0' }
  }])
  t.equal(tickets.length, 1)
})

t.test('a turn that died after any of its writes opens no ticket twice', async (t) => {
  for (let writes = 0; ; writes++) {
    const { channel, hub } = await open(t, (turn) => {
      refund(turn)
      refund(turn, '7')
      turn.reply({ type: 'text', text: 'opened' })
    }, refund)
    await channel.hub.receive(inbound())
    const isOver = await dieAfter(hub, 'shop:alice', writes)
    hub.start()
    await channel.taken(1)
    await settled(hub)
    const tickets = await hub.store.tickets.find({}).lean()
    t.same(tickets.map(({ fields }) => fields['amount']).sort(), [5, 5, 7], `after dying at write ${writes}`)
    t.equal(new Set(tickets.map(({ number }) => number)).size, 3)
    await hub.close()
    if (isOver) {
      t.ok(writes >= 9, `the turn has ${writes} writes`)
      return
    }
  }
})

t.test('a ticket that the config does not allow is passed over, and administrators are told until one is opened again', async (t) => {
  let amount = 'much'
  const { channel, hub } = await open(t, (turn) => {
    turn.openTicket({ type: 'voyage', subject: 'x' })
    refund(turn, amount)
    turn.tag('went on')
  })
  hub.start()
  await channel.hub.receive(inbound({ eventKey: '1' }))
  await settled(hub)
  t.equal(await hub.store.tickets.countDocuments({}), 0)
  t.match(await hub.store.conversations.findOne({}).lean(), { tags: ['went on'] })
  const standing = async () => (await hub.desk.alerts.standing()).map(({ source, key, reason }) => ({ source, key, reason })).sort((one, other) => one.key < other.key ? -1 : 1)
  t.match(await standing(), [{ source: 'rules0', key: 'ticket:refund', reason: /'amount'.*number/ }, { source: 'rules0', key: 'ticket:voyage', reason: /voyage.*refund/ }])
  t.equal(hub.logged.filter(({ msg }) => msg === 'a ticket was refused and is passed over').length, 2)
  amount = '12.50'
  await channel.hub.receive(inbound({ eventKey: '2' }))
  await settled(hub)
  t.match(await hub.store.tickets.find({}).lean(), [{ fields: { amount: 12.5 } }])
  t.match(await standing(), [{ key: 'ticket:voyage' }])
})

t.test('texts are read and cut as the fields take them, and too many tickets are not opened', async (t) => {
  const { channel, hub } = await open(t, (turn) => {
    turn.openTicket({ type: 'refund', subject: '', fields: { amount: ' -1.5 ', isPaid: 'true', note: 'longer than ten' } })
    for (let count = 0; count < 20; count++) refund(turn)
  })
  hub.start()
  await channel.hub.receive(inbound())
  await settled(hub)
  t.equal(await hub.store.tickets.countDocuments({}), 10)
  t.match(await hub.store.tickets.findOne({ key: /:0$/ }).lean(), { subject: '退款', fields: { amount: -1.5, isPaid: true, note: 'longer tha' } })
})
