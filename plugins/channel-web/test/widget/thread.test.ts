import t from 'tap'
import type { WireMessage } from '../../src/wire.js'
import { makeReading } from '../../widget/reading.js'
import { makeThread } from '../../widget/thread.js'
import { openShelf } from './box.js'

const message = (id: string, at: number, more: Partial<WireMessage> = {}): WireMessage => ({ id, at, from: 'agent', content: { type: 'text', text: id }, ...more })
const own = { content: { type: 'text' as const, text: 'x' }, state: 'sending' as const }

t.test('messages stand by the hub\'s time, each once, and what is not stored stands last', async (t) => {
  const thread = makeThread()
  thread.put({ key: 'c1', at: 1, ...own })
  t.strictSame(thread.merge([message('m2', 20), message('m1', 10), message('m0', 20)]).map(({ id }) => id), ['m2', 'm1', 'm0'])
  t.strictSame(thread.merge([message('m1', 10)]), [])
  t.strictSame(thread.list().map(({ key }) => key), ['m1', 'm0', 'm2', 'c1'])
  t.strictSame(thread.first(), { at: 10, id: 'm1' })
})

t.test('the visitor\'s own message stays one while it is stored and comes back', async (t) => {
  const thread = makeThread()
  thread.put({ key: 'c1', at: 1, ...own })
  thread.markStored('c1', 30)
  t.match(thread.list(), [{ key: 'c1', at: 30, state: 'stored' }])
  thread.merge([message('m1', 31, { from: 'visitor', clientId: 'c1' })])
  t.match(thread.list(), [{ key: 'c1', id: 'm1', at: 31 }])
  thread.markFailed('c1', 'late')
  thread.markStored('c1', 99)
  t.match(thread.get('c1'), { at: 31, state: 'stored' }, 'what the hub has told stands')
  thread.put({ key: 'c2', at: 2, ...own })
  thread.markFailed('c2', 'too fast')
  t.match(thread.get('c2'), { state: 'failed', reason: 'too fast' })
  thread.remove('c2')
  t.equal(thread.get('c2'), undefined)
  thread.clear()
  t.strictSame([thread.list(), thread.place(), thread.first()], [[], undefined, undefined])
})

t.test('only the answer to a resume moves the place up to which nothing is missing', async (t) => {
  const thread = makeThread()
  thread.merge([message('m5', 50)])
  t.equal(thread.place(), undefined)
  t.equal(thread.advance([message('m1', 10), message('m2', 10)]), true)
  t.strictSame(thread.place(), { at: 10, id: 'm2' })
  t.equal(thread.advance([message('m1', 10)]), false)
})

t.test('what arrived and what was seen is reported once, and again after a connection was lost', async (t) => {
  const [thread, shelf] = [makeThread(), openShelf()]
  const reading = makeReading(thread, shelf)
  t.equal(reading.note(true), undefined)
  thread.merge([message('m1', 10), message('own', 11, { from: 'visitor' }), message('m2', 12)])
  t.equal(reading.countUnread(), 2)
  t.strictSame(reading.note(false), { kind: 'delivered', upTo: { at: 12, id: 'm2' } })
  t.equal(reading.note(false), undefined)
  t.strictSame(reading.note(true), { kind: 'read', upTo: { at: 12, id: 'm2' } })
  t.equal(reading.note(false), undefined, 'what was read is more than delivered')
  t.equal(reading.countUnread(), 0)
  reading.forgetReport()
  t.match(reading.note(true), { kind: 'read' })
  thread.merge([message('m3', 13)])
  t.equal(makeReading(thread, shelf).countUnread(), 1, 'another tab knows')
})
