import t from 'tap'
import { Accounts } from '../../src/account/accounts.js'
import { Status } from '../../src/account/status.js'
import { Watch, type Watched } from '../../src/account/watch.js'
import { openBareHub } from '../bare-hub.js'
import { NOW_MS } from '../stand.js'
import { optionsOf } from '../wire-of.js'

const HOUR = 3_600_000

async function open (t: Parameters<typeof openBareHub>[0], options: Record<string, unknown> = {}, watched: (hub: Awaited<ReturnType<typeof openBareHub>>['hub']) => Watched = () => ({})) {
  const bare = await openBareHub(t)
  const status = new Status(bare.hub)
  const watch = new Watch(bare.hub, optionsOf({ silentAfterMs: HOUR, ...options }), status, watched(bare.hub))
  t.teardown(() => watch.close())
  return { ...bare, status, watch }
}

t.test('notices silence, and its end', async (t) => {
  const { watch, status, fake } = await open(t)
  await watch.check()
  t.same(status.health(), { state: 'ok' }, 'a new entry is not silent yet')
  fake.clock.advance(HOUR - 1)
  await watch.check()
  t.equal(status.health().state, 'ok')
  fake.clock.advance(1)
  await watch.check()
  t.match(status.health(), { state: 'degraded', reason: /since 2026-01-01T00:00:00/ })
  await status.close()
  t.match(fake.alerts, [{ key: 'silent' }])
  watch.heard()
  t.same(status.health(), { state: 'ok' })
  await watch.close()
  await status.close()
  t.same(fake.alerts, [])
})

t.test('goes on counting when it is started again', async (t) => {
  const first = await open(t)
  await first.watch.check()
  first.fake.clock.advance(HOUR)
  const status = new Status(first.hub)
  const second = new Watch(first.hub, optionsOf({ silentAfterMs: HOUR }), status, {})
  await second.check()
  t.equal(status.health().state, 'degraded')
})

t.test('hears what another process heard, and writes at most once in 30 seconds', async (t) => {
  const { watch, status, fake, hub, writes } = await open(t)
  await watch.check()
  writes.length = 0
  fake.clock.advance(30_000)
  for (let count = 0; count < 10; count++) watch.heard()
  fake.clock.advance(29_999)
  watch.heard()
  await watch.close()
  t.same(writes, ['last-callback'])
  fake.clock.advance(HOUR)
  await hub.cursors.set('last-callback', String(fake.clock.now() - 1))
  await watch.check()
  t.same(status.health(), { state: 'ok' }, 'the other process is not deaf')
})

t.test('keeps what was heard while it looked for the first time', async (t) => {
  const { watch, status, fake, hub } = await open(t)
  await hub.cursors.set('last-callback', String(NOW_MS - 5 * HOUR))
  const looking = watch.check()
  watch.heard()
  await looking
  await watch.close()
  t.same(status.health(), { state: 'ok' })
  t.equal(fake.cursors.get('last-callback'), String(NOW_MS))
})

t.test('counts business hours only, and nothing when told so', async (t) => {
  const shop = await open(t, { businessHours: { from: '09:00', to: '18:00' }, silentAfterMs: 4 * HOUR })
  await shop.watch.check()
  shop.fake.clock.advance(4 * HOUR)
  await shop.watch.check()
  t.equal(shop.status.health().state, 'ok', 'it was open for three of these hours')
  shop.fake.clock.advance(HOUR)
  await shop.watch.check()
  t.equal(shop.status.health().state, 'degraded')

  const never = await open(t, { silentAfterMs: 0 })
  never.fake.clock.advance(1000 * HOUR)
  await never.watch.check()
  t.same(never.status.health(), { state: 'ok' })
})

t.test('says when nobody is bound, and when a listed account was unbound', async (t) => {
  let accounts: Accounts | undefined
  const { watch, status, fake } = await open(t, {}, (hub) => ({ accounts: (accounts = new Accounts(hub, { accounts: 'bound' })) }))
  await watch.check()
  t.match(status.health(), { state: 'degraded', reason: /No account is bound/ })
  await accounts?.set('A', { state: 'bound' })
  await watch.checkAccounts()
  await status.close()
  t.same([status.health(), fake.alerts], [{ state: 'ok' }, []])

  const listed = await open(t, {}, (hub) => ({ accounts: (accounts = new Accounts(hub, { accounts: ['A', 'B'] })) }))
  await listed.watch.check()
  t.same(listed.status.health(), { state: 'ok' })
  await accounts?.set('B', { state: 'unbound' })
  await listed.watch.check()
  t.match(listed.status.health(), { state: 'degraded', reason: /unbound B/ })
})

t.test('probes as often as it is told', async (t) => {
  let probes = 0
  const { watch, fake } = await open(t, { probe: { path: '/p', everyMs: 60_000 } }, () => ({ probe: async () => { probes++ } }))
  await watch.check()
  fake.clock.advance(60_000)
  await watch.check()
  await watch.check()
  t.equal(probes, 1)
})

t.test('starts, survives a store that is away, and stops with the hub', async (t) => {
  const { hub, status, fake } = await open(t)
  const broken = new Watch({ ...hub, cursors: { get: () => Promise.reject(new Error('store')), set: () => Promise.reject(new Error('store')) } }, optionsOf(), status, {})
  broken.start()
  broken.heard()
  await broken.close()
  t.match(fake.logs.filter(({ level }) => level === 'warn'), [{ message: /watch/ }, { message: /watch/ }])
  const watch = new Watch(hub, optionsOf(), status, {})
  watch.start()
  await fake.close()
  await watch.close()
  t.ok(fake.cursors.has('last-callback'))
})
