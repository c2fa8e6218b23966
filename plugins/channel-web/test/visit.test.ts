import t from 'tap'
import { connect, openHub, openVisit, PAGE, stored } from './stand.js'

const NOW = Date.UTC(2026, 0, 1)
const text = (value: string) => ({ type: 'text' as const, text: value })

t.test('what a visitor writes is durable before it is said to be stored, and a repeat is stored once', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  const hold = hub.hold()
  widget.say({ kind: 'send', clientId: 'client-0001', content: text('你好') })
  widget.say({ kind: 'send', clientId: 'client-0001', content: text('你好') })
  await hold.entered
  hold.release()
  t.strictSame(await widget.next(), { kind: 'stored', clientId: 'client-0001', at: NOW })
  t.match(await widget.next(), { kind: 'stored', clientId: 'client-0001' })
  t.match(hub.received, [{ eventKey: `${visitor}:client-0001`, sender: { id: visitor }, content: text('你好'), trigger: 'message' }])
  t.strictSame(hub.duplicates, [`${visitor}:client-0001`])
})

t.test('while the store takes nothing the connection ends, so that the widget comes again', async (t) => {
  const hub = await openHub(t)
  const { cookie } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  hub.busy = true
  widget.say({ kind: 'send', clientId: 'client-0001', content: text('x') })
  t.equal(await widget.closed, 1011)
  t.strictSame(hub.received, [])
})

t.test('a widget resumes where it was and is told of news once, also of what was stored a little earlier', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  hub.threads.set(visitor, [stored('m1', NOW), stored('m2', NOW + 1000), stored('gone', NOW + 1500, { delivery: { state: 'failed', attempts: 1 } })])
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'resume' })
  const history = await widget.next()
  t.match(history, { kind: 'history', hasMore: false, messages: [{ id: 'm1', from: 'agent', name: '小李', at: NOW }, { id: 'm2' }] })
  t.equal(history.kind === 'history' && history.messages.length, 2, 'what could not be sent is not shown')

  const thread = hub.threads.get(visitor) ?? []
  thread.push(stored('late', NOW + 500), stored('m3', NOW + 2000))
  await hub.send(text('m3'), { id: 'm3', recipient: visitor })
  t.match(await widget.next(), { kind: 'message', message: { id: 'late' } })
  t.match(await widget.next(), { kind: 'message', message: { id: 'm3', content: text('m3') } })
  thread.push(stored('m4', NOW + 3000, { author: { kind: 'bot', id: 'bot' } }))
  await hub.send(text('m4'), { id: 'm4', recipient: visitor })
  const next = await widget.next()
  t.match(next, { kind: 'message', message: { id: 'm4', from: 'bot' } }, 'nothing comes twice')
})

t.test('a widget gets on however many messages came within a few seconds', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const count = 700
  hub.threads.set(visitor, Array.from({ length: count }, (_, index) => stored(`m${String(index).padStart(3, '0')}`, NOW + index)))
  const widget = await connect(t, hub, cookie)
  const seen = new Set<string>()
  let after = { at: NOW + 450, id: 'm450' }
  for (let hasMore = true; hasMore;) {
    widget.say({ kind: 'resume', after })
    const answer = await widget.next()
    if (answer.kind !== 'history') throw new Error(answer.kind)
    for (const { id } of answer.messages) seen.add(id)
    const last = answer.messages.at(-1)
    hasMore = answer.hasMore
    if (last !== undefined) after = { at: last.at, id: last.id }
  }
  t.equal(seen.size, count)

  const late = await connect(t, hub, cookie)
  late.say({ kind: 'resume' })
  t.match(await late.next(), { kind: 'history', hasMore: true })
  hub.threads.get(visitor)?.push(...Array.from({ length: 300 }, (_, index) => stored(`n${String(index).padStart(3, '0')}`, NOW + count + index)))
  await hub.send(text('n'), { id: 'n', recipient: visitor })
  for (let index = 0; index < 300; index++) t.match(await late.next(), { kind: 'message', message: { id: `n${String(index).padStart(3, '0')}` } })
})

