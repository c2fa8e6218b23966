import t from 'tap'
import { openFixture, ORIGIN, type Fixture } from '../hub-fixture.js'

const signIn = async ({ app }: Fixture, login: string, password: string, headers: Record<string, string> = { origin: ORIGIN }) =>
  await app.inject({ method: 'POST', url: '/api/v1/session', headers, payload: { login, password } })

t.test('a person signs in, changes the password that was given, and signs out', async (t) => {
  const fixture = await openFixture(t)
  const { app, desk } = fixture
  const { agent, password } = await desk.agents.create({ login: 'lin', name: '小林', role: 'agent', groups: [] })
  const response = await signIn(fixture, 'Lin', password)
  t.match(response.json(), { id: agent.id, login: 'lin', name: '小林', role: 'agent', mustChangePassword: true, version: '1.2.3' })
  const setCookie = String(response.headers['set-cookie'])
  t.match(setCookie, /^kh_session=[\w-]{43}; Path=\/api; HttpOnly; SameSite=Strict$/)
  t.notOk(JSON.stringify(fixture.lines).includes(password), 'the log does not know it')
  const headers = { cookie: setCookie.split(';')[0] ?? '', origin: ORIGIN }
  t.match((await app.inject({ url: '/api/v1/conversations', headers })).json(), { error: { code: 'KH_ERR_API_PASSWORD_CHANGE' } })

  const other = await signIn(fixture, 'lin', password)
  const changed = await app.inject({ method: 'PUT', url: '/api/v1/session/password', headers, payload: { current: password, password: 'correct horse' } })
  t.equal(changed.statusCode, 204)
  t.equal((await app.inject({ url: '/api/v1/conversations', headers })).statusCode, 200)
  const elsewhere = { cookie: String(other.headers['set-cookie']).split(';')[0] ?? '', origin: ORIGIN }
  t.equal((await app.inject({ url: '/api/v1/session', headers: elsewhere })).statusCode, 401, 'other browsers are signed out')

  const out = await app.inject({ method: 'DELETE', url: '/api/v1/session', headers })
  t.equal(out.statusCode, 204)
  t.match(String(out.headers['set-cookie']), /^kh_session=; .*Path=\/api; Expires=Thu, 01 Jan 1970/)
  t.equal((await app.inject({ url: '/api/v1/session', headers })).statusCode, 401)
})

t.test('signing out everywhere ends every browser', async (t) => {
  const fixture = await openFixture(t)
  const [one, two] = [await fixture.asPerson('agent'), await fixture.asPerson('agent')]
  t.equal((await fixture.app.inject({ method: 'DELETE', url: '/api/v1/sessions', headers: one })).statusCode, 204)
  for (const headers of [one, two]) t.equal((await fixture.app.inject({ url: '/api/v1/session', headers })).statusCode, 401)
})

t.test('guessing is locked, and another site cannot sign anybody in', async (t) => {
  const fixture = await openFixture(t)
  const { password } = await fixture.desk.agents.create({ login: 'lin', name: 'x', role: 'agent', groups: [] })
  for (const origin of [undefined, 'https://evil.example', 'null']) {
    const response = await signIn(fixture, 'lin', password, origin === undefined ? {} : { origin })
    t.match(response.json(), { error: { code: 'KH_ERR_API_CROSS_ORIGIN' } })
  }
  for (let attempt = 0; attempt < 3; attempt++) t.match((await signIn(fixture, 'lin', 'wrong')).json(), { error: { code: 'KH_ERR_SIGN_IN_WRONG' } })
  const locked = await signIn(fixture, 'lin', password)
  t.equal(locked.statusCode, 429)
  t.match(locked.json(), { error: { code: 'KH_ERR_SIGN_IN_LOCKED' } })
  const [{ id } = { id: '' }] = await fixture.desk.agents.list()
  const reset = await fixture.app.inject({ method: 'POST', url: `/api/v1/agents/${id}/password`, headers: await fixture.asPerson('administrator') })
  t.equal((await signIn(fixture, 'lin', reset.json().password)).statusCode, 200, 'a reset lifts the lock')
})

t.test('one address has a bounded number of attempts over all logins', async (t) => {
  const fixture = await openFixture(t)
  let limited = 0
  for (let attempt = 0; attempt < 35; attempt++) {
    const response = await signIn(fixture, `login${attempt}`, 'wrong')
    if (response.json().error.code === 'KH_ERR_API_RATE_LIMITED') limited++
  }
  t.equal(limited, 5)
})

t.test('behind TLS the cookie travels over TLS only', async (t) => {
  const fixture = await openFixture(t, {
    config: { server: { host: '127.0.0.1', port: 0, publicUrl: 'https://kefu.example', trustProxy: false }, api: { requestsPerMinute: 1000 }, media: { maxBytes: 1000 } }
  })
  const { password } = await fixture.desk.agents.create({ login: 'lin', name: 'x', role: 'agent', groups: [] })
  const response = await signIn(fixture, 'lin', password, { origin: 'https://kefu.example' })
  t.match(String(response.headers['set-cookie']), /; Secure/)
})

t.test('people say how present they are', async (t) => {
  const { app, asPerson, desk } = await openFixture(t)
  const headers = await asPerson('agent')
  const response = await app.inject({ method: 'PATCH', url: '/api/v1/session', headers, payload: { presence: 'away', name: '小王' } })
  t.match(response.json(), { name: '小王', presence: 'offline' })
  await desk.agents.seen([response.json().id], true)
  t.match((await app.inject({ url: '/api/v1/agents', headers })).json(), { items: [{ presence: 'away' }] })
  t.equal((await app.inject({ method: 'PATCH', url: '/api/v1/session', headers, payload: { presence: 'offline' } })).statusCode, 400)
})
