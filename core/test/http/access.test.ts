import t from 'tap'
import type { Role } from '../../src/store/agent-model.js'
import { openFixture } from './hub-fixture.js'
import { startConversation, storeInbound } from './conversation-fixture.js'

const ROLES = ['administrator', 'leader', 'agent'] as const
type Expected = Record<Role, number>
const everybody = (status: number): Expected => ({ administrator: status, leader: status, agent: status })

// Written out by hand: the test must not believe the table that it tests.
const ROUTES: Array<[method: 'GET' | 'POST', path: string, expected: Expected]> = [
  ['GET', '/conversations', everybody(200)],
  ['GET', '/conversations/conversation-wang', everybody(200)],
  ['GET', '/conversations/conversation-wang/messages', everybody(200)],
  ['POST', '/conversations/conversation-wang/messages', everybody(202)],
  ['POST', '/conversations/conversation-wang/close', everybody(200)],
  ['GET', '/messages/m1', everybody(200)],
  ['GET', '/messages/m1?raw=1', { administrator: 200, leader: 403, agent: 403 }],
  ['GET', '/messages/m1/media/media', everybody(200)],
  ['POST', '/media', everybody(201)],
  ['GET', '/contacts', everybody(200)],
  ['GET', '/contacts/nobody', everybody(404)],
  ['GET', '/channels', everybody(200)],
  ['GET', '/dead-letters', everybody(200)],
  ['POST', '/dead-letters/none/retry', { administrator: 404, leader: 404, agent: 403 }],
  ['GET', '/audit', { administrator: 200, leader: 403, agent: 403 }]
]

t.test('each role may do what the matrix says, and nobody nothing', async (t) => {
  const fixture = await openFixture(t)
  const { app, as, media, desk, store } = fixture
  const ref = await media.put(Buffer.from('a file'), { mimeType: 'text/plain' })
  const conversation = await startConversation(fixture)
  await storeInbound(fixture, conversation, 'm1', { type: 'file', name: 'a.txt', media: ref })
  const body = (method: string, path: string) => method === 'GET' || !/\/(messages|media)$/.test(path)
    ? {}
    : path === '/media' ? { payload: 'bytes', headers: { 'content-type': 'text/plain' } } : { payload: { content: { type: 'text', text: 'hello' } }, headers: {} }

  const listed = (await app.inject('/docs/json')).json().paths as Record<string, Record<string, unknown>>
  const documented = Object.entries(listed).filter(([path]) => path.startsWith('/api/v1')).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  const tested = ROUTES.map(([method, path]) => `${method} /api/v1${path.replace(/\?.*/, '').replace(/\/(conversation-wang|m1|none|nobody)/, '/{id}').replace('{id}/media/media', '{id}/media/{path}')}`)
  t.same(documented.sort(), [...new Set(tested)].sort(), 'every route is in the table')

  for (const [method, path, expected] of ROUTES) {
    const request = body(method, path)
    for (const role of ROLES) {
      if (path.endsWith('/messages') && method === 'POST') await store.conversations.updateOne({ _id: conversation._id }, { $set: { state: 'open' } })
      const response = await app.inject({ ...request, method, url: `/api/v1${path}`, headers: { ...request.headers, ...await as(role) } })
      t.equal(response.statusCode, expected[role], `${role}: ${method} ${path}`)
      t.match(response.headers['cache-control'], /^(no-store|private)/)
      if (expected[role] === 403) t.equal(response.json().error.code, 'KH_ERR_API_FORBIDDEN')
    }
    const before = await store.audit.countDocuments({ _id: { $gt: 0 } })
    for (const authorization of [undefined, 'Bearer', 'Basic YTpi', 'Bearer kh_unknown00000_0123456789012345678901234567890123456789012']) {
      const response = await app.inject({ ...request, method, url: `/api/v1${path}`, headers: { ...request.headers, ...(authorization !== undefined && { authorization }) } })
      t.equal(response.statusCode, 401, `${authorization ?? 'nobody'}: ${method} ${path}`)
      t.equal(response.headers['www-authenticate'], 'Bearer')
      t.equal(response.json().error.code, 'KH_ERR_API_UNAUTHORIZED')
    }
    t.equal(await store.audit.countDocuments({ _id: { $gt: 0 } }), before, 'nobody leaves no trace of having done something')
  }
  t.equal(await desk.audit.verify(), undefined)
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
