import t from 'tap'
import { ACCOUNT, openHub, openStand, type Stand } from '../stand.js'

const { appId } = ACCOUNT
const BUTTONS = [{ type: 'click', name: '联系客服', key: 'KF' }, { name: '更多', sub_button: [{ type: 'view', name: '官网', url: 'https://example.com/' }] }]
const CALLS = { get: '/cgi-bin/menu/get', create: '/cgi-bin/menu/create', delete: '/cgi-bin/menu/delete' }

const menuCalls = ({ platform }: Stand): string[] => platform.requests.map(({ path }) => path).filter((path) => path.includes('/menu/'))

t.test('sets the menu, and only when it differs', async (t) => {
  const stand = await openStand(t, { options: { menu: { button: BUTTONS } } })
  await stand.hub.instance.sync?.()
  t.same(menuCalls(stand), [CALLS.get, CALLS.create])
  await stand.hub.instance.sync?.()
  t.same(menuCalls(stand), [CALLS.get, CALLS.create, CALLS.get], 'the platform writes it in its own way, and it is the same')
  const other = await openHub(t, { apiBase: stand.platform.url, menu: { button: BUTTONS.slice(0, 1) } })
  await other.instance.sync?.()
  t.same(menuCalls(stand).slice(3), [CALLS.get, CALLS.create], 'another one')
  t.same(await other.instance.health?.(), { state: 'ok' })
})

t.test('removes the menu where the options say null, and leaves it alone where they say nothing', async (t) => {
  const stand = await openStand(t, { options: { menu: { button: BUTTONS } } })
  await stand.hub.instance.sync?.()
  const silent = await openHub(t, { apiBase: stand.platform.url })
  await silent.instance.sync?.()
  t.equal(menuCalls(stand).length, 2, 'nothing said')
  const none = await openHub(t, { apiBase: stand.platform.url, menu: null })
  await none.instance.sync?.()
  await none.instance.sync?.()
  t.same(menuCalls(stand).slice(2), [CALLS.get, CALLS.delete, CALLS.get], 'removed once')
})

t.test('shows a menu that could not be set in its health', async (t) => {
  const { platform, hub } = await openStand(t, { options: { menu: { button: BUTTONS } } })
  const remove = platform.faults.add({ path: CALLS.create, errcode: 45064 })
  await hub.instance.sync?.()
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /menu could not be set.*45064/ })
  remove()
  await hub.instance.sync?.()
  t.same(await hub.instance.health?.(), { state: 'ok' })
  platform.faults.add({ path: CALLS.get, errcode: 45009 })
  await hub.instance.sync?.()
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /45009/ })
})

t.test('finds out at once that an account can only receive', async (t) => {
  const { platform, hub } = await openStand(t, { account: { verified: false } })
  await hub.instance.sync?.()
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /receive but not send/ })
  platform.account(appId).verified = true
  t.same(platform.received(), [], 'no customer noticed')
})

t.test('says when the platform could not be reached, for a while', async (t) => {
  const { platform, hub, advance } = await openStand(t)
  await platform.close()
  await hub.instance.sync?.()
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /could not be asked/ })
  advance(300_000)
  t.same(await hub.instance.health?.(), { state: 'ok' })
})
