import t from 'tap'
import { Accounts } from '../../src/account/accounts.js'
import { Peers } from '../../src/account/peers.js'
import { openBareHub } from '../bare-hub.js'

t.test('takes listed accounts and their staff', async (t) => {
  const { hub } = await openBareHub(t)
  const accounts = new Accounts(hub, { accounts: ['A', 'B'] })
  t.ok(accounts.isListed)
  t.ok(await accounts.has('A'))
  t.notOk(await accounts.has('C'))
  await accounts.set('C', { state: 'bound' })
  t.notOk(await accounts.has('C'), 'a bound account does not count where accounts are listed')
  await accounts.set('S', { state: 'bound', brand: 'A' })
  t.ok(await accounts.has('S'))
  t.equal(await accounts.brandOf('S'), 'A')
  t.equal(await accounts.brandOf('A'), 'A')
  await accounts.set('S', { state: 'unbound', brand: 'A' })
  t.notOk(await accounts.has('S'))
  t.equal(await accounts.single(), undefined, 'two are not one')
  t.equal(await new Accounts(hub, { accounts: ['A'] }).single(), 'A')
  accounts.close()
})

t.test('takes bound accounts until they are unbound', async (t) => {
  const { hub, fake } = await openBareHub(t)
  const accounts = new Accounts(hub, { accounts: 'bound' })
  t.equal(await accounts.single(), undefined)
  await accounts.set('A', { state: 'bound', name: '店' })
  await accounts.set('S', { state: 'bound', brand: 'A' })
  t.equal(await accounts.single(), 'A')
  t.ok(await accounts.has('S'))
  await accounts.set('A', { state: 'unbound' })
  t.notOk(await accounts.has('A'))
  t.notOk(await accounts.has('S'), 'staff go with their brand')
  t.strictSame(await accounts.brands(), [])
  await Promise.all(['A', 'B', 'C'].map((id) => accounts.set(id, { state: 'bound' })))
  t.strictSame((await accounts.brands()).sort(), ['A', 'B', 'C'], 'those that are bound together do not undo each other')
  t.same(JSON.parse(fake.cursors.get('accounts') ?? ''), ['A', 'B', 'C'])
})

t.test('hears of changes in other processes, and looks again after a while', async (t) => {
  const { hub, fake, reads } = await openBareHub(t)
  const one = new Accounts(hub, { accounts: 'bound' })
  const two = new Accounts(hub, { accounts: 'bound' })
  t.notOk(await two.has('A'))
  await one.set('A', { state: 'bound' })
  t.ok(await two.has('A'), 'told at once')
  const before = reads.length
  await two.has('A')
  t.equal(reads.length, before, 'read once')
  two.close()
  await one.set('A', { state: 'unbound' })
  t.ok(await two.has('A'), 'nobody told it')
  fake.clock.advance(10_001)
  t.notOk(await two.has('A'))
})

t.test('remembers a bounded number of accounts', async (t) => {
  const { hub, reads } = await openBareHub(t)
  const accounts = new Accounts(hub, { accounts: 'bound' })
  for (let index = 0; index <= 1000; index++) await accounts.has(`x${index}`)
  const before = reads.length
  await accounts.has('x1000')
  t.equal(reads.length, before)
  await accounts.has('x0')
  t.equal(reads.length, before + 1, 'the first one was dropped')
})

t.test('remembers whom a customer wrote to, with one write a change', async (t) => {
  const { hub, fake, writes } = await openBareHub(t)
  const peers = new Peers(hub)
  t.equal(await peers.of('C'), undefined)
  for (let count = 0; count < 3; count++) await peers.wrote('C', 'A')
  t.equal(writes.length, 1)
  t.strictSame(await peers.of('C'), { account: 'A' })
  const other = new Peers(hub)
  await other.wrote('C', 'A')
  t.equal(writes.length, 1, 'another process finds it')
  await other.wrote('C', 'B')
  await peers.wrote('C', 'A')
  t.strictSame(await other.of('C'), { account: 'A' }, 'the latest counts, whichever process took it')
  t.notMatch([...fake.cursors.keys()].join(), /peer:C$/, 'names hold no ids of customers')
  other.close()
  await peers.wrote('C', 'B')
  await other.wrote('C', 'B')
  peers.close()
})

t.test('forgets what it believes when messages of other processes were missed', async (t) => {
  const { hub } = await openBareHub(t)
  const live = { lapses: 0, publish: () => {}, subscribe: () => () => {} }
  const [one, two] = [new Peers({ ...hub, live }), new Peers({ ...hub, live })]
  await one.wrote('C', 'A')
  await two.wrote('C', 'B')
  await one.wrote('C', 'A')
  t.strictSame(await one.of('C'), { account: 'B' }, 'it has not heard')
  live.lapses++
  await one.wrote('C', 'A')
  t.strictSame(await one.of('C'), { account: 'A' })
})

t.test('tells customers who left contact data from those who wrote', async (t) => {
  const { hub } = await openBareHub(t)
  const peers = new Peers(hub)
  await peers.left('L')
  t.equal(await peers.of('L'), 'lead-only')
  await peers.wrote('L', 'A')
  await peers.left('L')
  t.strictSame(await peers.of('L'), { account: 'A' }, 'who wrote can be answered')
})
