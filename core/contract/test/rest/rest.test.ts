import { getEventListeners, once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { Rejected, Retryable, Unauthorized } from '../../src/index.js'
import { createRest, type RestRequest } from '../../src/rest/index.js'
import { cut, failureOf, openHub, says, serve, to, type Answer } from './stand.js'

const READ: RestRequest = { method: 'GET', path: '/contacts' }
const WRITE: RestRequest = { method: 'POST', path: '/contacts', body: { name: 'A' } }

t.test('gives back what was answered', async (t) => {
  const { url, seen } = await serve(t, says(200, { id: 1 }, { 'x-left': '9' }))
  const rest = createRest(openHub(t), to(`${url}/api/`, { headers: { 'X-Tenant': 'shop' } }))
  const { status, body, text, headers } = await rest.request({ method: 'POST', path: 'contacts', query: { page: 2, all: true, none: undefined, q: 'a&b' }, headers: { 'X-Own': '1' }, body: { name: '张' } })
  t.same([status, body, text, headers.get('x-left')], [200, { id: 1 }, '{"id":1}', '9'])
  t.match(seen[0], {
    method: 'POST',
    url: '/api/contacts?page=2&all=true&q=a%26b',
    body: '{"name":"张"}',
    headers: { accept: 'application/json', 'content-type': 'application/json', 'x-tenant': 'shop', 'x-own': '1' }
  })
})

t.test('sends forms and raw bytes as what they are', async (t) => {
  const { url, seen } = await serve(t, says(204, ''))
  const rest = createRest(openHub(t), to(url))
  t.equal((await rest.request({ ...READ, method: 'POST', form: new URLSearchParams({ a: '1 2' }) })).body, undefined)
  await rest.request({ ...READ, method: 'PUT', raw: { type: 'text/csv', content: 'a;b' } })
  const form = new FormData()
  form.set('file', new Blob(['x']), 'x.txt')
  await rest.request({ ...READ, method: 'POST', form })
  t.match(seen, [
    { body: 'a=1+2', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { body: 'a;b', headers: { 'content-type': 'text/csv' } },
    { body: /filename="x.txt"/, headers: { 'content-type': /^multipart\/form-data; boundary=/ } }
  ])
})

t.test('turns a status into what the hub must do', async (t) => {
  const cases: Array<[number, string, string, Record<string, string>?, number?]> = [
    [400, 'rejected', 'rejected'],
    [401, 'unauthorized', 'unauthorized'],
    [403, 'unauthorized', 'unauthorized', { 'retry-after': '7' }, 7000],
    [404, 'rejected', 'rejected'],
    [408, 'retry', 'retry'],
    [409, 'rejected', 'rejected'],
    [422, 'rejected', 'rejected'],
    [423, 'retry', 'retry'],
    [425, 'retry', 'retry'],
    [429, 'retry', 'retry', { 'retry-after': '12' }, 12_000],
    [302, 'rejected', 'rejected', { location: '/elsewhere' }],
    [500, 'retry', 'uncertain'],
    [502, 'retry', 'uncertain'],
    [503, 'retry', 'uncertain'],
    [503, 'retry', 'retry', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [504, 'retry', 'uncertain']
  ]
  for (const [status, ofRead, ofWrite, headers = {}, afterMs] of cases) {
    const { url } = await serve(t, says(status, { message: 'no such thing' }, headers))
    const rest = createRest(openHub(t), to(url))
    const read = await failureOf(rest.request(READ))
    const write = await failureOf(rest.request(WRITE))
    t.equal(read.verdict, ofRead, `${status} of a read`)
    t.equal(write.verdict, ofWrite, `${status} of a write`)
    if (afterMs !== undefined) t.equal(write.afterMs, afterMs, `wait of ${status}`)
    t.match(read.message, new RegExp(`^GET 127.0.0.1:\\d+/contacts was answered with ${status}: no such thing`))
  }
})

t.test('lets come back what the caller accepts', async (t) => {
  const { url } = await serve(t, (seen, response) => says(seen.url === '/gone' ? 404 : 409, 'no JSON')(seen, response))
  const rest = createRest(openHub(t), to(url))
  t.match(await rest.request({ method: 'GET', path: '/gone', accept404: true }), { status: 404, body: undefined, text: 'no JSON' })
  t.match(await rest.request({ method: 'POST', path: '/there', accept: [409] }), { status: 409 })
  t.equal((await failureOf(rest.request({ method: 'POST', path: '/there', accept404: true }))).verdict, 'rejected')
})

t.test('is unsure of a write whose answer got lost', async (t) => {
  const half: Answer = (_seen, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('{"id":', () => response.destroy())
  }
  const cases: Array<[string, Answer]> = [['cut off', cut], ['cut off in the middle', half], ['not JSON', says(200, '<html>gateway</html>')]]
  for (const [name, answer] of cases) {
    const { url } = await serve(t, answer)
    const rest = createRest(openHub(t), to(url))
    t.equal((await failureOf(rest.request(WRITE))).verdict, 'uncertain', `${name}, a write`)
    t.equal((await failureOf(rest.request(READ))).verdict, 'retry', `${name}, a read`)
    t.equal((await failureOf(rest.request({ ...WRITE, isWrite: false }))).verdict, 'retry', `${name}, a search by POST`)
  }
})

t.test('gives up in time', async (t) => {
  const { url } = await serve(t, () => {})
  const rest = createRest(openHub(t), to(url))
  t.match(await failureOf(rest.request({ ...WRITE, timeoutMs: 20 })), { verdict: 'uncertain', message: /no answer in time/ })
  t.match(await failureOf(rest.request({ ...READ, timeoutMs: 20 })), { verdict: 'retry' })
})

t.test('knows that nothing was sent where nobody listens', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const rest = createRest(openHub(t), to(`http://127.0.0.1:${port}`))
  t.match(await failureOf(rest.request(WRITE)), { verdict: 'retry', message: /got no answer: ECONNREFUSED/ })
})

t.test('stops with the hub and with its caller', async (t) => {
  const { url, seen } = await serve(t, () => {})
  const hub = openHub(t)
  const rest = createRest(hub, to(url, { maxConcurrent: 1 }))
  const caller = new AbortController()
  const waiting = [failureOf(rest.request({ ...WRITE, signal: caller.signal })), failureOf(rest.request(READ)), failureOf(rest.request(WRITE))]
  while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve))
  caller.abort()
  t.match(await waiting[0], { verdict: 'uncertain' })
  while (seen.length === 1) await new Promise((resolve) => setImmediate(resolve))
  hub.stop()
  t.match(await Promise.all(waiting.slice(1)), [{ verdict: 'retry', message: /the hub is stopping/ }, { verdict: 'retry', message: /was not made/ }])
  t.equal(seen.length, 2)
  t.equal(getEventListeners(hub.signal, 'abort').length, 0)
})

