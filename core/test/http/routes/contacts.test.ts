import t from 'tap'
import { moment } from '../conversation-fixture.js'
import { openFixture } from '../hub-fixture.js'

t.test('a contact is read with every identity', async (t) => {
  const { app, desk, as } = await openFixture(t)
  await desk.contacts.ensure({ key: 'shop:o1', channel: 'shop', externalId: 'o1', name: 'Wang' }, 'm1', moment(0))
  await desk.contacts.ensure({ key: 'web:v9', channel: 'web', externalId: 'v9' }, 'm2', moment(1))
  await desk.contacts.applyProfile('shop:o1', { name: '王小明', language: 'zh-CN', mergeKeys: ['union-1'] })
  await desk.contacts.applyProfile('web:v9', { reachable: false, mergeKeys: ['union-1'] })
  const headers = await as('agent')
  const { items } = (await app.inject({ url: '/api/v1/contacts', headers })).json()
  t.equal(items.length, 1, 'the two are one person')
  const response = await app.inject({ url: `/api/v1/contacts/${items[0].id}`, headers })
  t.same(response.json(), items[0])
  t.match(items[0], { name: 'Wang', language: 'zh-CN', tags: [], createdAt: '2026-11-01T08:00:00.000Z' })
  t.same(new Set(items[0].identities), new Set([
    { channel: 'shop', externalId: 'o1', name: '王小明', reachable: true },
    { channel: 'web', externalId: 'v9', reachable: false }
  ]))
})

t.test('contacts are listed newest first, page by page', async (t) => {
  const { app, desk, as } = await openFixture(t)
  for (const index of [0, 1, 2]) await desk.contacts.ensure({ key: `shop:o${index}`, channel: 'shop', externalId: `o${index}`, name: `n${index}` }, 'm', moment(index))
  const headers = await as('agent')
  const first = (await app.inject({ url: '/api/v1/contacts?limit=2', headers })).json()
  const second = (await app.inject({ url: `/api/v1/contacts?limit=2&cursor=${first.next}`, headers })).json()
  t.same([first, second].map(({ items }) => items.map(({ name }: { name: string }) => name)), [['n2', 'n1'], ['n0']])
  t.notOk('next' in second)
})
