import { mock } from 'node:test'
import t from 'tap'
import { makeOutbox, type Send } from '../../widget/outbox.js'
import { openShelf } from './box.js'

const send = (clientId: string): Send => ({ kind: 'send', clientId, content: { type: 'text', text: clientId } })

t.beforeEach(() => { mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1000 }) })
t.afterEach(() => { mock.timers.reset() })

t.test('one message goes at a time, in order, and is repeated until it is settled', async (t) => {
  const went: string[] = []
  const outbox = makeOutbox(openShelf(), ({ clientId }) => { went.push(clientId); return true })
  for (const id of ['a', 'b', 'c']) outbox.add(send(id))
  t.strictSame(went, ['a'])
  mock.timers.tick(10_000)
  t.strictSame(went, ['a', 'a'])
  outbox.settle('b')
  outbox.settle('unknown')
  t.strictSame(went, ['a', 'a'])
  outbox.settle('a')
  t.strictSame(went, ['a', 'a', 'c'])
  outbox.settle('c')
  mock.timers.tick(60_000)
  t.equal(went.length, 3)
})

t.test('without a connection it waits, also for the next page', async (t) => {
  const shelf = openShelf()
  const outbox = makeOutbox(shelf, () => false)
  outbox.add(send('a'))
  outbox.add(send('b'))
  mock.timers.tick(60_000)
  shelf.set('outbox:broken', '{')
  shelf.set('outbox:foreign', '{"at":1}')
  const went: string[] = []
  const next = makeOutbox(shelf, ({ clientId }) => { went.push(clientId); return true })
  t.strictSame(next.list().map((parcel) => [parcel.at, parcel.send.clientId]), [[1000, 'a'], [1001, 'b']], 'in order within a millisecond')
  next.resend()
  next.settle('a')
  next.settle('b')
  t.strictSame(went, ['a', 'b'])
  t.strictSame(shelf.keys('outbox:').sort(), ['outbox:broken', 'outbox:foreign'])
})
