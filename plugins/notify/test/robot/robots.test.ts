import t from 'tap'
import { secretPaths } from '@kefuhub/contract'
import plugin from '../../src/index.js'
import simulator from '../../src/simulator/index.js'
import { DINGTALK, FEISHU, SLACK, WECOM, failsAs, notification, openHub } from '../stand.js'

const ROBOTS: Array<[string, Record<string, unknown>, accepted: () => Response]> = [
  ['wecom', { wecom: WECOM }, () => Response.json({ errcode: 0, errmsg: 'ok' })],
  ['dingtalk', { dingtalk: DINGTALK }, () => Response.json({ errcode: 0, errmsg: 'ok' })],
  ['feishu', { feishu: FEISHU }, () => Response.json({ code: 0, msg: 'success', data: {} })],
  ['slack', { slack: SLACK }, () => new Response('ok')]
]
const failed = (code: string): TypeError => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })

for (const [name, options, accepted] of ROBOTS) {
  t.test(name, async (t) => {
    t.test('is called at its own address only, without following redirects', async (t) => {
      let called: [URL, RequestInit] | undefined
      const { instance } = await openHub(t, options, {
        fetch: async (url, init = {}) => {
          called = [new URL(url), init]
          return accepted()
        }
      })
      await instance.notify(notification())
      const [url, init] = called ?? []
      t.ok(url?.href.startsWith(String(Object.values(options as Record<string, { url: string }>)[0]?.url)), 'the address of the config')
      t.match(init, { method: 'POST', redirect: 'manual', timeoutMs: 10_000, headers: { 'content-type': 'application/json; charset=utf-8' } })
      for (const status of [301, 302, 307, 308]) {
        const { instance } = await openHub(t, options, { fetch: async () => new Response(null, { status, headers: { location: 'https://evil.test/' } }) })
        await failsAs(t, instance.notify(notification()), { verdict: 'rejected', message: /redirect/ }, String(status))
      }
    })

    t.test('tells what did not go out from what got no answer', async (t) => {
      const cases: Array<[string, () => Response, object]> = [
        ['nobody there', () => { throw failed('ECONNREFUSED') }, { verdict: 'retry' }],
        ['no such name', () => { throw failed('ENOTFOUND') }, { verdict: 'retry' }],
        ['reset', () => { throw failed('ECONNRESET') }, { verdict: 'uncertain' }],
        ['timeout', () => { throw new DOMException('The operation timed out', 'TimeoutError') }, { verdict: 'uncertain' }],
        ['a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), { verdict: 'uncertain' }],
        ['an endless page', () => new Response('{'.repeat(200_000)), { verdict: 'uncertain' }],
        ['a list', () => Response.json([0]), { verdict: 'uncertain' }],
        ['a broken body', () => new Response(new ReadableStream({ pull (controller) { controller.error(failed('UND_ERR_SOCKET')) } })), { verdict: 'uncertain' }],
        ['500', () => new Response('', { status: 500 }), { verdict: 'uncertain' }],
        ['502', () => new Response('<html>', { status: 502 }), { verdict: 'uncertain' }],
        ['503', () => new Response('', { status: 503, headers: { 'retry-after': '9' } }), { verdict: 'retry', afterMs: 9000 }],
        ['429', () => new Response('', { status: 429 }), { verdict: 'retry', afterMs: undefined }],
        ['403', () => new Response('', { status: 403 }), { verdict: 'unauthorized' }],
        ['404', () => new Response('', { status: 404 }), { verdict: 'rejected' }]
      ]
      for (const [what, answer, expected] of cases) {
        const { instance } = await openHub(t, options, { fetch: async () => answer() })
        await failsAs(t, instance.notify(notification()), expected, what)
      }
    })

    t.test('does not call when the hub is stopping', async (t) => {
      const hub = await openHub(t, options, { fetch: async () => { throw new Error('it was called') } })
      await hub.close()
      await failsAs(t, hub.instance.notify(notification()), { verdict: 'retry', message: /stopping/ })
    })

    t.test('lets no secret out', async (t) => {
      const secrets = [...JSON.stringify(options).matchAll(/key=([\w-]+)|token=(\w+)|v2\/hook\/([\w-]+)|services\/([^"]+)|"secret":"(\w[\w-]+)"/g)].flatMap((match) => match.slice(1).filter((secret) => secret !== undefined))
      t.ok(secrets.length > 0)
      const echo = (url: string | URL): string => `wrong address ${String(url)} ${secrets.join(' ')}`
      const answers: Array<(url: string | URL) => Response> = [
        (url) => Response.json({ errcode: 1, code: 1, errmsg: echo(url), msg: echo(url) }),
        (url) => new Response(echo(url), { status: 400 }),
        (url) => { throw new TypeError(echo(url)) }
      ]
      for (const answer of answers) {
        const hub = await openHub(t, options, { fetch: async (url) => answer(url) })
        const error = await hub.instance.notify(notification()).then(() => undefined, (error: Error) => error)
        const shown = `${String(error?.message)} ${hub.logs.map(({ line }) => line).join('\n')}`
        for (const secret of secrets) t.notMatch(shown, secret)
      }
    })

    t.test('refuses an address that is not the vendor\'s', async (t) => {
      const entry = Object.values(options)[0] as { url: string }
      const hosted = (url: string, more = {}) => ({ [name]: { ...entry, url, ...more } })
      const path = entry.url.replace(/^https:\/\/[^/]+/, '')
      for (const [what, bad] of [
        ['another host', hosted(`https://evil.test${path}`)],
        ['a longer host', hosted(entry.url.replace(/^(https:\/\/[^/]+)/, '$1.evil.test'))],
        ['another port', hosted(entry.url.replace(/^(https:\/\/[^/]+)/, '$1:8443'))],
        ['no TLS', hosted(entry.url.replace('https:', 'http:'))],
        ['a user before the host', hosted(entry.url.replace('https://', 'https://a:b@'))],
        ['the vendor\'s where another host is approved', hosted(entry.url, { host: 'im.example.com' })]
      ] as const) {
        const error = await failsAs(t, openHub(t, bad), { code: 'NOTIFY_ERR_HOST' }, what)
        t.notMatch(error.message, path.slice(-8), 'the address is not shown')
      }
      await t.resolves(openHub(t, hosted(`https://im.example.com:8443${path}`, { host: 'IM.example.com:8443' })))
      await t.resolves(openHub(t, hosted(`http://10.0.0.8${path}`, { host: '10.0.0.8' })))
    })

    t.test('can be simulated by its options alone', async (t) => {
      const target = await simulator.start(options)
      t.teardown(() => target.close())
      const { instance } = await openHub(t, target.options, { nowMs: Date.now() })
      await instance.notify(notification())
      t.equal(target.messages.length, 1)
    })
  })
}

t.test('every secret of the options is marked', async (t) => {
  t.strictSame(secretPaths(plugin.options).map((path) => path.join('.')), [
    'wecom.url', 'dingtalk.url', 'dingtalk.secret', 'feishu.url', 'feishu.secret', 'slack.url',
    'email.proxy', 'email.auth.password.password', 'email.auth.oauth2.clientSecret', 'email.auth.oauth2.refreshToken',
    'webhook.url', 'webhook.secrets.*', 'webhook.plain.secret'
  ])
})
