import t from 'tap'
import type { ConfigPlan } from '../../src/config/plan.js'
import { run } from './terminal.js'

const PLAN: ConfigPlan = {
  file: '/srv/hub.yaml',
  problems: [],
  added: [{ id: 'site', name: '@kefuhub/channel-web', version: '1.0.0' }],
  removed: [{ id: 'bot', name: '@kefuhub/bot', version: '1.0.0' }],
  changed: [{ id: 'shop', changes: [{ path: 'options.rate', to: '20' }, { path: 'options.token', from: '"digest:1"', to: '"digest:2"' }] }],
  order: ['site', 'shop'],
  hub: [{ path: 'log.level', from: '"info"', to: '"\u001b[31mdebug"' }],
  restart: []
}

const asked: Array<[string, string | undefined, string | null]> = []
/** A hub that answers every call with this. */
const hub = (status: number, body: unknown) => (async (url: string, init: RequestInit) => {
  asked.push([url, init.method, new Headers(init.headers).get('authorization')])
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
}) as unknown as typeof fetch

const command = async (name: string, fetch: typeof globalThis.fetch, ...rest: string[]) => {
  asked.length = 0
  return await run([name, '--url', 'http://hub.test/', ...rest], { fetch, cwd: '/srv', env: { KEFUHUB_TOKEN: 'kh_x' } })
}

t.test('a plan is written for people, and nothing in it drives the terminal', async (t) => {
  t.same(await command('plan', hub(200, PLAN)), {
    exitCode: 0,
    stderr: '',
    stdout: `+ site  @kefuhub/channel-web 1.0.0
- bot  @kefuhub/bot 1.0.0
~ shop
    options.rate: nothing → 20
    options.token: "digest:1" → "digest:2"
~ the hub
    log.level: "info" → "\ufffd[31mdebug"
  order: site, shop
6 changes in hub.yaml
`
  })
  t.same(asked, [['http://hub.test/api/v1/config/plan', 'GET', 'Bearer kh_x']])
  t.same(JSON.parse((await command('plan', hub(200, PLAN), '--json', '--token', 'kh_y')).stdout), PLAN)
  t.equal(asked[0]?.[2], 'Bearer kh_y')
})

t.test('a reload shows the plan and does it, unless it would be refused', async (t) => {
  t.match(await command('reload', hub(200, { ...PLAN, order: undefined })), { exitCode: 0, stdout: /\+ site[^]*reloaded\n$/ })
  t.same(asked.map(([url, method]) => `${method} ${url}`), ['GET http://hub.test/api/v1/config/plan', 'POST http://hub.test/api/v1/config/reload'])
  t.match(await command('reload', hub(200, { ...PLAN, restart: ['secret is read when a process starts'] })), { exitCode: 1, stdout: /takes a restart: secret/ })
  t.equal(asked.length, 1)
  const problem = { code: 'KH_ERR_CONFIG_SYNTAX', message: 'wrong', path: 'log', line: 3, column: 1, excerpt: { text: 'log:', column: 1 } }
  t.match(await command('reload', hub(200, { ...PLAN, problems: [problem] })), { exitCode: 2, stdout: /hub\.yaml:3:1 {2}KH_ERR_CONFIG_SYNTAX/ })
  t.equal(asked.length, 1)
})

t.test('what a hub refuses is told in its words, and what is no hub as such', async (t) => {
  t.match(await command('plan', hub(409, { error: { code: 'KH_ERR_RELOAD_UNAVAILABLE', message: 'no', requestId: '1' } })), { exitCode: 1, stderr: /^KH_ERR_RELOAD_UNAVAILABLE: no\n$/ })
  t.match(await command('plan', hub(403, { error: { code: 'KH_ERR_API_FORBIDDEN', message: 'no', requestId: '1' } })), { exitCode: 1, stderr: /^KH_ERR_CLI_TOKEN: .*KH_ERR_API_FORBIDDEN/ })
  for (const [status, body] of [[200, '<html>'], [502, { error: { code: 'other' } }], [404, null]] as const) {
    t.match(await command('plan', hub(status, body)), { exitCode: 1, stderr: /KH_ERR_CLI_HUB_ANSWER/ }, `${status}`)
  }
  const away = (async () => { throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }) }) as typeof fetch
  t.match(await command('plan', away), { exitCode: 1, stderr: /KH_ERR_CLI_HUB_AWAY.*http:\/\/hub\.test \(ECONNREFUSED\)/ })
  t.match(await run(['plan', '--url', 'http://hub.test']), { exitCode: 2, stderr: /KEFUHUB_TOKEN is not set/ })
  t.match(await run(['plan', '--url', 'hub.test']), { exitCode: 2, stderr: /http:\/\/ or https:\/\// })
})
