import t, { type Test } from 'tap'
import { defineFeature } from '@kefuhub/contract'
import { createFakeHub, type FakeHub } from '@kefuhub/contract/testing'
import console from '../src/index.js'
import { addSite } from '../src/site.js'

const page = '<!doctype html><base href="/console/"><title>kefuhub</title>'
const navigation = { accept: 'text/html,application/xhtml+xml' }

async function start (t: Test, publicUrl = 'https://hub.test'): Promise<FakeHub> {
  const root = t.testdir({
    'secret.txt': 'outside',
    web: {
      'index.html': page,
      'icon.svg': '<svg/>',
      '.env': 'hidden',
      assets: { 'index-1a2b.js': 'run()', 'index-1a2b.js.gz': 'packed' }
    }
  })
  const plugin = defineFeature({
    ...console,
    async setup (hub) {
      await addSite(hub, `${root}/web`)
      return { home: `${hub.baseUrl}/` }
    }
  })
  const hub = await createFakeHub(plugin, {}, { publicUrl })
  t.teardown(() => hub.close())
  return hub
}

t.test('shows its page, which browsers keep but ask for every time', async (t) => {
  const hub = await start(t)
  for (const url of ['/console', '/console/', '/console/index.html']) {
    const answer = await hub.inject({ url })
    t.match(answer, { statusCode: 200, body: page, headers: { 'content-type': /^text\/html/, 'cache-control': 'no-cache' } }, url)
    const again = await hub.inject({ url, headers: { 'if-none-match': String(answer.headers.etag) } })
    t.match(again, { statusCode: 304, body: '' }, url)
  }
})

t.test('tells the hub and its page where it stands', async (t) => {
  const hub = await start(t, 'https://example.com/a&b')
  t.same(hub.instance, { home: 'https://example.com/a&b/console/' })
  t.match((await hub.inject({ url: '/console/' })).body, '<base href="/a&amp;b/console/">')
})

t.test('a file with a hash in its name is kept for a year, any other one is asked for again', async (t) => {
  const hub = await start(t)
  const asset = await hub.inject({ url: '/console/assets/index-1a2b.js' })
  t.match(asset, { statusCode: 200, body: 'run()', headers: { 'content-type': /javascript/, 'cache-control': 'public, max-age=31536000, immutable' } })
  t.match(await hub.inject({ url: '/console/icon.svg' }), { statusCode: 200, headers: { 'cache-control': 'no-cache', 'content-type': /svg/ } })
})

t.test('sends a file packed when the browser can unpack it', async (t) => {
  const hub = await start(t)
  const packed = await hub.inject({ url: '/console/assets/index-1a2b.js', headers: { 'accept-encoding': 'gzip' } })
  t.match(packed, { statusCode: 200, body: 'packed', headers: { 'content-encoding': 'gzip', 'content-type': /javascript/, vary: /accept-encoding/, 'cache-control': /immutable/ } })
})

t.test('shows its page at the address of every screen', async (t) => {
  const hub = await start(t)
  for (const url of ['/console/conversations/a.b', '/console/admin/agents?x=1']) {
    t.match(await hub.inject({ url, headers: navigation }), { statusCode: 200, body: page, headers: { 'cache-control': 'no-cache' } }, url)
  }
})

t.test('has nothing but its files for what is no screen', async (t) => {
  const hub = await start(t)
  t.match(await hub.inject({ url: '/console/assets/index-old.js', headers: navigation }), { statusCode: 404, headers: { 'cache-control': 'no-store' } }, 'a missing asset')
  t.match(await hub.inject({ url: '/console/missing.svg', headers: { accept: 'image/*' } }), { statusCode: 404 }, 'a missing picture')
  t.match(await hub.inject({ method: 'POST', url: '/console/conversations', headers: navigation }), { statusCode: 404 }, 'no GET')
  t.match(await hub.inject({ url: '/console/.env' }), { statusCode: 404 }, 'a hidden file')
  t.match(await hub.inject({ url: '/console/assets/' }), { statusCode: 403 }, 'a folder')
})

t.test('gives out nothing from outside of its folder', async (t) => {
  const hub = await start(t)
  for (const path of ['../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', '%2e%2e%2fsecret.txt', '..%5csecret.txt', 'assets/..%2f..%2fsecret.txt', 'assets/%2e%2e/%2e%2e/secret.txt', '%00/secret.txt', '/etc/passwd', '%2fetc%2fpasswd']) {
    const { statusCode, body } = await hub.inject({ url: `/console/${path}` })
    t.ok(statusCode >= 400 && statusCode < 500, `${path} ${statusCode}`)
    t.notMatch(body, /outside|root:/, path)
  }
})

t.test('every answer is safe: nothing foreign runs, nobody frames it', async (t) => {
  const hub = await start(t)
  for (const url of ['/console/', '/console/assets/index-1a2b.js', '/console/assets/missing.js', '/console/..%2fsecret.txt']) {
    const { headers } = await hub.inject({ url })
    const policy = String(headers['content-security-policy']).split('; ')
    t.same(policy.filter((each) => /^(default|script|connect)-src|^frame-ancestors/.test(each)), ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"], url)
    t.match(headers, {
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'permissions-policy': /camera=\(\).*microphone=\(\)/
    }, url)
  }
})

t.test('does not start without its pages', async (t) => {
  const plugin = defineFeature({
    ...console,
    async setup (hub) {
      await addSite(hub, t.testdir({}))
      return {}
    }
  })
  await t.rejects(createFakeHub(plugin, {}), { code: 'CONSOLE_ERR_NOT_BUILT', message: /npm run build/ })
})
