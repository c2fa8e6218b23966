import t from 'tap'
import { openFixture } from '../hub-fixture.js'

t.test('alerts are listed, and a leader takes one back', async (t) => {
  const { app, desk, as } = await openFixture(t)
  await desk.alerts.raise('shop', 'silent', { severity: 'critical', title: { zh: '没有消息', en: 'silent' }, reason: 'Nothing came for 10 minutes' })
  const list = async (query = '') => (await app.inject({ url: `/api/v1/alerts${query}`, headers: await as('agent') })).json().items
  t.match(await list(), [{ source: 'shop', key: 'silent', severity: 'critical', title: { en: 'silent' }, reason: /10 minutes/ }])
  const [{ id }] = await list('?standing=true')
  t.equal((await app.inject({ method: 'POST', url: `/api/v1/alerts/${id}/close`, headers: await as('leader') })).statusCode, 204)
  t.same(await list('?standing=true'), [])
  t.match(await list(), [{ id, resolvedAt: /^20/ }])
})
