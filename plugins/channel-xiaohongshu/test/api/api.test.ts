import t from 'tap'
import { Status } from '../../src/account/status.js'
import { Api } from '../../src/api/api.js'
import { Exchange } from '../../src/api/exchange.js'
import { openBareHub } from '../bare-hub.js'
import { failsAs } from '../stand.js'
import { wireOf } from '../wire-of.js'

const PROBE = { path: '/probe', method: 'GET' as const }

t.test('shows in the health what a probe finds, and raises nothing', async (t) => {
  const { hub } = await openBareHub(t)
  const status = new Status(hub)
  const answers: Array<() => Response> = []
  const exchange = new Exchange(async () => { const answer = answers.shift(); if (answer === undefined) throw new TypeError('fetch failed'); return answer() }, { apiBase: 'https://api.test', timeoutMs: 1000 }, hub.clock)
  const api = new Api(exchange, { get: async () => 'T', replace: async () => 'U' }, wireOf(), status)
  const cases: Array<[Array<() => Response>, string]> = [
    [[() => Response.json({ code: 0 })], 'ok'],
    [[() => new Response('', { status: 502 })], 'degraded'],
    [[() => Response.json({ code: 99 })], 'ok'],
    [[() => new Response('', { status: 403 })], 'degraded'],
    [[() => new Response('', { status: 401 }), () => new Response('', { status: 401 })], 'down'],
    [[() => new Response('', { status: 401 }), () => Response.json({ code: 0 })], 'ok'],
    [[], 'degraded']
  ]
  for (const [index, [given, state]] of cases.entries()) {
    answers.push(...given)
    await api.probe(PROBE)
    t.equal(status.health().state, state, `${index} ${state}`)
  }
  await status.close()
})

t.test('tries again when there is no token at the moment', async (t) => {
  const { hub } = await openBareHub(t)
  const exchange = new Exchange(() => Promise.reject(new Error('never asked')), { apiBase: 'https://api.test', timeoutMs: 1000 }, hub.clock)
  const api = new Api(exchange, { get: () => Promise.reject(new Error('store')), replace: async () => '' }, wireOf(), new Status(hub))
  await failsAs(t, api.call(PROBE), { verdict: 'retry', message: /no access token/ })
})
