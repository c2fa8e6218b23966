import t from 'tap'
import { Type } from 'typebox'
import { secretPaths } from '../../src/index.js'
import { RestConnection, createRest, type RestAuth, type RestOAuth2 } from '../../src/rest/index.js'
import { checkOptions } from '../../src/testing/index.js'
import { NOW_MS, failureOf, mistakesIn, openHub, says, serve, to, type Seen, type Teardown } from './stand.js'

const READ = { method: 'GET', path: '/contacts' } as const

t.test('shows its credential as the config says', async (t) => {
  const cases: Array<[RestAuth, Partial<Seen>]> = [
    [{ basic: { user: 'hub', password: 'päss:word' } }, { headers: { authorization: `Basic ${Buffer.from('hub:päss:word').toString('base64')}` } }],
    [{ bearer: { token: 'tok' } }, { headers: { authorization: 'Bearer tok' } }],
    [{ header: { name: 'X-API-Key', value: 'key' } }, { headers: { 'x-api-key': 'key' } }],
    [{ query: { name: 'key', value: 'a&b' } }, { url: '/contacts?key=a%26b' }]
  ]
  for (const [auth, expected] of cases) {
    const { url, seen } = await serve(t, says(200))
    await createRest(openHub(t), to(url, { auth, headers: { authorization: 'of the config' } })).request({ ...READ, headers: { 'X-Api-Key': 'of the call' } })
    t.match(seen[0], expected, Object.keys(auth).join())
  }
})

const OAUTH = { clientId: 'hub', clientSecret: 'very/secret', style: 'body', extra: {} } as const

/** A system whose tokens have numbers, of which only the latest is right. */
async function openGuarded (t: Teardown, oauth2: Partial<RestOAuth2> = {}) {
  const state = { issued: 0, valid: 0, asked: [] as Seen[], answer: {} as object }
  const { url, seen } = await serve(t, (call, response) => {
    if (call.url !== '/token') return says(call.headers.authorization === `Bearer token-${state.valid}` ? 200 : 401)(call, response)
    state.asked.push(call)
    state.valid = ++state.issued
    says(200, { access_token: `token-${state.issued}`, expires_in: 7200, token_type: 'Bearer', ...state.answer })(call, response)
  })
  const hub = openHub(t)
  const rest = createRest(hub, to(url, { auth: { oauth2: { ...OAUTH, tokenUrl: `${url}/token`, ...oauth2 } } }))
  return { state, hub, rest, seen, url }
}

t.test('gets a token once and uses it until it ends', async (t) => {
  const { state, hub, rest } = await openGuarded(t, { scope: 'a b', extra: { audience: 'crm' } })
  await Promise.all([rest.request(READ), rest.request(READ)])
  await rest.request(READ)
  t.equal(state.issued, 1)
  t.same(Object.fromEntries(new URLSearchParams(state.asked[0]?.body)), { grant_type: 'client_credentials', client_id: 'hub', client_secret: 'very/secret', scope: 'a b', audience: 'crm' })
  hub.clock.advance(7_200_000)
  await rest.request(READ)
  t.equal(state.issued, 2)
})

t.test('can put id and secret into the header', async (t) => {
  const { state, rest } = await openGuarded(t, { style: 'basic' })
  await rest.request(READ)
  t.equal(state.asked[0]?.headers.authorization, `Basic ${Buffer.from('hub:very%2Fsecret').toString('base64')}`)
  t.equal(state.asked[0]?.body, 'grant_type=client_credentials')
})

t.test('replaces a refused token once for all callers', async (t) => {
  const { state, rest } = await openGuarded(t)
  await rest.request(READ)
  state.valid = -1
  await Promise.all([rest.request(READ), rest.request(READ), rest.request(READ)])
  t.equal(state.issued, 2)
})

t.test('takes a token for an hour where its life is not told', async (t) => {
  const { state, hub, rest } = await openGuarded(t)
  state.answer = { expires_in: undefined }
  await rest.request(READ)
  hub.clock.set(NOW_MS + 3_500_000)
  await rest.request(READ)
  t.equal(state.issued, 1)
  hub.clock.set(NOW_MS + 3_600_000)
  await rest.request(READ)
  t.equal(state.issued, 2)
})

t.test('says why there is no token', async (t) => {
  const cases: Array<[number, unknown, string, RegExp]> = [
    [400, { error: 'invalid_client', error_description: 'unknown client very/secret' }, 'unauthorized', /unknown client •••; check the client id and secret/],
    [401, {}, 'unauthorized', /\/token was answered with 401/],
    [503, {}, 'retry', /503/],
    [200, { access_token: '' }, 'unauthorized', /gave no access token/],
    [200, 'no JSON', 'retry', /not with JSON/]
  ]
  for (const [status, body, verdict, message] of cases) {
    const { url } = await serve(t, says(status, body))
    const rest = createRest(openHub(t), to('http://127.0.0.1:9999', { auth: { oauth2: { ...OAUTH, tokenUrl: `${url}/token` } } }))
    const error = await failureOf(rest.request({ method: 'POST', path: '/x' }))
    t.match(error, { verdict, message }, `${status} ${JSON.stringify(body)}`)
    t.notMatch(error.message, /very/)
  }
})

t.test('has a schema that fills in, names mistakes and knows the secrets', async (t) => {
  const Options = Type.Object({ connection: RestConnection }, { additionalProperties: false })
  const auth = { oauth2: { tokenUrl: 'https://id.example.com/t', clientId: 'a', clientSecret: 'b' } }
  t.same(checkOptions('x', Options, { connection: { baseUrl: 'https://crm.example.com/api', auth } }), {
    connection: {
      baseUrl: 'https://crm.example.com/api',
      auth: { oauth2: { tokenUrl: 'https://id.example.com/t', clientId: 'a', clientSecret: 'b', style: 'body', extra: {} } },
      timeoutMs: 30_000,
      maxConcurrent: 4
    }
  })
  const bad: Array<[object, string]> = [
    [{}, '/connection/baseUrl'],
    [{ baseUrl: 'ftp://x' }, '/connection/baseUrl'],
    [{ baseUrl: 'https://user:pass@x/' }, '/connection/baseUrl'],
    [{ baseUrl: 'https://x/?a=1' }, '/connection/baseUrl'],
    [{ baseUrl: 'https://x', auth: {} }, '/connection/auth'],
    [{ baseUrl: 'https://x', auth: { bearer: { token: 'a' }, basic: { user: 'a', password: 'b' } } }, '/connection/auth'],
    [{ baseUrl: 'https://x', auth: { bearer: { token: '' } } }, '/connection/auth/bearer/token'],
    [{ baseUrl: 'https://x', auth: { bearer: { secret: 'a' } } }, '/connection/auth/bearer/secret'],
    [{ baseUrl: 'https://x', rate: { calls: 0, perMs: 1 } }, '/connection/rate/calls'],
    [{ baseUrl: 'https://x', timeoutMs: 1 }, '/connection/timeoutMs'],
    [{ baseUrl: 'https://x', maxConcurrent: 0 }, '/connection/maxConcurrent']
  ]
  for (const [connection, path] of bad) t.ok(mistakesIn(Options, { connection }).includes(path), path)
  t.same(secretPaths(RestConnection).map((path) => path.join('.')), ['auth.basic.password', 'auth.bearer.token', 'auth.header.value', 'auth.query.value', 'auth.oauth2.clientSecret'])
})
