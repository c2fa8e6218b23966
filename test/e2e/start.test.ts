import t from 'tap'
import { startWeChatPlatform } from '@kefuhub/contract/testing/wechat'
import { callbackUrlOf, createHubFolder, testAccount } from '../support/hub-process.js'

const openid = 'oHUBtest00000000000000000001'

t.test('the first start shows a password and a token once, and what is running where', async (t) => {
  const platform = await startWeChatPlatform({ accounts: [testAccount] })
  t.teardown(() => platform.close())
  const { start } = await createHubFolder(t, platform.url)
  const first = await start()
  const output = first.output()
  t.match(output, /administrator +admin/)
  t.match(output, /password +\S{20}/)
  t.match(output, /API token +kh_[A-Za-z0-9]{12}_\S{43}/)
  t.match(output, /store +embedded:/)
  t.match(output, /\/channels\/shop\/[0-9a-f]{16}/)
  t.notMatch(output, /an app secret|hubTestToken2026/, 'and no secret of the config')
  const [, token] = await first.waitForLine(/API token\s+(kh_\S+)/)
  const list = async (authorization: string) => (await fetch(`${first.url}/api/v1/conversations`, { headers: { authorization } })).status
  t.equal(await list(`Bearer ${token}`), 200)
  t.equal(await list('Bearer kh_wrong'), 401)
  t.same(await first.stop(), { code: 0, signal: null })
  t.match(first.output(), /stopped/)

  const second = await start()
  t.notMatch(second.output(), /API token/)
  t.match((await fetch(`${second.url}/readyz`)).status, 200)
})

t.test('a start shows the address that a ticket system has to call', async (t) => {
  const zammad = { url: 'http://127.0.0.1:1', token: 'zammad-test-token', group: 'Support', updates: 'webhook', webhookSecret: 'a-secret-for-tests' }
  const { start } = await createHubFolder(t, 'http://127.0.0.1:1', { plugins: [{ id: 'helpdesk', use: '@kefuhub/ticket-export', options: { zammad } }] })
  const hub = await start()
  t.match(hub.output(), `helpdesk  Webhook: ${hub.url}/plugins/helpdesk/webhook`)
})

t.test('SIGTERM ends a hub within 10 s with 0, whatever hangs at its neighbours', async (t) => {
  const platform = await startWeChatPlatform({ accounts: [testAccount] })
  t.teardown(() => platform.close())
  const { start } = await createHubFolder(t, platform.url)
  const hub = await start()
  platform.account(testAccount.appId).callbackUrl = callbackUrlOf(hub)
  platform.faults.add({ path: '/cgi-bin/message/custom/send', hang: true })
  await platform.customer(testAccount.appId, openid).sendText('hello')
  while (!platform.requests.some((request) => request.path.includes('custom/send'))) await new Promise((resolve) => setTimeout(resolve, 20))
  const before = Date.now()
  t.same(await hub.stop(), { code: 0, signal: null })
  t.ok(Date.now() - before < 10_000)
})

t.test('mistakes of a user are told without a stack', async (t) => {
  const platform = await startWeChatPlatform({ accounts: [testAccount] })
  t.teardown(() => platform.close())
  const { start, run } = await createHubFolder(t, platform.url)
  const hub = await start()
  const taken = run('start', '--port', new URL(hub.url).port)
  t.match(await taken.ended, { code: 1 })
  t.match(taken.output(), /KH_ERR_SERVER_ADDRESS.*EADDRINUSE/)
  t.notMatch(taken.output(), /\n\s+at /)
  const wrong = run('start', '--role', 'boss')
  t.match(await wrong.ended, { code: 2 })
  t.match(wrong.output(), /all, web, worker/)
})

t.test('tokens are made, listed and revoked beside a running hub', async (t) => {
  const platform = await startWeChatPlatform({ accounts: [testAccount] })
  t.teardown(() => platform.close())
  const { start, run } = await createHubFolder(t, platform.url)
  const hub = await start()
  const made = run('token', 'create', 'reports', '--role', 'leader')
  t.match(await made.ended, { code: 0 })
  const [token, id] = /kh_([A-Za-z0-9]{12})_\S+/.exec(made.output()) ?? []
  const status = async () => (await fetch(`${hub.url}/api/v1/contacts`, { headers: { authorization: `Bearer ${token}` } })).status
  t.equal(await status(), 200)
  const list = run('token', 'list')
  await list.ended
  t.match(list.output(), new RegExp(`${id} +leader .* reports`))
  t.notMatch(list.output(), token as unknown as RegExp)
  t.match(await run('token', 'revoke', id as string).ended, { code: 0 })
  while (await status() !== 401) await new Promise((resolve) => setTimeout(resolve, 200))
  const unknown = run('token', 'revoke', 'nobody')
  t.match(await unknown.ended, { code: 1 })
  t.match(unknown.output(), /KH_ERR_TOKEN_NOT_FOUND/)
})

t.test('an administrator who is locked out gets in again from the command line', async (t) => {
  const { start, run } = await createHubFolder(t, 'http://127.0.0.1:1', { plugins: [] })
  const hub = await start()
  const [, first = ''] = await hub.waitForLine(/password\s+(\S+)/)
  const signIn = async (password: string) => await (await fetch(`${hub.url}/api/v1/session`, {
    method: 'POST', headers: { origin: hub.url, 'content-type': 'application/json' }, body: JSON.stringify({ login: 'admin', password })
  })).json() as { login?: string, error?: { code: string } }
  for (let attempt = 0; attempt < 6; attempt++) await signIn('wrong')
  t.match(await signIn(first), { error: { code: 'KH_ERR_SIGN_IN_LOCKED' } })
  const list = run('agent', 'list')
  t.match(await list.ended, { code: 0 })
  t.match(list.output(), /^admin +administrator +Administrator$/m)
  const reset = run('agent', 'password', 'ADMIN')
  t.match(await reset.ended, { code: 0 })
  const [password = ''] = /^[\w-]{20}$/m.exec(reset.output()) ?? []
  t.match(await signIn(password), { login: 'admin' })
  const unknown = run('agent', 'password', 'nobody')
  t.match(await unknown.ended, { code: 1 })
  t.match(unknown.output(), /KH_ERR_AGENT_NOT_FOUND/)
})

t.test('dead letters are listed and retried, and stored messages replayed, from the command line', async (t) => {
  const platform = await startWeChatPlatform({ accounts: [testAccount] })
  t.teardown(() => platform.close())
  const { start, run } = await createHubFolder(t, platform.url)
  const hub = await start()
  platform.account(testAccount.appId).callbackUrl = callbackUrlOf(hub)
  const remove = platform.faults.add({ path: '/cgi-bin/message/custom/send', errcode: 45166, errmsg: 'content rejected' })
  await platform.customer(testAccount.appId, openid).sendText('hello')
  const output = async (...args: string[]) => {
    const process = run(...args)
    t.match(await process.ended, { code: 0 }, args.join(' '))
    return process.output()
  }
  let listed = await output('dead-letters', 'list')
  while (!listed.includes('1 dead letter')) listed = await output('dead-letters', 'list')
  t.match(listed, /send +shop .*\n +KH_ERR_DELIVERY_REJECTED after 1 attempt: .*45166/)
  remove()
  t.match(await output('dead-letters', 'retry', '--all'), /1 dead letter back to work/)
  await platform.waitForReceived(openid, 1)
  t.match(await output('replay', '--since', '1h'), /< hello\n +> re: hello\n1 message run again, nothing sent/)
  t.equal(platform.received(openid).length, 1)
})