t.test('another visitor hears nothing of it', async (t) => {
  const hub = await openHub(t)
  const [one, two] = [await openVisit(hub), await openVisit(hub)]
  hub.threads.set(one.visitor, [stored('secret', NOW)])
  const widget = await connect(t, hub, two.cookie)
  widget.say({ kind: 'resume' })
  t.strictSame(await widget.next(), { kind: 'history', messages: [], hasMore: false })
  await hub.send(text('secret'), { id: 'secret', recipient: one.visitor })
  widget.say({ kind: 'earlier', before: { at: NOW + 1e6, id: 'z' } })
  t.strictSame(await widget.next(), { kind: 'history', messages: [], isEarlier: true, hasMore: false })
})

t.test('a second widget of the same visitor shows what the first one wrote', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const [one, two] = [await connect(t, hub, cookie), await connect(t, hub, cookie)]
  two.say({ kind: 'resume' })
  await two.next()
  hub.threads.set(visitor, [stored('own', NOW, { direction: 'in', eventKey: `${visitor}:client-0001`, author: undefined as never })])
  one.say({ kind: 'send', clientId: 'client-0001', content: text('own') })
  t.match(await two.next(), { kind: 'message', message: { id: 'own', from: 'visitor', clientId: 'client-0001' } })
})

t.test('typing goes both ways and is kept nowhere', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'resume' })
  await widget.next()
  await (hub.instance as unknown as { typing: (to: string, on: boolean) => Promise<void> }).typing(visitor, true)
  t.strictSame(await widget.next(), { kind: 'typing', isTyping: true })
  widget.say({ kind: 'typing', isTyping: true })
  widget.say({ kind: 'typing', isTyping: false })
  widget.say({ kind: 'resume' })
  await widget.next()
  t.strictSame(hub.typed, [{ senderId: visitor, isTyping: true }, { senderId: visitor, isTyping: false }])
  t.strictSame(hub.received, [])
})

t.test('a tapped answer is the text of its button', async (t) => {
  const hub = await openHub(t)
  const { cookie } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'send', clientId: 'client-0001', content: { type: 'choice', id: '1', label: '退款' } })
  await widget.next()
  t.match(hub.received, [{ content: text('退款'), raw: { type: 'choice', id: '1' } }])
})

t.test('calls that break the protocol are refused one by one and end nothing', async (t) => {
  const hub = await openHub(t)
  const { cookie } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  const bad = [
    'no json', '1', '{}', '{"kind":"other"}', '{"kind":"send","clientId":"client-0001"}', '{"kind":"send","clientId":"x","content":{"type":"text","text":"a"}}',
    JSON.stringify({ kind: 'send', clientId: 'client-0001', content: { type: 'text', text: 'x'.repeat(10_001) } }),
    JSON.stringify({ kind: 'send', clientId: 'client-0001', content: { type: 'text', text: '' } }),
    JSON.stringify({ kind: 'send', clientId: 'client-0001', content: { type: 'event', name: 'x' } }),
    '{"kind":"resume","after":{"at":"x","id":"y"}}', '{"kind":"resume","after":{"at":1e300,"id":"y"}}', '{"kind":"typing","isTyping":"yes"}',
    '{"kind":"read","upTo":{"at":1,"id":""}}', '{"kind":"delivered","id":"m1"}'
  ]
  for (const call of bad) {
    widget.say(call)
    const clientId = /"clientId":"([^"]+)"/.exec(call)?.[1]
    t.strictSame(Object.entries(await widget.next()).filter(([key]) => key !== 'reason'), Object.entries({ kind: 'refused', code: 'WEB_ERR_CALL', ...(clientId !== undefined && { clientId }) }), call.slice(0, 60))
  }
  widget.say({ kind: 'resume' })
  t.match(await widget.next(), { kind: 'history' })
})

t.test('a call that is too long and too many calls at once end the connection', async (t) => {
  const hub = await openHub(t)
  const { cookie } = await openVisit(hub)
  const long = await connect(t, hub, cookie)
  long.say('x'.repeat(70_000))
  t.equal(await long.closed, 1009)
  const hasty = await connect(t, hub, cookie)
  const hold = hub.hold()
  for (let count = 0; count < 60; count++) hasty.say({ kind: 'send', clientId: `client-${1000 + count}`, content: text('x') })
  t.equal(await hasty.closed, 1008)
  hold.release()
})

