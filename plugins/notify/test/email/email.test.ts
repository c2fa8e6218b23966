import { createServer as createProxy } from 'node:http'
import { connect, createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { MailServer } from '../../src/simulator/index.js'
import { EMAIL, NOW_MS, TLS, failsAs, listen, notification, openHub, type NotifyHub } from '../stand.js'

t.setTimeout(60_000)

const AUTH = { password: { user: 'hub@example.com', password: 'authorisation-code' } }
const LOGIN = { ...EMAIL, auth: AUTH }

async function settle (hub: NotifyHub): Promise<object | undefined> {
  const before = JSON.stringify(await hub.instance.health?.())
  for (let turn = 0; turn < 500; turn++) {
    await new Promise((resolve) => { setImmediate(resolve) })
    const health = await hub.instance.health?.()
    if (JSON.stringify(health) !== before) return health
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
  return undefined
}

t.test('sends over STARTTLS after a log-in', async (t) => {
  const server = await listen(t, new MailServer(LOGIN, { tls: TLS }))
  const hub = await openHub(t, server.options)
  await hub.instance.notify(notification())
  const [mail] = server.messages
  t.match(mail, { from: 'hub@example.com', to: EMAIL.to, text: /^工单 T-1001 即将超时\n\nThe customer 张三 waits/, html: /<strong>张三<\/strong>/ })
  t.strictSame(['from', 'to', 'subject', 'auto-submitted', 'x-auto-response-suppress', 'date', 'importance'].map((name) => mail?.headers.get(name)), [
    'kefuhub <hub@example.com>', 'lead@example.com, night@example.com', '工单 T-1001 即将超时', 'auto-generated', 'All', new Date(NOW_MS).toUTCString().replace('GMT', '+0000'), 'High'
  ])
  t.equal(server.logins, 1)
  await hub.instance.notify(notification({ id: 'n-2' }))
  t.equal(server.logins, 1, 'the connection is kept')
})

t.test('sends over TLS from the first byte', async (t) => {
  const server = await listen(t, new MailServer(LOGIN, { tls: { ...TLS, isImplicit: true } }))
  const { instance } = await openHub(t, server.options)
  await instance.notify(notification())
  t.equal(server.messages.length, 1)
})

t.test('trusts no certificate that nobody vouches for', async (t) => {
  for (const isImplicit of [true, false]) {
    const server = await listen(t, new MailServer(LOGIN, { tls: { ...TLS, isImplicit } }))
    const { ca: _ca, ...entry } = server.options['email'] as { ca: string }
    const { instance } = await openHub(t, { email: entry })
    await failsAs(t, instance.notify(notification()), { verdict: 'retry', message: /self-signed/ })
    t.equal(server.logins, 0, 'and shows no password')
  }
})

t.test('wants the name in the certificate that it was told', async (t) => {
  const server = await listen(t, new MailServer(LOGIN, { tls: TLS }))
  const entry = server.options['email'] as object
  const right = await openHub(t, { email: { ...entry, servername: 'mail.test', name: 'hub.test' } })
  await right.instance.notify(notification())
  const wrong = await openHub(t, { email: { ...entry, servername: 'other.test' } })
  await failsAs(t, wrong.instance.notify(notification()), { verdict: 'retry' })
  t.equal(server.messages.length, 1)
})

t.test('goes no farther without TLS unless told so', async (t) => {
  const server = await listen(t, new MailServer(LOGIN))
  const { instance } = await openHub(t, { email: { ...server.options['email'] as object, tls: 'starttls' } })
  await failsAs(t, instance.notify(notification()), { verdict: 'retry' })
  t.equal(server.logins, 0)
})

t.test('a wrong password pauses the target for an hour', async (t) => {
  const server = await listen(t, new MailServer(LOGIN))
  const hub = await openHub(t, { email: { ...server.options['email'] as object, auth: { password: { user: 'hub@example.com', password: 'another-password' } } } })
  const error = await failsAs(t, hub.instance.notify(notification()), { verdict: 'unauthorized', afterMs: 3_600_000 })
  t.notMatch(error.message, /another-password/)
  t.match(await settle(hub), { state: 'down', reason: /refuses the log-in/ })
})

t.test('logs in with access tokens and fetches another one when one is refused', async (t) => {
  let count = 0
  const server = await listen(t, new MailServer({ ...EMAIL, auth: { oauth2: { user: 'hub@example.com' } } }, { accessToken: () => 't2' }))
  const oauth2 = { user: 'hub@example.com', tokenUrl: 'https://login.test/token', clientId: 'client', clientSecret: 'client-secret' }
  const options = { email: { ...server.options['email'] as object, auth: { oauth2 } } }
  const { instance } = await openHub(t, options, { fetch: async () => Response.json({ access_token: `t${++count}` }) })
  await instance.notify(notification())
  t.equal(server.messages.length, 1)
  const refused = await openHub(t, options, { fetch: async () => new Response('', { status: 401 }) })
  await failsAs(t, refused.instance.notify(notification()), { verdict: 'unauthorized', message: /auth\.oauth2/, code: 'KH_ERR_DELIVERY_UNAUTHORIZED' })
})

t.test('recipients who are refused for good do not keep the others from the mail', async (t) => {
  const server = await listen(t, new MailServer(EMAIL, { refused: { 'night@example.com': 550 } }))
  const hub = await openHub(t, server.options)
  await hub.instance.notify(notification())
  t.match(server.messages, [{ to: ['lead@example.com'] }])
  const [line] = hub.logs
  t.match(line, { level: 'warn', fields: { refused: 1, of: 2 } })
  t.notMatch(line?.line, /example\.com/, 'no address is logged')
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /1 of the recipients/ })
})

