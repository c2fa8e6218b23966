import t from 'tap'
import { Exchange, TransportError, isBeforeWriting, redact } from '../../src/api/exchange.js'
import { Safe } from '../../src/api/safe.js'
import { NOW_MS, failsAs } from '../stand.js'

const clock = { now: () => NOW_MS }
const BASE = { apiBase: 'https://api.test/', timeoutMs: 1000 }

/** An exchange whose every call gets this answer. */
function answering (answer: () => Response): { exchange: Exchange, calls: Array<{ url: string, init: RequestInit }> } {
  const calls: Array<{ url: string, init: RequestInit }> = []
  return { calls, exchange: new Exchange(async (url, init = {}) => { calls.push({ url: String(url), init }); return answer() }, BASE, clock) }
}

t.test('sends JSON, forms and nothing', async (t) => {
  const { exchange, calls } = answering(() => Response.json({ code: 0 }))
  t.same(await exchange.call({ path: '/a', headers: { 'Access-Token': 'T' }, body: { x: 1 } }), { status: 200, body: { code: 0 } })
  await exchange.call({ path: '/b', method: 'GET' })
  await exchange.call({ path: '/c', body: new FormData() })
  t.match(calls, [
    { url: 'https://api.test/a', init: { method: 'POST', body: '{"x":1}', headers: { 'content-type': 'application/json', 'Access-Token': 'T' }, redirect: 'manual' } },
    { url: 'https://api.test/b', init: { method: 'GET' } },
    { url: 'https://api.test/c', init: { method: 'POST', body: FormData } }
  ])
  t.notOk('body' in (calls[1]?.init ?? {}))
  t.same(calls[2]?.init.headers, {}, 'a form writes its own type')
})

t.test('reads answers whatever they are', async (t) => {
  const cases: Array<[() => Response, object]> = [
    [() => new Response('<html>', { status: 502 }), { status: 502 }],
    [() => new Response('{"id":9007199254740993}'), { status: 200, body: { id: '9007199254740993' } }],
    [() => new Response('x'.repeat(1024 * 1024 + 1)), { status: 200 }],
    [() => new Response(null, { status: 204 }), { status: 204 }],
    [() => new Response('', { status: 429, headers: { 'retry-after': '7' } }), { status: 429, retryAfterMs: 7000 }],
    [() => new Response('', { status: 503, headers: { 'retry-after': new Date(NOW_MS + 9000).toUTCString() } }), { status: 503, retryAfterMs: 9000 }],
    [() => new Response('', { status: 503, headers: { 'retry-after': new Date(NOW_MS - 9000).toUTCString() } }), { status: 503, retryAfterMs: 0 }],
    [() => new Response('', { status: 503, headers: { 'retry-after': 'soon' } }), { status: 503 }]
  ]
  for (const [answer, expected] of cases) t.strictSame(await answering(answer).exchange.call({ path: '/' }), expected, JSON.stringify(expected))
})

t.test('tells failures before the request was written from later ones', async (t) => {
  const failed = (code: string): TypeError => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED']) t.ok(isBeforeWriting(failed(code)), code)
  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPIPE']) t.notOk(isBeforeWriting(failed(code)), code)
  const several = (...codes: string[]): TypeError => new TypeError('fetch failed', { cause: new AggregateError(codes.map((code) => Object.assign(new Error('x'), { code }))) })
  t.ok(isBeforeWriting(several('ECONNREFUSED', 'ENETUNREACH')), 'every address refused')
  t.notOk(isBeforeWriting(several('ECONNREFUSED', 'ECONNRESET')), 'one address was reached')
  for (const other of [undefined, null, 'x', new Error('x')]) t.notOk(isBeforeWriting(other), String(other))
})

t.test('says why there is no answer', async (t) => {
  const cases: Array<[unknown, RegExp, boolean]> = [
    [new DOMException('x', 'TimeoutError'), /no answer in time/, true],
    [new DOMException('x', 'AbortError'), /hub is stopping/, true],
    [new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }), /ECONNREFUSED/, false],
    [new TypeError('fetch failed', { cause: new Error('why') }), /why/, true],
    [new TypeError('odd'), /odd/, true]
  ]
  for (const [thrown, message, isWritten] of cases) {
    await failsAs(t, new Exchange(() => Promise.reject(thrown), BASE, clock).call({ path: '/p' }), { code: 'XHS_ERR_TRANSPORT', message, isWritten })
  }
  const broken = answering(() => new Response(new ReadableStream({ pull (controller) { controller.error(new Error('cut off')) } })))
  await failsAs(t, broken.exchange.call({ path: '/p' }), { message: /cut off/, isWritten: true })
  const idle = answering(() => Response.json({}))
  await failsAs(t, idle.exchange.call({ path: '/p', signal: AbortSignal.abort() }), { constructor: TransportError, isWritten: false })
  t.equal(idle.calls.length, 0)
})

t.test('takes secrets out of what it quotes', async (t) => {
  t.equal(redact('token abc.$ and abc.$ again', 'abc.$', undefined, ''), 'token [redacted] and [redacted] again')
})

t.test('keeps secrets in the store under their name and key only', async (t) => {
  const safe = new Safe(Buffer.alloc(32, 1))
  const sealed = safe.seal('a', '刷新')
  t.not(safe.seal('a', '刷新'), sealed)
  t.equal(safe.open('a', sealed), '刷新')
  const bytes = Buffer.from(sealed, 'base64')
  bytes[14] = (bytes[14] ?? 0) ^ 1
  for (const [name, open] of Object.entries({
    'another name': () => safe.open('b', sealed),
    'another key': () => new Safe(Buffer.alloc(32, 2)).open('a', sealed),
    damaged: () => safe.open('a', bytes.toString('base64')),
    short: () => safe.open('a', 'AAAA'),
    empty: () => safe.open('a', '')
  })) t.equal(open(), undefined, name)
})
