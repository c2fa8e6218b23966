import t from 'tap'
import { insertMessages } from '../../src/store/bulk.js'
import type { MessageDoc } from '../../src/store/message-model.js'
import type { OutboxDoc } from '../../src/store/outbox-model.js'
import { openDesk, readAll, START_MS, toMessage } from './stand.js'

const { clock, deadLetters, store } = await openDesk(t)
const dead = new Date(START_MS - 1000)

const toUndelivered = (overrides: Partial<MessageDoc> = {}): MessageDoc => {
  const { eventKey, ...message } = toMessage({ direction: 'out', author: { kind: 'bot', id: 'bot' }, dead, ...overrides })
  return { ...message, delivery: { state: 'dead', attempts: 8, code: 'KH_ERR_DELIVERY_RETRYABLE', reason: 'busy' } }
}
const toEntry = (_id: string, overrides: Partial<OutboxDoc> = {}): OutboxDoc =>
  ({ _id, queue: 'event:crm.sync', payload: { n: 1 }, trace: 'trace-1', createdAt: dead, attempts: 8, dead, error: { code: 'CRM_ERR_BUSY', message: 'no answer' }, ...overrides })
const insertEntries = async (entries: OutboxDoc[]) => { await store.outbox.collection.insertMany(entries as never[]) }
const forget = async () => { await Promise.all([store.messages.deleteMany({}), store.outbox.deleteMany({})]) }
const readMessage = async (id: string) => await store.messages.findById(id).orFail().lean<MessageDoc>()
const listAll = async (limit: number) => await readAll(async (cursor) => await deadLetters.list({ limit, ...(cursor !== undefined && { cursor }) }))

t.test('an undelivered message, a failed turn and work for a neighbour are all told in the same words', async (t) => {
  await forget()
  await insertMessages(store, [
    toUndelivered({ _id: 'out', trace: 'trace-out' }),
    toMessage({ _id: 'in', dead: new Date(START_MS), turn: { attempts: 3, error: 'broken' } }),
    toMessage({ _id: 'alive' })
  ])
  await insertEntries([toEntry('entry'), toEntry('bare', { queue: 'media', dead: new Date(START_MS - 2000) })])
  await store.outbox.collection.updateOne({ _id: 'bare' as never }, { $unset: { error: 1 } })
  t.strictSame((await deadLetters.list({ limit: 10 })).items, [
    { id: 'in', kind: 'turn', at: new Date(START_MS), target: 'shop', attempts: 3, code: 'KH_ERR_TURN_FAILED', reason: 'broken', trace: 'in' },
    { id: 'out', kind: 'send', at: dead, target: 'shop', attempts: 8, code: 'KH_ERR_DELIVERY_RETRYABLE', reason: 'busy', trace: 'trace-out' },
    { id: 'entry', kind: 'event', at: dead, target: 'event:crm.sync', attempts: 8, code: 'CRM_ERR_BUSY', reason: 'no answer', trace: 'trace-1' },
    { id: 'bare', kind: 'media', at: new Date(START_MS - 2000), target: 'media', attempts: 8, code: '', reason: '', trace: 'trace-1' }
  ])
})

t.test('page by page both sources come once and in order, wherever the border between them falls', async (t) => {
  for (const [messages, entries] of [[7, 5], [6, 6], [0, 5], [5, 0], [0, 0]] as const) {
    await forget()
    const times = (index: number) => new Date(START_MS + Math.floor(index / 3))
    if (messages > 0) await insertMessages(store, Array.from({ length: messages }, (_, index) => toUndelivered({ _id: `m${index}`, dead: times(index) })))
    if (entries > 0) await insertEntries(Array.from({ length: entries }, (_, index) => toEntry(`e${index}`, { dead: times(index) })))
    const expected = [...Array.from({ length: messages }, (_, index) => `m${index}`).reverse(), ...Array.from({ length: entries }, (_, index) => `e${index}`).reverse()]
    for (const limit of [1, 2, 3, 20]) {
      const pages = await listAll(limit)
      t.same(pages.flat().map(({ id }) => id), expected, `${messages} messages and ${entries} entries, ${limit} a page`)
      t.ok(pages.every((page) => page.length <= limit))
    }
  }
})

t.test('what is no cursor is refused', async (t) => {
  for (const cursor of ['', 'x', 'message', 'other~', 'message~x', 'outbox~%%%', `outbox~${Buffer.from('9999999999999999/x').toString('base64url')}`]) {
    await t.rejects(deadLetters.list({ limit: 5, cursor }), { code: 'KH_ERR_API_CURSOR' }, cursor)
  }
})

t.test('an undelivered message that is tried again is due like a new one', async (t) => {
  await insertMessages(store, [toUndelivered({ _id: 'again', thread: 'shop:bob' })])
  t.same(await deadLetters.retry('again'), { kind: 'lane', id: 'shop:bob' })
  const { delivery, ...message } = toUndelivered({ _id: 'again', thread: 'shop:bob', due: new Date(clock.now()) })
  delete message.dead
  t.strictSame(await readMessage('again'), { ...message, delivery: { state: 'due', attempts: 0 } })
})

t.test('an event of the failure that is still to be told does not take the message away from its lane', async (t) => {
  await insertMessages(store, [toUndelivered({ _id: 'telling', due: dead, tell: 'message.failed' })])
  await deadLetters.retry('telling')
  // What the lane does when it has told.
  await store.messages.updateOne({ _id: 'telling', tell: 'message.failed' }, { $unset: { tell: 1, due: 1 } })
  t.match(await readMessage('telling'), { due: new Date(clock.now()), delivery: { state: 'due' } })
})

t.test('a turn that failed is run again from its first try', async (t) => {
  await insertMessages(store, [toMessage({ _id: 'turn', dead, turn: { attempts: 8, error: 'broken' } })])
  t.same(await deadLetters.retry('turn'), { kind: 'lane', id: 'shop:alice' })
  t.strictSame(await readMessage('turn'), toMessage({ _id: 'turn', due: new Date(clock.now()), turn: { attempts: 0 } }))
})

t.test('work for a neighbour is put back into its queue', async (t) => {
  await insertEntries([toEntry('event:1>crm')])
  t.same(await deadLetters.retry('event:1>crm'), { kind: 'outbox', id: 'event:crm.sync' })
  const { dead: _dead, error: _error, ...entry } = toEntry('event:1>crm', { attempts: 0, due: new Date(clock.now()) })
  t.strictSame(await store.outbox.findById('event:1>crm').lean(), entry)
})

t.test('what is not dead, not dead any more or not there at all is not found', async (t) => {
  await insertMessages(store, [toMessage({ _id: 'alive' }), toUndelivered({ _id: 'once' })])
  await deadLetters.retry('once')
  for (const id of ['alive', 'once', 'nothing', '']) await t.rejects(deadLetters.retry(id), { code: 'KH_ERR_DEAD_LETTER_NOT_FOUND', statusCode: 404 }, id)
})

t.test('of twenty operators who try the same again at once, one does', async (t) => {
  await insertMessages(store, [toUndelivered({ _id: 'popular' })])
  const results = await Promise.allSettled(Array.from({ length: 20 }, async () => await deadLetters.retry('popular')))
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
})
