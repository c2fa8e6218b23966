import t from 'tap'
import { HubClient } from '../../src/cli/hub-client.js'

function open (answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const calls: Array<{ url: string, init: RequestInit }> = []
  const client = new HubClient({ url: 'http://hub.test/', token: 'kh_token' }, {
    fetch: async (url, init = {}) => {
      calls.push({ url: String(url), init })
      return await answer(String(url), init)
    }
  })
  return { client, calls }
}

t.test('asks in the name of the token', async (t) => {
  const { client, calls } = open(() => Response.json({ a: 1 }))
  t.equal(client.url, 'http://hub.test')
  t.strictSame(await client.get('/x'), { a: 1 })
  await client.post('/y', { b: 2 })
  await client.patch('/z', {})
  t.match(calls, [
    { url: 'http://hub.test/api/v1/x', init: { method: 'GET', redirect: 'error', headers: { authorization: 'Bearer kh_token' } } },
    { url: 'http://hub.test/api/v1/y', init: { method: 'POST', body: '{"b":2}' } },
    { url: 'http://hub.test/api/v1/z', init: { method: 'PATCH' } }
  ])
})

t.test('gives the latest messages in their order, files as they are, and the version', async (t) => {
  const { client } = open((url) => url.includes('/messages?')
    ? Response.json({ items: [{ id: '2', at: '2026-01-02T00:00:00Z' }, { id: '1', at: '2026-01-01T00:00:00Z' }] })
    : url.endsWith('/docs/json') ? Response.json({ info: { version: '1.2.3' } }) : new Response('bytes'))
  t.match(await client.messages('c'), [{ id: '1', at: new Date('2026-01-01T00:00:00Z') }, { id: '2' }])
  t.equal(String(await client.file('/messages/1/media/media')), 'bytes')
  t.equal(await client.version(), '1.2.3')
})

t.test('says what the hub refuses, who answers in its place, and that nobody does', async (t) => {
  const refused = open(() => Response.json({ error: { code: 'KH_ERR_X', message: 'No' } }, { status: 409 }))
  await t.rejects(refused.client.get('/x'), { code: 'KH_ERR_X', message: 'No' })
  const forbidden = open(() => Response.json({ error: { code: 'KH_ERR_API_FORBIDDEN', message: 'No' } }, { status: 403 }))
  await t.rejects(forbidden.client.get('/x'), { code: 'KH_ERR_CLI_TOKEN', message: /KH_ERR_API_FORBIDDEN/ })
  const proxy = open(() => new Response('<html>Bad Gateway', { status: 502 }))
  await t.rejects(proxy.client.get('/x'), { code: 'KH_ERR_CLI_HUB_ANSWER', message: /status 502/ })
  const other = open(() => new Response('<html>'))
  await t.rejects(other.client.get('/x'), { code: 'KH_ERR_CLI_HUB_ANSWER' })
  const away = open(() => { throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }) })
  await t.rejects(away.client.get('/x'), { code: 'KH_ERR_CLI_HUB_AWAY', message: /http:\/\/hub\.test \(ECONNREFUSED\)/ })
})