t.test('lets at most so many calls be under way', async (t) => {
  const open: Array<() => void> = []
  const { url, seen } = await serve(t, (_seen, response) => { open.push(() => response.end('{}')) })
  const rest = createRest(openHub(t), to(url, { maxConcurrent: 2 }))
  const calls = ['/1', '/2', '/3'].map((path) => rest.request({ method: 'GET', path }))
  while (open.length < 2) await new Promise((resolve) => setImmediate(resolve))
  t.equal(seen.length, 2)
  open.shift()?.()
  while (seen.length < 3) await new Promise((resolve) => setImmediate(resolve))
  for (const end of open) end()
  await Promise.all(calls)
})

t.test('does not wait for its turn longer than the hub runs', async (t) => {
  const { url } = await serve(t, says(200))
  const hub = openHub(t)
  const rest = createRest(hub, to(url, { rate: { calls: 1, perMs: 3_600_000 } }))
  await rest.request(READ)
  const late = failureOf(rest.request(WRITE))
  setImmediate(() => hub.stop())
  t.match(await late, { verdict: 'retry', message: /was not made/ })
})

t.test('refuses an answer without end', async (t) => {
  const { url } = await serve(t, says(200, 'x'.repeat(2000)))
  const rest = createRest(openHub(t), to(url), { maxBytes: 1000 })
  t.match(await failureOf(rest.request(READ)), { verdict: 'rejected', message: /longer than 1000 bytes/ })
  t.match(await failureOf(rest.request(WRITE)), { verdict: 'uncertain' }, 'a write was done all the same')
})

t.test('does not send what cannot be sent', async (t) => {
  const { url, seen } = await serve(t, says(200))
  const rest = createRest(openHub(t), to(url))
  t.match(await failureOf(rest.request({ ...WRITE, headers: { 'x-name': '张' } })), { verdict: 'rejected', message: /cannot be made/ })
  t.equal(seen.length, 0)
})

t.test('stays within the base address', async (t) => {
  const { url, seen } = await serve(t, says(200))
  const rest = createRest(openHub(t), to(`${url}/api`))
  for (const path of ['https://example.com/', '/../admin', '/%2e%2e/admin', `http://user@${url.slice(7)}/`, '//example.com/x/../../..']) {
    t.equal((await failureOf(rest.request({ method: 'GET', path }))).verdict, 'rejected', path)
  }
  await rest.request({ method: 'GET', path: `${url}/other?after=1`, query: { limit: 2 } })
  await rest.request({ method: 'GET', path: '' })
  t.same(seen.map((call) => call.url), ['/other?after=1&limit=2', '/api/'])
})

