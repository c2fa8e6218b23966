import t from 'tap'
import { makeIdentity } from '../../widget/identity.js'
import { makeOutbox, type Send } from '../../widget/outbox.js'
import { Box, openShelf } from './box.js'

const send = (clientId: string): Send => ({ kind: 'send', clientId, content: { type: 'text', text: clientId } })
const never = (): boolean => false

t.test('a user and an anonymous visitor of one browser see nothing of each other', async (t) => {
  const box = new Box()
  const anonymous = makeIdentity(openShelf(box), undefined)
  t.equal(anonymous.become('key-a', t.fail), false)
  makeOutbox(anonymous.shelf, never).add(send('of-nobody'))

  const user = makeIdentity(openShelf(box), '42:1700000000:abc')
  t.strictSame(makeOutbox(user.shelf, never).list(), [], 'also before the hub has said who it is')
  user.become('key-u', t.fail)
  makeOutbox(user.shelf, never).add(send('of-user'))

  const sent = (token?: string): string[] => makeOutbox(makeIdentity(openShelf(box), token).shelf, never).list().map((parcel) => parcel.send.clientId)
  t.strictSame(sent(), ['of-nobody'])
  t.strictSame(sent('42:1800000000:def'), ['of-user'], 'a fresh token of the same user')
  t.strictSame(sent('42:1900000000:eyJwaG9uZSI6IjEifQ:def'), ['of-user'], 'also one that says more')
  t.strictSame(sent('43:1800000000:def'), [])
  t.strictSame(sent('42:1800000000:1800000000:def'), [], 'an id may look like a time')
  t.notOk([...box.values.keys()].some((key) => key.includes('42:')), 'the token is not kept')
})

t.test('what was written before the hub gave a key goes along', async (t) => {
  const box = new Box()
  const first = makeIdentity(openShelf(box), undefined)
  first.shelf.set('talked', '1')
  first.become('key-a', t.fail)
  t.equal(first.shelf.get('talked'), '1')
  t.equal(makeIdentity(openShelf(box), undefined).shelf.get('talked'), '1')
  t.equal(first.become('key-a', t.fail), false)
})

t.test('when another visitor is there than was thought, only what was written on this page goes along', async (t) => {
  const box = new Box()
  const before = makeIdentity(openShelf(box), undefined)
  before.become('key-a', t.fail)
  makeOutbox(before.shelf, never).add(send('of-the-other'))

  const now = makeIdentity(openShelf(box), undefined)
  const outbox = makeOutbox(now.shelf, never)
  outbox.add(send('of-this-page'))
  let given: ReturnType<typeof outbox.leave> = []
  t.equal(now.become('key-b', () => { given = outbox.leave() }), true)
  outbox.enter(given)
  t.strictSame(outbox.list().map((parcel) => parcel.send.clientId), ['of-this-page'])
  t.strictSame(now.shelf.keys('outbox:'), ['outbox:of-this-page'])
  now.become('key-a', () => { given = outbox.leave() })
  outbox.enter([])
  t.strictSame(outbox.list().map((parcel) => parcel.send.clientId), ['of-the-other'], 'the other finds it again')
})