t.test('a visitor who writes too fast is told so', async (t) => {
  const hub = await openHub(t, { messagesPerMinute: 2 })
  const { cookie } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  for (const number of [1, 2, 3]) widget.say({ kind: 'send', clientId: `client-000${number}`, content: text('x') })
  t.match(await widget.next(), { kind: 'stored' })
  t.match(await widget.next(), { kind: 'stored' })
  t.match(await widget.next(), { kind: 'refused', clientId: 'client-0003', code: 'WEB_ERR_RATE' })
  hub.clock.advance(60_000)
  widget.say({ kind: 'send', clientId: 'client-0003', content: text('x') })
  t.match(await widget.next(), { kind: 'stored', clientId: 'client-0003' })
})

t.test('a visitor who asks without end is cut off, over either way', async (t) => {
  const hub = await openHub(t, { messagesPerMinute: 1 })
  const { cookie } = await openVisit(hub)
  const call = async () => await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie }, payload: { kind: 'resume' } })
  for (let count = 0; count < 9; count++) t.equal((await call()).statusCode, 200)
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'resume' })
  await widget.next()
  t.match((await call()).json(), { code: 'WEB_ERR_RATE' })
  widget.say({ kind: 'resume' })
  t.equal(await widget.closed, 1008)
})

t.test('no socket without a visit, from another page or without a page', async (t) => {
  const hub = await openHub(t)
  const { cookie } = await openVisit(hub)
  await t.rejects(connect(t, hub, ''), { message: /401/ })
  await t.rejects(connect(t, hub, cookie, 'https://evil.test'), { message: /403/ })
  await t.rejects(connect(t, hub, cookie, null), { message: /403/ })
})

t.test('where WebSocket is blocked, events and calls do the same', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  hub.threads.set(visitor, [stored('m1', NOW)])
  const address = await hub.app.listen({ host: '127.0.0.1', port: 0 })
  const leave = new AbortController()
  const response = await fetch(`${address}/web/shop/events`, { headers: { cookie, origin: PAGE }, signal: leave.signal })
  t.match(Object.fromEntries(response.headers), { 'content-type': 'text/event-stream', 'access-control-allow-origin': PAGE, 'access-control-allow-credentials': 'true' })
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  const until = async (what: string): Promise<void> => {
    while (!heard.includes(what)) heard += (await reader.read()).value ?? ''
  }
  await until('"m1"')
  hub.threads.get(visitor)?.push(stored('m2', NOW + 1000))
  await hub.send(text('m2'), { id: 'm2', recipient: visitor })
  await until('"m2"')
  const call = async (payload: object) => await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie }, payload })
  t.match((await call({ kind: 'send', clientId: 'client-0001', content: text('hi') })).json(), { kind: 'stored', clientId: 'client-0001' })
  t.match((await call({ kind: 'resume' })).json(), { kind: 'history', messages: [{ id: 'm1' }, { id: 'm2' }] })
  t.equal((await call({ kind: 'typing', isTyping: true })).statusCode, 204)
  t.match((await call({ kind: 'nothing' })).json(), { code: 'WEB_ERR_CALL' })
  leave.abort()
})

t.test('a hub that stops waits for no open widget', async (t) => {
  const hub = await openHub(t)
  const { cookie } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  const response = await fetch(`${hub.app.listeningOrigin}/web/shop/events`, { headers: { cookie, origin: PAGE } })
  await hub.close()
  t.equal(await widget.closed, 1005)
  t.match(await response.text(), 'data:')
})

t.test('a widget that has everything is answered without reading, until that is too long ago', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'resume' })
  t.match(await widget.next(), { kind: 'history', messages: [] })
  // Nobody told of it: a message that got lost between processes.
  hub.threads.set(visitor, [stored('m1', hub.clock.now())])
  widget.say({ kind: 'resume' })
  t.strictSame(await widget.next(), { kind: 'history', messages: [], hasMore: false })
  hub.clock.advance(300_000)
  widget.say({ kind: 'resume' })
  t.match(await widget.next(), { kind: 'history', messages: [{ id: 'm1' }] })
  const after = { at: hub.clock.now() - 300_000, id: 'm1' }
  hub.threads.get(visitor)?.push(stored('m2', hub.clock.now()))
  widget.say({ kind: 'resume', after })
  t.strictSame(await widget.next(), { kind: 'history', messages: [], hasMore: false })
  widget.say({ kind: 'resume', after: { at: 1, id: 'elsewhere' } })
  t.match(await widget.next(), { kind: 'history', messages: [{ id: 'm1' }, { id: 'm2' }] }, 'one that stands elsewhere is read for')
})