t.test('recipients who are put off get it later, and the others not again', async (t) => {
  const refused: Record<string, number> = { 'night@example.com': 450 }
  const server = await listen(t, new MailServer(EMAIL, { refused }))
  const { instance } = await openHub(t, server.options)
  await failsAs(t, instance.notify(notification()), { verdict: 'retry', message: /1 of 2 recipients/ })
  delete refused['night@example.com']
  await instance.notify(notification())
  await instance.notify(notification({ id: 'n-2' }))
  t.strictSame(server.messages.map(({ to }) => to), [['lead@example.com'], ['night@example.com'], EMAIL.to])
  const [first, second] = server.messages.map(({ headers }) => headers.get('message-id'))
  t.equal(first, second)
})

t.test('all recipients refused is a refusal', async (t) => {
  const server = await listen(t, new MailServer(EMAIL, { refused: { 'lead@example.com': 550, 'night@example.com': 550 } }))
  const { instance } = await openHub(t, server.options)
  const error = await failsAs(t, instance.notify(notification()), { verdict: 'rejected' })
  t.notMatch(error.message, /lead@|night@/)
})

t.test('what a fault means', async (t) => {
  for (const [fault, verdict, mails] of [
    ['busy', 'retry', 0],
    ['rejected', 'rejected', 0],
    ['unauthorized', 'unauthorized', 0],
    ['reset', 'uncertain', 0],
    ['lost-answer', 'uncertain', 1],
    ['garbage', 'uncertain', 1],
    ['slow', 'uncertain', 1]
  ] as const) {
    const server = await listen(t, new MailServer(EMAIL))
    const { instance } = await openHub(t, { email: { ...server.options['email'] as object, timeoutMs: 1000 } })
    server.faults.fail(fault, 'write', 1)
    await failsAs(t, instance.notify(notification()), { verdict }, fault)
    t.equal(server.messages.length, mails, fault)
    await t.resolves(instance.notify(notification({ id: 'n-2' })), 'and goes on')
  }
})

t.test('goes through a proxy', async (t) => {
  const server = await listen(t, new MailServer(EMAIL))
  const asked: string[] = []
  const proxy = createProxy()
  proxy.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`)
    const onward = connect(server.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
  })
  await new Promise<void>((resolve) => { proxy.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const { port } = proxy.address() as AddressInfo
  const { instance } = await openHub(t, { email: { ...server.options['email'] as object, host: 'mail.test', proxy: `http://user:pass@127.0.0.1:${port}` } })
  await instance.notify(notification())
  t.equal(server.messages.length, 1)
  t.strictSame(asked, [`mail.test:${server.port} Basic ${Buffer.from('user:pass').toString('base64')}`])
})

t.test('a server that is not there, or says nothing, is tried later', async (t) => {
  const silent = createServer()
  await new Promise<void>((resolve) => { silent.listen(0, '127.0.0.1', resolve) })
  const { port } = silent.address() as AddressInfo
  const options = { email: { ...EMAIL, host: '127.0.0.1', port, tls: 'optional', timeoutMs: 100 } }
  const hub = await openHub(t, options)
  await failsAs(t, hub.instance.notify(notification()), { verdict: 'retry' })
  await new Promise<void>((resolve) => { silent.close(() => resolve()) })
  await failsAs(t, hub.instance.notify(notification()), { verdict: 'retry' })
  t.match(await settle(hub), { state: 'degraded', reason: /could not be reached/ })
})

t.test('a title that is no subject goes nowhere', async (t) => {
  const server = await listen(t, new MailServer(EMAIL))
  const { instance } = await openHub(t, server.options)
  await failsAs(t, instance.notify(notification({ title: 'a\r\nBcc: x@example.com' })), { verdict: 'rejected' })
  t.strictSame(server.messages, [])
  t.strictSame(instance.rate, { notifications: 30, perMs: 60_000 })
})

t.test('the health of a server that is well', async (t) => {
  const server = await listen(t, new MailServer(LOGIN))
  const hub = await openHub(t, server.options)
  t.strictSame(await hub.instance.health?.(), { state: 'ok' })
})
