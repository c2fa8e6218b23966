import t, { type Test } from 'tap'
import type { Content, InboundMessage } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { dieAfter } from '../support/die-after.js'
import { createTestFeature, createTestHub, type TestHub } from '../support/hub.js'
import { ticketsConfig } from '../support/tickets.js'

const status = { id: 'new', title: { zh: '新建', en: 'New' }, state: 'new' }
const FORMS = ticketsConfig({
  types: [
    {
      id: 'repair',
      title: { zh: '报修', en: 'Repair' },
      form: true,
      fields: [{ name: 'what', title: { zh: '产品', en: 'Product' }, required: true }, { name: 'count', title: { zh: '数量', en: 'Count' }, type: 'number' }],
      statuses: [status]
    },
    { id: 'complaint', title: { zh: '投诉', en: 'Complaint' }, form: true, statuses: [{ ...status, tell: { text: '{{number}} 已收到' } }] },
    { id: 'inside', title: { zh: '内部', en: 'Inside' }, statuses: [status] }
  ]
})

type Form = Extract<Content, { type: 'form' }>
const form = (more: Partial<Form> = {}): Form => ({
  type: 'form', form: 'repair', title: '报修', fields: [{ name: 'what', title: '产品', value: '杯子' }, { name: 'count', title: '数量', value: 2 }], text: '裂了', language: 'zh', ...more
})
const filled = (eventKey: string, more: Partial<Form> = {}): InboundMessage => inbound({ eventKey, content: form(more) })

async function open (t: Test) {
  const channel = createTestChannel({ in: { text: {}, form: {} } })
  const hub = await createTestHub(t, { config: { tickets: FORMS }, plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'tags', module: createTestFeature('answer', (turn) => { turn.tag('seen') }) }] })
  return { channel, hub }
}

async function settled (hub: TestHub): Promise<void> {
  while (await hub.store.messages.exists({ due: { $exists: true } }) !== null) await new Promise((resolve) => setImmediate(resolve))
}

const textsOf = (sent: Array<{ content: Content }>) => sent.map(({ content }) => content.type === 'text' ? content.text : content.type)

t.test('a channel is given the types that customers may fill in', async (t) => {
  const { channel } = await open(t)
  t.match(channel.hub.forms, [{ id: 'repair', title: { zh: '报修' }, fields: [{ name: 'what', required: true, maxLength: 1000 }, { name: 'count', type: 'number' }] }, { id: 'complaint', fields: [] }])
  t.equal(channel.hub.forms.length, 2)
})

t.test('a form becomes a ticket of the customer, who hears its number', async (t) => {
  const { channel, hub } = await open(t)
  hub.start()
  await channel.hub.receive(filled('1'))
  await channel.taken(1)
  await channel.hub.receive(filled('2', { language: 'en-GB', title: 'Repair', fields: [{ name: 'what', title: 'Product', value: 'Cup' }] }))
  await channel.taken(2)
  await settled(hub)
  const tickets = await hub.store.tickets.find({}).sort({ number: 1 }).lean()
  const messages = await hub.store.messages.find({ direction: 'in' }).sort({ _id: 1 }).lean()
  const conversation = await hub.store.conversations.findOne({}).lean()
  t.match(tickets, [
    { type: 'repair', number: '1001', subject: '报修 · 裂了', description: '裂了', fields: { what: '杯子', count: 2 }, conversation: conversation?._id, contact: conversation?.contact, messages: [messages[0]?._id], createdBy: { kind: 'customer', id: conversation?.contact } },
    { number: '1002', subject: 'Repair · 裂了' }
  ])
  t.same(textsOf(channel.sent), ['我们收到了您的“报修”，工单号为 1001。', 'We have received your form “Repair”. Your ticket number is 1002.'])
  t.match(channel.sent[0]?.author, { kind: 'system', id: `ticket:${tickets[0]?._id}`, name: '1001' })
  t.match(conversation, { state: 'bot', tags: ['seen'], waitingSince: undefined, last: { from: 'system' } })
  t.match(messages[0]?.content, form(), 'and agents see it in the conversation')
})

t.test('a type that tells its customers by itself says it once', async (t) => {
  const { channel, hub } = await open(t)
  hub.start()
  await channel.hub.receive(filled('1', { form: 'complaint', title: '投诉', fields: [] }))
  await channel.taken(1)
  await settled(hub)
  t.same(textsOf(channel.sent), ['1001 已收到'])
  t.match(await hub.store.conversations.findOne({}).lean(), { waitingSince: undefined, state: 'bot' })
})

t.test('a form that the config does not allow is no ticket, and goes to a human', async (t) => {
  const wrong: Array<[Partial<Form>, RegExp]> = [
    [{ fields: [] }, /what.*needed/],
    [{ fields: [{ name: 'what', title: '产品', value: 'x' }, { name: 'count', title: '数量', value: 'many' }] }, /count.*number/],
    [{ fields: [{ name: 'what', title: '产品', value: 'x' }, { name: '__proto__', title: '?', value: 'x' }] }, /__proto__/],
    [{ form: 'inside', fields: [] }, /inside.*repair, complaint/],
    [{ form: 'constructor' }, /constructor/]
  ]
  for (const [more, reason] of wrong) {
    const { channel, hub } = await open(t)
    hub.start()
    await channel.hub.receive(filled('1', more))
    await channel.taken(1)
    await settled(hub)
    t.equal(await hub.store.tickets.countDocuments({}), 0)
    t.match(textsOf(channel.sent), [/未能自动处理/])
    t.match(await hub.store.conversations.findOne({}).lean(), { state: 'waiting', handOverReason: reason, tags: ['seen'] })
    await hub.close()
  }
})

t.test('a turn of a form that died after any of its writes opens one ticket and says so once', async (t) => {
  for (let writes = 0; ; writes++) {
    const { channel, hub } = await open(t)
    await channel.hub.receive(filled('1'))
    const isOver = await dieAfter(hub, 'shop:alice', writes)
    hub.start()
    await channel.taken(1)
    await settled(hub)
    const tickets = await hub.store.tickets.find({}).lean()
    t.equal(tickets.length, 1, `one ticket after dying at write ${writes}`)
    t.equal(await hub.store.messages.countDocuments({ direction: 'out' }), 1)
    t.match(textsOf(channel.sent), [new RegExp(`工单号为 ${tickets[0]?.number}。`)])
    await hub.close()
    if (isOver) {
      t.ok(writes >= 8, `the turn has ${writes} writes`)
      return
    }
  }
})
