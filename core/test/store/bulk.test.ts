import t from 'tap'
import { insertMessages, isDuplicate } from '../../src/store/bulk.js'
import { newId } from '../../src/store/id.js'
import type { MessageDoc } from '../../src/store/message-model.js'
import { openStore, type Store } from '../../src/store/store.js'
import { openTestStore } from '../../../test/support/store.js'
import { startStallingProxy } from './stalling-proxy.js'
import { openStand, until } from './stand.js'

const { store } = await openStand(t)

function inbound (eventKey: string, overrides: Partial<MessageDoc> = {}): MessageDoc {
  const _id = newId()
  return {
    _id,
    channel: 'shop',
    thread: 'shop:alice',
    direction: 'in',
    at: new Date(1_767_225_600_000),
    content: { type: 'text', text: '这个产品怎么退款' },
    trace: _id,
    due: new Date(1_767_225_600_001),
    eventKey,
    sender: { id: 'alice' },
    raw: { MsgId: eventKey },
    ...overrides
  }
}

const count = async (eventKey: string | RegExp) => await store.messages.countDocuments({ channel: 'shop', eventKey })

t.test('messages are stored as they are', async (t) => {
  const message = inbound('whole', { raw: { $where: 'a', 'x.y': [1, null, { deep: true }], text: '\u0000' } })
  t.same(await insertMessages(store, [message]), new Set())
  t.strictSame(await store.messages.findById(message._id).lean(), message)
})

t.test('a field without a value is absent and not null', async (t) => {
  const message = inbound('absent', { raw: { a: undefined }, content: { type: 'file', name: 'a.pdf', media: { state: 'remote', remote: 'm1', name: undefined } } as unknown as MessageDoc['content'] })
  await insertMessages(store, [message])
  t.strictSame(await store.messages.findById(message._id).lean(), {
    ...message, raw: {}, content: { type: 'file', name: 'a.pdf', media: { state: 'remote', remote: 'm1' } }
  })
})

t.test('the positions of repeats are told, and everything else is stored', async (t) => {
  await insertMessages(store, [inbound('d1'), inbound('d3')])
  const messages = ['d0', 'd1', 'd2', 'd3', 'd4'].map((eventKey) => inbound(eventKey))
  t.same(await insertMessages(store, messages), new Set([1, 3]))
  t.equal(await count(/^d\d$/), 5)
})

t.test('a repeat within one statement is found', async (t) => {
  t.same(await insertMessages(store, [inbound('same'), inbound('same'), inbound('other')]), new Set([1]))
  t.equal(await count('same'), 1)
})

t.test('nothing but repeats changes nothing', async (t) => {
  const first = inbound('again')
  await insertMessages(store, [first])
  t.same(await insertMessages(store, [inbound('again'), inbound('again')]), new Set([0, 1]))
  t.equal((await store.messages.findOne({ channel: 'shop', eventKey: 'again' }).lean())?._id, first._id)
})

t.test('a key is taken on its own channel only', async (t) => {
  t.same(await insertMessages(store, [inbound('k'), inbound('k', { channel: 'web', thread: 'web:alice' })]), new Set())
})

t.test('outgoing messages have no key, and any number of them is stored', async (t) => {
  const docs = Array.from({ length: 3 }, (_, index): MessageDoc => {
    const { eventKey, sender, raw, ...rest } = inbound('none')
    return { ...rest, _id: `out-${index}`, direction: 'out' }
  })
  t.same(await insertMessages(store, docs), new Set())
  t.same(await insertMessages(store, docs), new Set([0, 1, 2]), 'their ids are taken now')
})

t.test('twenty writers of the same message store it once', async (t) => {
  const results = await Promise.all(Array.from({ length: 20 }, async () => await insertMessages(store, [inbound('race')])))
  t.equal(results.filter((duplicates) => duplicates.size === 0).length, 1)
  t.equal(await count('race'), 1)
})

t.test('a failure that is no repeat is thrown, also when there are repeats beside it', async (t) => {
  const failWith = (failure: object) => ({
    native: { messages: { insertMany: async () => { throw Object.assign(new Error('failed'), { name: 'MongoBulkWriteError' }, failure) } } }
  }) as unknown as Store
  await t.rejects(insertMessages(failWith({ writeErrors: [{ index: 0, code: 11000 }, { index: 1, code: 121 }] }), []), { message: 'failed' })
  // What the driver throws when the majority did not confirm in time: no write failed, and nothing is durable.
  await t.rejects(insertMessages(failWith({ code: 64, writeErrors: [] }), []), { code: 64 })
  await t.rejects(insertMessages(failWith({ name: 'MongoNetworkError' }), []), { name: 'MongoNetworkError' })
})

t.test('a store that hangs is an error in time; what it stored none the less is a repeat later', async (t) => {
  const { url, database } = openTestStore(t)
  const proxy = await startStallingProxy(t, url)
  const behind = await openStore({ url: proxy.url, database })
  t.teardown(behind.close)
  const message = inbound('hangs')
  await insertMessages(behind, [message], 60_000)
  proxy.stall()
  await t.rejects(insertMessages(behind, [inbound('hangs too')], 50), { code: 'KH_ERR_STORE_UNREACHABLE' })
  proxy.recover()
  await until(() => behind.ping().then(() => true, () => false))
  t.same(await insertMessages(behind, [inbound('hangs'), inbound('hangs more')], 60_000), new Set([0]))
})

t.test('a taken key is told from every other failure', async (t) => {
  const error = await store.cursors.collection.insertMany([{ _id: 'x' }, { _id: 'x' }] as never).then(() => undefined, (error: unknown) => error)
  t.equal(isDuplicate(error), true)
  t.equal(isDuplicate(new Error('E11000')), false)
})
