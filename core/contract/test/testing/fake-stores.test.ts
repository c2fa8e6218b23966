import { Readable } from 'node:stream'
import t from 'tap'
import { FakeClock, FakeCollection, FakeEvents, FakeInbox, FakeMedia } from '@kefuhub/contract/testing'
import type { InboundMessage } from '@kefuhub/contract'

t.test('media: keeps files under random ids, from a buffer or a stream', async (t) => {
  const media = new FakeMedia(10)
  const ref = await media.put(Buffer.from('abc'), { name: 'a.txt', mimeType: 'text/plain' })
  t.match(ref, { state: 'stored', id: String, name: 'a.txt', mimeType: 'text/plain', bytes: 3, sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' })
  t.same((await media.get(ref.id ?? '')).bytes, Buffer.from('abc'))
  const streamed = await media.put(Readable.from([Buffer.from('ab'), Buffer.from('cd')]), {})
  t.same((await media.get(streamed.id ?? '')).bytes, Buffer.from('abcd'))
  await t.rejects(media.get('nothing'), { code: 'KH_ERR_MEDIA_NOT_FOUND' })
})

t.test('media: keeps nothing that is too long, and stops reading it', async (t) => {
  const media = new FakeMedia(10)
  await t.rejects(media.put(Buffer.alloc(11), {}), { code: 'KH_ERR_MEDIA_TOO_LARGE' })
  const endless = Readable.from((function * () { while (true) yield Buffer.alloc(4) })())
  await t.rejects(media.put(endless, {}), { code: 'KH_ERR_MEDIA_TOO_LARGE' })
  t.ok(endless.destroyed)
  t.equal(media.files.size, 0)
})

t.test('events: reach their subscribers, whose failures are told apart', async (t) => {
  const events = new FakeEvents(new FakeClock(7))
  const seen: unknown[] = []
  events.subscribe('good', 'contact.created', (event) => { seen.push(event) })
  events.subscribe('bad', 'contact.created', async () => { throw new Error('no') })
  events.subscribe('other', 'contact.changed', () => { t.fail('not its event') })
  const contact = { id: '1', name: 'Ann', phones: [], emails: [], fields: {}, tags: [], identities: [], createdAt: new Date(0) }
  const outcomes = await events.emit('contact.created', { contact })
  t.match(outcomes, [{ subscriber: 'good', error: undefined }, { subscriber: 'bad', error: { message: 'no' } }])
  await events.emit('contact.created', { contact }, 'the same')
  t.match(seen, [{ id: 'event-1', name: 'contact.created', at: new Date(7), payload: { contact } }, { id: 'the same' }])
})

t.test('events: refuse a name that is taken and an event that does not exist', (t) => {
  const events = new FakeEvents(new FakeClock(0))
  events.subscribe('one', 'contact.created', () => {})
  t.throws(() => events.subscribe('one', 'contact.changed', () => {}), { code: 'KH_ERR_TESTING_MISUSE' })
  t.throws(() => events.subscribe('two', 'contact.burnt' as never, () => {}), { code: 'KH_ERR_TESTING_MISUSE' })
  t.end()
})

interface Order { _id: string, customer: string, number: number, at: Date }
const order = (id: string, customer: string, number: number): Order => ({ _id: id, customer, number, at: new Date(number) })

t.test('collection: keeps copies, and adds an id once', async (t) => {
  const orders = new FakeCollection<Order>()
  const first = order('1', 'ann', 1)
  t.equal(await orders.add(first), true)
  t.equal(await orders.add(order('1', 'bob', 2)), false)
  first.customer = 'changed'
  t.equal((await orders.get('1'))?.customer, 'ann')
  await orders.put(order('1', 'bob', 2))
  t.equal((await orders.get('1'))?.customer, 'bob')
  t.same([await orders.remove('1'), await orders.remove('1')], [true, false])
  t.equal(await orders.get('1'), undefined)
})

t.test('collection: finds by what its indexes serve, and by nothing else', async (t) => {
  const orders = new FakeCollection<Order>([{ keys: { customer: 1, at: -1 } }, { keys: { number: 1 }, unique: true }])
  for (const [id, customer, number] of [['a', 'ann', 1], ['b', 'bob', 2], ['c', 'ann', 3]] as const) await orders.add(order(id, customer, number))
  const ids = async (...query: Parameters<typeof orders.find>): Promise<string[]> => (await orders.find(...query)).map(({ _id }) => _id)
  t.same(await ids({ customer: 'ann' }), ['a', 'c'])
  t.same(await ids({ customer: 'ann' }, { sort: { at: -1 } }), ['c', 'a'])
  t.same(await ids({ customer: 'ann' }, { sort: { at: 1 }, limit: 1 }), ['a'])
  t.same(await ids({ customer: { $in: ['bob', 'eve'] } }), ['b'])
  t.same(await ids({ customer: 'ann', at: { $gte: new Date(2) } }), ['c'])
  t.same(await ids({ customer: 'ann', at: { $lte: new Date(2) } }), ['a'])
  t.same(await ids({ customer: 'ann', at: new Date(3) }), ['c'])
  t.same(await ids({ number: 2 }), ['b'])
  t.same(await ids({}), ['a', 'b', 'c'])
  await t.rejects(orders.find({ at: new Date(1) }), { code: 'KH_ERR_TESTING_MISUSE' })
  await t.rejects(orders.find({ customer: 'ann', number: 1 }), { code: 'KH_ERR_TESTING_MISUSE' })
  await t.rejects(orders.find({}, { limit: 1001 }), { code: 'KH_ERR_TESTING_MISUSE' })
  await t.rejects(orders.add(order('d', 'eve', 3)), { code: 'KH_ERR_TESTING_MISUSE', message: /number/ })
})

t.test('inbox: holds messages back until it is released', async (t) => {
  const inbox = new FakeInbox()
  const message: InboundMessage = { eventKey: '1', sender: { id: 'a' }, sentAt: new Date(0), content: { type: 'text', text: 'x' }, raw: {} }
  const held = inbox.hold()
  const receiving = inbox.receive(message)
  await held.entered
  t.same(inbox.messages, [])
  held.release()
  t.same(await receiving, { duplicate: false })
  t.same(await inbox.receive(message), { duplicate: true })
  t.same([inbox.messages, inbox.duplicates], [[message], ['1']])
  inbox.isBusy = true
  await t.rejects(inbox.receive({ ...message, eventKey: '2' }), { code: 'KH_ERR_STORE_BUSY' })
})