t.test('asks the vendor first', async (t) => {
  const { url } = await serve(t, (seen, response) => says(seen.url === '/busy' ? 200 : 400, { code: 7 })(seen, response))
  const rest = createRest(openHub(t), to(url), {
    judge: ({ body }, { path }) => path === '/busy' && (body as { code: number }).code === 7 ? new Retryable('busy', { afterMs: 5 }) : undefined
  })
  t.match(await failureOf(rest.request({ method: 'GET', path: '/busy' })), { message: 'busy', afterMs: 5 })
  t.equal((await failureOf(rest.request(READ))).verdict, 'rejected')
})

t.test('has the vendor authorize, and renew once', async (t) => {
  let session = 'old'
  let renewals = 0
  const { url, seen } = await serve(t, (call, response) => says(call.headers['x-session'] === 'new' ? 200 : 401)(call, response))
  const vendor = {
    authorize: async () => ({ 'X-Session': session }),
    async renew () {
      renewals++
      session = 'new'
      return true
    }
  }
  const rest = createRest(openHub(t), to(url), vendor)
  await rest.request(READ)
  await rest.request(READ)
  t.same([renewals, seen.length], [1, 3])

  session = 'old'
  const stubborn = createRest(openHub(t), to(url), { ...vendor, renew: async () => true, authorize: async () => ({ 'x-session': 'old' }) })
  t.equal((await failureOf(stubborn.request(READ))).verdict, 'unauthorized')
  t.equal(seen.length, 5, 'never a third time')

  const unable = createRest(openHub(t), to(url), { ...vendor, renew: async () => false })
  t.equal((await failureOf(unable.request(READ))).verdict, 'unauthorized')
  t.equal(seen.length, 6)
})

t.test('renews after a vendor said so in an answer of 200, but not for lack of rights', async (t) => {
  let renewals = 0
  const renew = async (): Promise<boolean> => ++renewals < 9
  const { url } = await serve(t, (call, response) => says(call.url === '/rights' ? 403 : 200)(call, response))
  const rest = createRest(openHub(t), to(url), { renew, judge: ({ status }) => status === 200 && renewals === 0 ? new Unauthorized('expired') : undefined })
  t.equal((await rest.request(READ)).status, 200)
  t.equal((await failureOf(rest.request({ method: 'GET', path: '/rights' }))).verdict, 'unauthorized')
  t.equal(renewals, 1)
  const strict = createRest(openHub(t), to(url), { judge: () => new Rejected('never') })
  t.equal((await failureOf(strict.request(READ))).message, 'never')
})

t.test('names no customer and no secret', async (t) => {
  const { url } = await serve(t, says(400, { message: 'token s3cr3t-token of bob@example.com (+86 138-0000-0000, 13800000000)\u0007 is\nwrong' }))
  const hub = openHub(t)
  const rest = createRest(hub, to(url, { auth: { query: { name: 'key', value: 's3cr3t-token' } } }))
  const { message } = await failureOf(rest.request({ method: 'GET', path: '/contacts/bob%40example.com', query: { phone: '13800000000' } }))
  t.match(message, /^GET 127.0.0.1:\d+\/contacts\/\[e-mail\] was answered with 400: token ••• of \[e-mail\]/)
  for (const text of [message, ...hub.lines]) t.notMatch(text, /s3cr3t|bob|3800|\n|key=/)
})

t.test('does not repeat what a customer wrote', async (t) => {
  const { url } = await serve(t, (call, response) => says(422, { message: `not good: ${call.body}` })(call, response))
  const rest = createRest(openHub(t), to(url))
  const values = { full_name: 'Zhao Liuying', says: ['坏了', 'the zip is broken'], level: 'gold', deep: { 'a note': '很坏' } }
  const { message } = await failureOf(rest.request({ ...WRITE, body: values }))
  t.match(message, /full_name":"•••".*gold/)
  t.notMatch(message, /Liuying|坏|zip/)
  t.notMatch((await failureOf(rest.request({ method: 'POST', path: '/', form: new URLSearchParams({ name: 'ABC' }) }))).message, /•/)
  const form = new FormData()
  form.set('name', '赵 六英')
  form.set('file', new Blob(['x']))
  t.notMatch((await failureOf(rest.request({ method: 'POST', path: '/', form }))).message, /六英/)
})
