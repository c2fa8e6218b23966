import t from 'tap'
import { HEALTHY, openFixture } from './hub-fixture.js'

t.test('/healthz answers while the process lives, whatever the rest does', async (t) => {
  const { app } = await openFixture(t, { health: async () => ({ ...HEALTHY, state: 'down' }) })
  const response = await app.inject('/healthz')
  t.equal(response.statusCode, 200)
  t.same(response.json(), { state: 'ok' })
})

t.test('/readyz tells the state of every part', async (t) => {
  const { app } = await openFixture(t)
  const response = await app.inject('/readyz')
  t.equal(response.statusCode, 200)
  t.equal(response.headers['cache-control'], 'no-store')
  t.same(response.json(), HEALTHY)
})

t.test('/readyz is 200 while degraded and 503 while down', async (t) => {
  let state: 'degraded' | 'down' = 'degraded'
  const { app } = await openFixture(t, { health: async () => ({ ...HEALTHY, state, store: { state, reason: 'No answer; start it' } }) })
  const degraded = await app.inject('/readyz')
  t.equal(degraded.statusCode, 200)
  t.equal(degraded.json().state, 'degraded')
  state = 'down'
  const down = await app.inject('/readyz')
  t.equal(down.statusCode, 503)
  t.same(down.json().store, { state: 'down', reason: 'No answer; start it' })
})

t.test('a worker serves health and metrics and nothing else', async (t) => {
  const { app, as } = await openFixture(t, { role: 'worker' })
  for (const path of ['/healthz', '/readyz', '/metrics']) t.equal((await app.inject(path)).statusCode, 200, path)
  const headers = await as('administrator')
  for (const path of ['/api/v1/conversations', '/docs', '/docs/json', '/']) {
    const response = await app.inject({ path, headers })
    t.equal(response.statusCode, 404, path)
    t.equal(response.json().error.code, 'KH_ERR_API_NOT_FOUND')
  }
})

t.test('a health check that breaks is a failure without its inner text', async (t) => {
  const { app, lines } = await openFixture(t, { health: async () => { throw new Error('inner secret') } })
  const response = await app.inject('/readyz')
  t.equal(response.statusCode, 500)
  t.equal(response.json().error.code, 'KH_ERR_API_FAILED')
  t.notMatch(response.body, /inner secret/)
  t.match(lines, [{ level: 50, requestId: response.json().error.requestId, err: { message: 'inner secret' } }])
})
