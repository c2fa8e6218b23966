import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { hireAgents, openAdministrator } from '../../scripts/bench/people.js'

interface Seen { call: string, body: unknown, headers: IncomingHttpHeaders }

/** A hub that lets everybody in, unless it is told what to answer. */
async function serve (t: Test, status = 200) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => { text += chunk }).on('end', () => {
      seen.push({ call: `${request.method} ${request.url}`, body: JSON.parse(text), headers: request.headers })
      response.writeHead(status, { 'set-cookie': `kh_session=${seen.length}; Path=/api; HttpOnly` }).end('{"id":"a1","password":"once"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const output = `
  First start. Keep these two; they are not shown again.
    administrator   admin
    password        one-time   (to be changed at the first sign-in)
    API token       kh_x
`
const hubAt = (url: string) => ({ url, output }) as Parameters<typeof openAdministrator>[0]

t.test('the administrator of the first start signs in and chooses a password', async (t) => {
  const { seen, url } = await serve(t)
  t.strictSame(await openAdministrator(hubAt(url)), { id: 'a1', cookie: 'kh_session=1' })
  t.match(seen, [
    { call: 'POST /api/v1/session', body: { login: 'admin', password: 'one-time' }, headers: { origin: url } },
    { call: 'PUT /api/v1/session/password', body: { current: 'one-time' }, headers: { origin: url, cookie: 'kh_session=1' } }
  ])
})

t.test('agents are added by the administrator and sign in each', async (t) => {
  const { seen, url } = await serve(t)
  const agents = await hireAgents(url, { id: 'a0', cookie: 'kh_session=0' }, 2)
  t.strictSame(agents.map(({ cookie }) => cookie), ['kh_session=2', 'kh_session=5'])
  t.match(seen.filter(({ call }) => call === 'POST /api/v1/agents'), [1, 2].map((number) => ({ body: { login: `agent${number}`, role: 'agent' }, headers: { cookie: 'kh_session=0' } })))
})

t.test('a hub that shows no password, or refuses, is told with its words', async (t) => {
  await t.rejects(openAdministrator({ ...hubAt('http://127.0.0.1:9'), output: 'ready' }), /shows no password of a first administrator:\nready/)
  const { url } = await serve(t, 403)
  await t.rejects(openAdministrator(hubAt(url)), /the hub answers POST session with 403 \{"id"/)
})
