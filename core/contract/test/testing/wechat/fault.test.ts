import t from 'tap'
import { appId, openid, startStand, type Stand } from './stand.js'

const send = '/cgi-bin/message/custom/send'
const text = (content = '您好') => ({ touser: openid, msgtype: 'text', text: { content } })

async function startOpenStand (t: Parameters<typeof startStand>[0]): Promise<Stand> {
  const stand = await startStand(t)
  await stand.platform.customer(appId, openid).sendText('1')
  return stand
}

t.test('answers with a code and delivers nothing, until it is removed', async (t) => {
  const { platform, post } = await startOpenStand(t)
  const remove = platform.faults.add({ path: send, errcode: -1 })
  t.match(await post(send, text()), { errcode: -1, errmsg: /^system error rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/ })
  t.match(platform.requests.at(-1), { path: send, errcode: -1, status: 200, fault: true })
  remove()
  remove()
  t.match(await post(send, text()), { errcode: 0 })
  t.match(platform.requests.at(-1), { fault: false })
  t.equal(platform.received(openid).length, 1)
})

t.test('meets so many calls, of one path, whose body fits', async (t) => {
  const { platform, post, get } = await startOpenStand(t)
  platform.faults.add({ path: send, errcode: 45166, errmsg: 'risky content', times: 1, when: (body) => (body as { text: { content: string } }).text.content === 'bad' })
  t.match(await post(send, text('good')), { errcode: 0 })
  t.same(await post(send, text('bad')), { errcode: 45166, errmsg: 'risky content' })
  t.match(await post(send, text('bad')), { errcode: 0 })
  platform.faults.add({ path: '/cgi-bin/getcallbackip', errcode: -1, when: (body) => body === undefined })
  t.match(await get('/cgi-bin/getcallbackip'), { errcode: -1 })
})

t.test('meets the token endpoints too', async (t) => {
  const { platform } = await startOpenStand(t)
  platform.faults.add({ path: '/cgi-bin/stable_token', errcode: 89503 })
  t.match(await (await fetch(`${platform.url}/cgi-bin/stable_token`, { method: 'POST', body: '{}' })).json(), { errcode: 89503, errmsg: /^error rid/ })
})

t.test('answers with an HTTP status, as a page or with a code', async (t) => {
  const { platform, token } = await startOpenStand(t)
  const call = async () => await fetch(`${platform.url}${send}?access_token=${token}`, { method: 'POST', body: JSON.stringify(text()) })
  const remove = platform.faults.add({ path: send, status: 502 })
  const page = await call()
  t.equal(page.status, 502)
  t.equal(page.headers.get('content-type'), 'text/html')
  t.match(await page.text(), '<html>')
  remove()
  platform.faults.add({ path: send, status: 503, errcode: -1 })
  const json = await call()
  t.equal(json.status, 503)
  t.match(await json.json(), { errcode: -1 })
  t.same(platform.received(), [])
})

t.test('refuses a connection before anything is done', async (t) => {
  const { platform, post } = await startOpenStand(t)
  platform.faults.add({ path: send, refuse: true, times: 1 })
  await t.rejects(post(send, text()), { message: 'fetch failed' })
  t.same(platform.received(), [])
  t.match(platform.requests.at(-1), { path: send, status: 0, errcode: 0, fault: true })
})

t.test('breaks a connection after the message is delivered', async (t) => {
  const { platform, post } = await startOpenStand(t)
  platform.faults.add({ path: send, reset: true, times: 1 })
  await t.rejects(post(send, text('once')), { message: 'fetch failed' })
  t.match(platform.received(openid), [{ body: text('once') }])
  t.match(platform.requests.at(-1), { path: send, status: 0, errcode: 0, fault: true })
})

t.test('hangs without delivering until the caller gives up', async (t) => {
  const { platform, token } = await startOpenStand(t)
  const giveUp = new AbortController()
  platform.faults.add({ path: send, hang: true, when: () => { setImmediate(() => giveUp.abort()); return true } })
  await t.rejects(fetch(`${platform.url}${send}?access_token=${token}`, { method: 'POST', body: JSON.stringify(text()), signal: giveUp.signal }), { name: 'AbortError' })
  t.same(platform.received(), [])
  t.match(platform.requests.at(-1), { path: send, status: 0, fault: true })
})

t.test('slows a call down and then does it, or fails it', async (t) => {
  const { platform, post } = await startOpenStand(t)
  const remove = platform.faults.add({ path: send, slowMs: 1 })
  t.match(await post(send, text()), { errcode: 0 })
  t.match(platform.requests.at(-1), { fault: true })
  remove()
  platform.faults.add({ path: send, slowMs: 1, errcode: -1 })
  t.match(await post(send, text()), { errcode: -1 })
  t.equal(platform.received(openid).length, 1)
})

t.test('closing ends calls that are slowed down or hang', async (t) => {
  const { platform, post } = await startOpenStand(t)
  const met: Array<() => void> = []
  const bothMet = Promise.all([new Promise<void>((resolve) => met.push(resolve)), new Promise<void>((resolve) => met.push(resolve))])
  const meet = () => { met.pop()!(); return true }
  platform.faults.add({ path: send, slowMs: 3_600_000, times: 1, when: meet })
  platform.faults.add({ path: send, hang: true, times: 1, when: meet })
  const calls = [post(send, text()), post(send, text())]
  const ended = Promise.allSettled(calls)
  await bothMet
  await platform.close()
  t.same((await ended).map(({ status }) => status), ['rejected', 'rejected'])
})
