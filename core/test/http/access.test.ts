import type { InjectOptions } from 'fastify'
import t from 'tap'
import { MATRIX, type MatrixLine } from './access-matrix.js'
import { openFixture, ORIGIN } from './hub-fixture.js'
import { startConversation, storeInbound } from './conversation-fixture.js'

const ROLES = ['administrator', 'leader', 'agent'] as const

function toRequest ({ call, body }: MatrixLine): InjectOptions & { method: string, url: string, headers: Record<string, string> } {
  const [method = '', path = ''] = call.split(' ', 2)
  return {
    method: method as 'GET',
    url: `/api/v1${path}`,
    headers: typeof body === 'string' ? { 'content-type': 'text/plain' } : {},
    ...(body !== undefined && { payload: body })
  }
}

async function openOffice (t: Parameters<typeof openFixture>[0]) {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  const ref = await fixture.media.put(Buffer.from('a file'), { mimeType: 'text/plain' })
  await storeInbound(fixture, conversation, 'm1', { type: 'file', name: 'a.txt', media: ref })
  return fixture
}

t.test('every operation is in the matrix', async (t) => {
  const { app } = await openFixture(t)
  const paths = (await app.inject('/docs/json')).json().paths as Record<string, Record<string, { security: unknown[] }>>
  const documented = Object.entries(paths).filter(([path]) => path.startsWith('/api/v1/')).flatMap(([path, methods]) => Object.entries(methods)
    .filter(([, { security }]) => security.length > 0).map(([method]) => `${method.toUpperCase()} ${path.slice('/api/v1'.length)}`))
  const listed = MATRIX.map(({ call }) => call.replace(/\?.*/, '').replace(/\/(conversation-wang|m1|none)/, '/{id}').replace('{id}/media/media', '{id}/media/{path}')
    .replace('/orders/erp/7', '/orders/{source}/{order}').replace('/facts/crm', '/facts/{source}').replace('/files/none', '/files/{file}').replace('/exports/none', '/exports/{target}'))
  // OpenAPI has no words for a connection.
  t.same([...documented, 'GET /live'].sort(), [...new Set(listed)].sort())
})

t.test('each role may do what the matrix says, as a person and with a token, and nobody nothing', async (t) => {
  const { app, as, asPerson, desk, store } = await openOffice(t)
  for (const line of MATRIX) {
    const request = toRequest(line)
    for (const role of ROLES) {
      for (const [who, headers, expected] of [['person', await asPerson(role), line.person], ['token', await as(role), line.token ?? line.person]] as const) {
        const response = await app.inject({ ...request, headers: { ...request.headers, ...headers } })
        t.equal(response.statusCode, expected[role], `${role}, ${who}: ${line.call} ${response.statusCode === expected[role] ? '' : response.body}`)
        t.match(response.headers['cache-control'], /^(no-store|private)/)
        if (expected[role] === 403) t.match(response.json().error.code, /^KH_ERR_API_(FORBIDDEN|PERSON_NEEDED)$/)
      }
    }
    const before = await store.audit.countDocuments({ _id: { $gt: 0 } })
    const strangers: Array<Record<string, string>> = [
      {},
      { authorization: 'Bearer' },
      { authorization: 'Basic YTpi' },
      { authorization: 'Bearer kh_unknown00000_0123456789012345678901234567890123456789012' },
      { cookie: `kh_session=${'a'.repeat(43)}`, origin: ORIGIN },
      { cookie: 'kh_session=', origin: ORIGIN },
      { ...await asPerson('administrator'), authorization: 'Bearer wrong' }
    ]
    for (const headers of strangers) {
      const response = await app.inject({ ...request, headers: { ...request.headers, ...headers } })
      t.equal(response.statusCode, 401, `nobody: ${line.call}`)
      t.equal(response.headers['www-authenticate'], 'Bearer')
      t.equal(response.json().error.code, 'KH_ERR_API_UNAUTHORIZED')
    }
    t.equal(await store.audit.countDocuments({ _id: { $gt: 0 } }), before, 'nobody leaves no trace of having done something')
  }
  t.equal(await desk.audit.verify(), undefined)
})

t.test('a page of another site can do nothing with the cookie of a person', async (t) => {
  const { app, asPerson, store } = await openOffice(t)
  const before = await store.audit.countDocuments({ _id: { $gt: 0 } })
  for (const line of MATRIX) {
    const request = toRequest(line)
    const { cookie } = await asPerson('administrator')
    const foreign: Array<Record<string, string>> = request.method === 'GET'
      ? [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]
      : [{}, { origin: 'null' }, { origin: 'https://evil.example' }, { origin: `${ORIGIN}.evil.example` }, { origin: 'https://127.0.0.1:3000' }]
    for (const headers of foreign) {
      const response = await app.inject({ ...request, headers: { ...request.headers, ...headers, cookie } })
      t.equal(response.statusCode, 403, `${JSON.stringify(headers)} ${line.call}`)
      t.equal(response.json().error.code, 'KH_ERR_API_CROSS_ORIGIN')
      t.notOk(response.headers['access-control-allow-origin'])
    }
  }
  t.equal(await store.audit.countDocuments({ _id: { $gt: 0 } }), before)
})

t.test('who was given a password may do nothing before it is changed', async (t) => {
  const { app, desk, asPerson, store } = await openOffice(t)
  const first = new Set(['GET /session', 'PUT /session/password', 'DELETE /session', 'DELETE /sessions'])
  await asPerson('administrator')
  await store.agents.updateMany({ createdAt: { $gt: new Date(0) } }, { $set: { mustChangePassword: true } })
  for (const line of MATRIX.filter(({ call }) => call !== 'GET /live')) {
    const request = toRequest(line)
    const response = await app.inject({ ...request, headers: { ...request.headers, ...await asPerson('administrator') } })
    if (first.has(line.call)) t.equal(response.statusCode, line.person.administrator, line.call)
    else t.equal(response.json().error?.code, 'KH_ERR_API_PASSWORD_CHANGE', line.call)
  }
  t.ok(desk)
})

t.test('a revoked token is worth nothing', async (t) => {
  const { app, desk } = await openFixture(t)
  const { id, token } = await desk.apiTokens.create('gone', 'administrator')
  const headers = { authorization: `bearer ${token}` }
  t.equal((await app.inject({ url: '/api/v1/channels', headers })).statusCode, 200)
  await desk.apiTokens.revoke(id)
  t.equal((await app.inject({ url: '/api/v1/channels', headers })).statusCode, 401)
})

t.test('a wrong secret of a known token is refused', async (t) => {
  const { app, desk } = await openFixture(t)
  const { token } = await desk.apiTokens.create('known', 'agent')
  const wrong = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
  t.equal((await app.inject({ url: '/api/v1/channels', headers: { authorization: `Bearer ${wrong}` } })).statusCode, 401)
})

t.test('a body is not read before its sender is known', async (t) => {
  const { app } = await openFixture(t)
  const response = await app.inject({ method: 'POST', url: '/api/v1/conversations/x/messages', payload: '{ broken', headers: { 'content-type': 'application/json' } })
  t.equal(response.statusCode, 401)
})
