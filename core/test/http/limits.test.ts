import t from 'tap'
import { openFixture } from './hub-fixture.js'

t.test('a token has its own number of requests a minute', async (t) => {
  const { app, as } = await openFixture(t, { requestsPerMinute: 2 })
  const get = async (role: 'agent' | 'leader') => await app.inject({ url: '/api/v1/channels', headers: await as(role) })
  t.equal((await get('agent')).headers['x-ratelimit-remaining'], '1')
  t.equal((await get('agent')).statusCode, 200)
  const refused = await get('agent')
  t.equal(refused.statusCode, 429)
  t.equal(refused.json().error.code, 'KH_ERR_API_RATE_LIMITED')
  t.match(refused.json().error.message, /try again in \d+ (seconds|minute)/)
  t.match(refused.headers['retry-after'], /^\d+$/)
  t.equal((await get('leader')).statusCode, 200, 'another token is not touched')
})

t.test('who guesses tokens is slowed down, also at paths that nobody serves', async (t) => {
  const { app, as } = await openFixture(t, { requestsPerMinute: 3 })
  const guess = async (url: string, remoteAddress = '192.0.2.1') => (await app.inject({ url, remoteAddress, headers: { authorization: `Bearer kh_guess0000000_${'x'.repeat(43)}` } })).statusCode
  t.equal(await guess('/api/v1/channels'), 401)
  t.equal(await guess('/api/v1/contacts'), 401)
  t.equal(await guess('/api/v1/nothing'), 401)
  t.equal(await guess('/api/v1/nothing'), 429)
  t.equal(await guess('/api/v1/channels'), 429)
  t.equal(await guess('/api/v1/channels', '192.0.2.2'), 401, 'another address is not touched')
  t.equal((await app.inject({ url: '/api/v1/channels', remoteAddress: '192.0.2.1', headers: await as('agent') })).statusCode, 200, 'a right token from the same address neither')
})

t.test('addresses of one IPv6 network count as one', async (t) => {
  const { app } = await openFixture(t, { requestsPerMinute: 1 })
  t.equal((await app.inject({ url: '/api/v1/channels', remoteAddress: '2001:db8::1' })).statusCode, 401)
  t.equal((await app.inject({ url: '/api/v1/channels', remoteAddress: '2001:db8::2' })).statusCode, 429)
})

t.test('the word of a proxy on addresses counts only where it is trusted', async (t) => {
  const statuses = async (trustProxy: boolean) => {
    const { app } = await openFixture(t, {
      config: { server: { host: '127.0.0.1', port: 0, publicUrl: 'http://127.0.0.1', trustProxy }, api: { requestsPerMinute: 1 }, media: { maxBytes: 1024 } }
    })
    const from = async (address: string) => (await app.inject({ url: '/api/v1/channels', headers: { 'x-forwarded-for': address } })).statusCode
    return [await from('198.51.100.1'), await from('198.51.100.2')]
  }
  t.same(await statuses(false), [401, 429])
  t.same(await statuses(true), [401, 401])
})

t.test('hooks of the API and its documentation never run for the routes of a channel', async (t) => {
  const { app } = await openFixture(t, { requestsPerMinute: 1 })
  await app.register(async (scope) => {
    scope.get('/callback', { schema: { querystring: { type: 'object', properties: { n: { type: 'integer' } } } } }, async (request) => ({ got: request.query }))
    scope.get('/broken', async () => { throw new Error('inner secret') })
  }, { prefix: '/channels/shop' })
  for (let round = 0; round < 3; round++) {
    const response = await app.inject('/channels/shop/callback?n=5')
    t.equal(response.statusCode, 200)
    t.same(response.json(), { got: { n: 5 } })
    for (const name of ['content-security-policy', 'x-ratelimit-limit', 'x-content-type-options']) t.notOk(name in response.headers, name)
  }
  const broken = await app.inject('/channels/shop/broken')
  t.equal(broken.json().error.code, 'KH_ERR_API_FAILED')
  t.notMatch(broken.body, /inner secret/)
  t.notMatch((await app.inject('/docs/json')).body, /\/channels\/shop/)
})
