import t from 'tap'
import { defineFeature, Type, type AnyPlugin, type EventName, type HubEvent } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestFeature, createTestHub } from '../support/hub.js'
import { REFUNDS } from '../support/tickets.js'

const start = 1_767_225_600_000

/** A feature that keeps what it is told. */
function createListener (names: EventName[], onEvent: (event: HubEvent) => void = () => {}) {
  const told: HubEvent[] = []
  const listeners = new Set<() => void>()
  const module = defineFeature({
    name: 'listener',
    contract: '^1',
    title: { zh: '听', en: 'Listener' },
    options: Type.Object({}, { additionalProperties: false }),
    setup: (hub) => {
      for (const name of names) {
        hub.events.subscribe(`on-${name}`, name, (event) => {
          onEvent(event)
          told.push(event)
          for (const listener of listeners) listener()
        })
      }
      return {}
    }
  }) as unknown as AnyPlugin
  const toldOf = (name: EventName, count = 1) => new Promise<HubEvent[]>((resolve) => {
    const look = () => {
      const found = told.filter((event) => event.name === name)
      if (found.length < count) return
      listeners.delete(look)
      resolve(found)
    }
    listeners.add(look)
    look()
  })
  return { module, told, toldOf }
}

const answer = createTestFeature('answer', (turn) => {
  turn.reply({ type: 'text', text: 'hi' })
  turn.handOver('wants a human')
})

t.test('subscribers are told of a first message, what it began and what was sent', async (t) => {
  const channel = createTestChannel()
  const names: EventName[] = ['message.received', 'message.sent', 'conversation.started', 'conversation.handed-over', 'conversation.closed', 'contact.created']
  const { module, told, toldOf } = createListener(names)
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'answer', module: answer }, { id: 'listener', module }] })
  hub.start()
  await channel.hub.receive(inbound())
  await Promise.all(['message.received', 'message.sent', 'conversation.started', 'conversation.handed-over', 'contact.created'].map((name) => toldOf(name as EventName)))
  const [sent] = await toldOf('message.sent')
  t.match(sent, { payload: { message: { direction: 'out', delivery: { state: 'sent' } } }, at: Date })
  t.match((await toldOf('conversation.handed-over'))[0], { payload: { conversation: { state: 'waiting' }, reason: 'wants a human' } })
  const conversation = await hub.store.conversations.findOne({}).lean()
  await hub.desk.conversations.close(conversation?._id ?? '', 'test')
  t.match((await toldOf('conversation.closed'))[0], { payload: { conversation: { id: conversation?._id, state: 'closed' } } })
  t.equal(new Set(told.map((event) => event.id)).size, told.length, 'nobody was told twice')
  while (await hub.store.outbox.countDocuments({}) > 0 || await hub.store.messages.exists({ due: { $exists: true } }) !== null) await new Promise((resolve) => setImmediate(resolve))
  t.pass('nothing is left to tell')
})

t.test('an event whose handler fails is told again, and ends in the dead letters', async (t) => {
  const channel = createTestChannel()
  let isBroken = true
  const { module, toldOf } = createListener(['message.received'], () => { if (isBroken) throw new Error('crm is down') })
  const hub = await createTestHub(t, { config: { delivery: { attempts: 2 } }, plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'listener', module }] })
  hub.start()
  await channel.hub.receive(inbound())
  await hub.waitForLog('gave up; the entry is in the dead letters')
  const { items: [letter] } = await hub.desk.deadLetters.list({ limit: 10 })
  t.match(letter, { kind: 'event', target: 'event:listener.on-message.received', attempts: 2, reason: 'crm is down' })
  isBroken = false
  const wake = await hub.desk.deadLetters.retry(letter?.id ?? '')
  hub.dispatcher.wake(wake.kind, [wake.id])
  await toldOf('message.received')
})

t.test('a change that was marked and not told of before the process died is told by the sweep', async (t) => {
  const channel = createTestChannel()
  const { module, toldOf } = createListener(['message.sent'])
  const plugins = [{ id: 'shop', module: channel.definition as never }, { id: 'listener', module }]
  const hub = await createTestHub(t, { plugins })
  await hub.store.messages.create({
    _id: 'm1',
    channel: 'shop',
    thread: 'shop:alice',
    direction: 'out',
    at: new Date(start),
    content: { type: 'text', text: 'hi' },
    trace: 'm1',
    due: new Date(start),
    conversation: 'c1',
    contact: 'p1',
    author: { kind: 'bot', id: 'b' },
    delivery: { state: 'sent', attempts: 1, sentAt: new Date(start) },
    tell: 'message.sent'
  })
  hub.start()
  t.match((await toldOf('message.sent'))[0], { id: 'message.sent:m1' })
  t.equal(channel.sent.length, 0, 'and not sent again')
})

t.test('contacts that changed are told of, each change for itself', async (t) => {
  const channel = createTestChannel()
  const { module, toldOf } = createListener(['contact.changed'])
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'listener', module }] })
  hub.start()
  await channel.hub.receive(inbound())
  while (await hub.store.contacts.countDocuments({}) === 0) await new Promise((resolve) => setImmediate(resolve))
  await channel.hub.profileChanged('alice', { name: 'Alice', language: 'zh-CN' })
  t.match((await toldOf('contact.changed'))[0], { payload: { contact: { name: 'Alice' } } })
})

t.test('a ticket whose time comes while its steps are told loses nothing', async (t) => {
  const { module, toldOf } = createListener(['ticket.created', 'ticket.due'])
  const hub = await createTestHub(t, { config: { tickets: REFUNDS as never }, plugins: [{ id: 'listener', module }] })
  const { tickets } = hub.store
  const updateOne = tickets.updateOne.bind(tickets)
  let isFirst = true
  tickets.updateOne = (async (filter: { _id: string }, change: { $pull?: object }) => {
    const result = await updateOne(filter, change)
    if (change.$pull !== undefined && isFirst) {
      isFirst = false
      await hub.desk.tickets.noteTime(await hub.desk.tickets.get(filter._id), new Date(start + 1e12))
    }
    return result
  }) as never
  hub.start()
  await hub.desk.tickets.create({ type: 'refund', subject: '退款', fields: { amount: 1 }, by: { kind: 'agent', id: 'lin' } })
  await toldOf('ticket.created')
  t.match((await toldOf('ticket.due'))[0], { payload: { isOver: true } })
})
