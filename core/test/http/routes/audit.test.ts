import t from 'tap'
import { openFixture } from '../hub-fixture.js'

t.test('the audit log is read latest first, page by page, with its hashes', async (t) => {
  const { app, desk, as, store } = await openFixture(t)
  const headers = await as('administrator')
  t.same((await app.inject({ url: '/api/v1/audit', headers })).json(), { items: [] })
  for (const target of ['a', 'b', 'c']) await desk.audit.append({ actor: 'cli', action: 'token.make', target, ...(target === 'b' && { detail: { role: 'agent', name: 'x' } }) })
  const first = (await app.inject({ url: '/api/v1/audit?limit=2', headers })).json()
  const second = (await app.inject({ url: `/api/v1/audit?limit=2&cursor=${first.next}`, headers })).json()
  const lines = [...first.items, ...second.items]
  t.match(lines, [{ number: 3, target: 'c' }, { number: 2, target: 'b', detail: { role: 'agent', name: 'x' } }, { number: 1, target: 'a' }])
  t.notOk('next' in second)
  t.equal(lines[0].previous, lines[1].hash)
  const doc = await store.audit.findById(3).lean()
  t.same(lines[0], { number: 3, at: doc?.at.toISOString(), actor: 'cli', action: 'token.make', target: 'c', previous: doc?.previous, hash: doc?.hash })
})
