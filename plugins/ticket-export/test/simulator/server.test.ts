import t, { type Test } from 'tap'
import { jsonOf, Router, type Answer, type Call } from '../../src/simulator/call.js'
import { Lottery } from '../../src/simulator/odds.js'
import { SystemServer, type System } from '../../src/simulator/server.js'
import { Webhooks } from '../../src/simulator/webhooks.js'
import { Window } from '../../src/simulator/window.js'

/** A system that counts. */
class Counter implements System {
  count = 0
  readonly router = new Router()
    .add('write', 'POST', '/count', () => this.#add())
    .add('read', 'GET', '/count/:name', (_call, { name }) => ({ status: 200, body: { name, count: this.count } }))
    .add('login', 'POST', '/login', () => ({ status: 200, body: 'token' }))

  readonly manners = {
    busy: { status: 429 }, busyWithWait: { status: 503, headers: { 'retry-after': '7' } }, unauthorized: { status: 401 }, rejected: { status: 422 }, unknown: { status: 404 }
  }

  check (call: Call): Answer | undefined { return call.headers.authorization === 'no' ? { status: 403 } : undefined }

  #add (): Answer {
    this.count++
    return { status: 201, body: Buffer.from(String(this.count)) }
  }
}

async function openCounter (t: Test, odds?: ConstructorParameters<typeof Lottery>[0]) {
  const server = await SystemServer.start(new Counter(), odds)
  t.teardown(() => server.close())
  const call = async (method = 'POST', path = '/count', init: RequestInit = {}) => {
    const response = await fetch(server.url + path, { method, ...init })
    return { status: response.status, text: await response.text() }
  }
  return { server, call, count: () => server.system.count }
}

t.test('answers what it knows, and keeps a log of the calls', async (t) => {
  const { server, call } = await openCounter(t)
  t.same(await call('POST', '/count?x=1', { body: '{"a":1}' }), { status: 201, text: '1' })
  t.same(await call('GET', '/count/%E4%B8%AD'), { status: 200, text: '{"name":"中","count":1}' })
  t.equal((await call('GET', '/nothing')).status, 404)
  t.equal((await call('POST', '/count', { headers: { authorization: 'no' } })).status, 403)
  t.same(server.calls.map(({ method, path, query }) => [method, path, query.get('x')]), [['POST', '/count', '1'], ['GET', '/count/中', null], ['GET', '/nothing', null], ['POST', '/count', null]])
  t.same(jsonOf(server.calls[0] as Call), { a: 1 })
  t.equal(jsonOf(server.calls[1] as Call), undefined)
})

t.test('does wrong what it is told to, and knows whether it was done', async (t) => {
  const { server, call, count } = await openCounter(t)
  const cases = [['busy', 429, 0], ['busy-with-wait', 503, 0], ['unauthorized', 401, 0], ['rejected', 422, 0], ['garbage', 200, 1], ['lost-answer', 0, 1], ['reset', 0, 0]] as const
  for (const [fault, status, done] of cases) {
    const before = count()
    server.faults.fail(fault, 'write', 1)
    t.equal((await call().catch(() => ({ status: 0 }))).status, status, fault)
    t.equal(count() - before, done, fault)
  }
  server.faults.fail('slow', 'write', 1)
  const before = count()
  await t.rejects(call('POST', '/count', { signal: AbortSignal.timeout(300) }))
  t.equal(count() - before, 1, 'slow')
  server.faults.fail('unauthorized', 'read', 1)
  t.equal((await call('POST', '/login')).status, 401, 'log-ins are refused too')
})

t.test('closes at once, a second time too', async (t) => {
  const { server, call } = await openCounter(t)
  server.faults.fail('slow', 'write', 1)
  const hanging = call()
  hanging.catch(() => {})
  while (server.faults.struck() === 0) await new Promise(setImmediate)
  await server.close()
  await server.close()
  await t.rejects(hanging)
})

t.test('a body without an end is not read to the end', async (t) => {
  const { call } = await openCounter(t)
  await t.rejects(call('POST', '/count', { body: Buffer.alloc(129 * 1024 * 1024) }))
})

t.test('things go wrong by chance, the same for the same seed', async (t) => {
  const draw = (seed: number) => {
    const lottery = new Lottery({ seed, fail: 0.2, timeOut: 0.1, twice: 0.05 })
    return { lots: Array.from({ length: 10_000 }, () => lottery.draw()), drawn: lottery.drawn }
  }
  t.same(draw(1).lots, draw(1).lots)
  t.notSame(draw(1).lots, draw(2).lots)
  const { drawn } = draw(3)
  const near = (share: number, wanted: number) => Math.abs(share / 10_000 - wanted) < 0.02
  t.ok(near(drawn.fail, 0.2) && near(drawn.lost, 0.05) && near(drawn.hang, 0.05) && near(drawn.twice, 0.05), JSON.stringify(drawn))
  const { server, call, count } = await openCounter(t, { seed: 1, twice: 1 })
  t.equal((await call()).text, '2', 'the second answer')
  t.equal(count(), 2)
  server.lottery = new Lottery({ seed: 1, fail: 1 })
  t.ok([429, 503].includes((await call()).status))
  server.lottery = new Lottery({ seed: 1, timeOut: 1 })
  for (let index = 0; index < 6; index++) await t.rejects(call('POST', '/count', { signal: AbortSignal.timeout(200) }))
  const { lost, hang } = server.lottery.drawn
  t.same([lost + hang, count()], [6, 2 + lost], 'some of them are done')
})

t.test('tells others what happened, until they take it', async (t) => {
  const statuses = [500, 500, 200, 500, 500, 500, 200]
  const seen: string[] = []
  const { server } = await openCounter(t)
  server.system.router.add('write', 'POST', '/hook', ({ body }) => {
    seen.push(body.toString())
    return { status: statuses.shift() ?? 200 }
  })
  const webhooks = new Webhooks()
  const call = (text: string) => ({ headers: {}, body: Buffer.from(text) })
  webhooks.tell('1', call('nobody listens'))
  webhooks.url = `${server.url}/hook`
  webhooks.tell('1', call('a'))
  webhooks.tell('2', call('b'))
  await webhooks.sent()
  t.same(seen, ['a', 'a', 'a', 'b', 'b', 'b'])
  t.equal(await webhooks.repeat(webhooks.latest('1') ?? call('')), 200)
  t.equal(seen.at(-1), 'a')
  t.equal(webhooks.calls.length, 3)
  webhooks.url = 'http://127.0.0.1:1/'
  webhooks.tell('3', call('c'))
  await t.resolves(webhooks.sent())
})

t.test('a window counts, and begins anew', async (t) => {
  let nowMs = 0
  const window = new Window(2, 60_000, () => nowMs)
  t.same([window.take(), window.take(), window.take()], [undefined, undefined, 60])
  nowMs = 59_500
  t.equal(window.take(), 1)
  nowMs = 60_000
  t.equal(window.take(), undefined)
})
