import t from 'tap'
import { openHub, openVisit, PAGE, stored } from './stand.js'
import type { FakeHub } from '@kefuhub/contract/testing'
import type { Uploaded } from '../src/wire.js'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const NOW = Date.UTC(2026, 0, 1)

const upload = async (hub: FakeHub, cookie: string, payload: Buffer | string, name = 'a.png', type = 'image/png') => await hub.inject({
  method: 'POST', url: `/web/shop/uploads?name=${encodeURIComponent(name)}`, headers: { origin: PAGE, cookie, 'content-type': type }, payload
})
const read = async (hub: FakeHub, cookie: string, src: string) => await hub.inject({ method: 'GET', url: `/web/shop/${src}`, headers: { cookie } })

t.test('a picture goes up, into a message, and back to who has its address', async (t) => {
  const hub = await openHub(t)
  const [one, two] = [await openVisit(hub), await openVisit(hub)]
  const { media } = (await upload(hub, one.cookie, PNG, '图 片.png')).json<Uploaded>()
  t.match(media, { mimeType: 'image/png', bytes: PNG.length, name: '图 片.png', src: /^media\/[\w-]+\?/ })
  const sent = await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie: one.cookie }, payload: { kind: 'send', clientId: 'client-0001', content: { type: 'image', media } } })
  t.match(sent.json(), { kind: 'stored' })
  t.match(hub.received, [{ content: { type: 'image', media: { state: 'stored', mimeType: 'image/png', bytes: PNG.length, name: '图 片.png' } } }])

  const mine = await read(hub, one.cookie, media.src)
  t.same(mine.rawPayload, PNG)
  t.match(mine.headers, { 'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'content-security-policy': /sandbox/, 'content-disposition': 'inline', 'cache-control': /private/ })
  t.equal((await read(hub, '', media.src)).statusCode, 200, 'also in a tab of its own, which has no cookie')
  for (const forged of [media.src.replace('image%2Fpng', 'text%2Fhtml'), media.src.replace(/s=.*/, 's='), media.src.split('?')[0] ?? '', media.src.replace(/until=\d+/, 'until=99999'), media.src.replace('media/', 'media/x')]) {
    t.equal((await read(hub, one.cookie, forged)).statusCode, 404, forged)
  }
  const stolen = await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie: two.cookie }, payload: { kind: 'send', clientId: 'client-0002', content: { type: 'image', media } } })
  t.match(stolen.json(), { kind: 'refused', clientId: 'client-0002', code: 'WEB_ERR_MEDIA' })
  hub.clock.advance(8 * 86_400_000)
  t.equal((await read(hub, one.cookie, media.src)).statusCode, 404, 'an address ends')
})

t.test('the content decides what a file is, and what could run in a page is not taken', async (t) => {
  const hub = await openHub(t)
  const { cookie } = await openVisit(hub)
  for (const [payload, type] of [['<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', 'image/svg+xml'], ['<html><script>1</script></html>', 'text/html']] as const) {
    const response = await upload(hub, cookie, payload, 'x', type)
    t.equal(response.statusCode, 200, 'it is text')
    const { media } = response.json<Uploaded>()
    const { headers } = await read(hub, cookie, media.src)
    t.match(headers, { 'content-type': 'application/octet-stream', 'content-disposition': /^attachment/ }, 'and is never shown')
  }
  t.match((await upload(hub, cookie, Buffer.from('MZ\0\0binary'), 'x.png')).json(), { code: 'WEB_ERR_UPLOAD_TYPE' })
  t.equal((await upload(hub, cookie, '')).statusCode, 415)
  const strict = await openHub(t, { uploadTypes: ['image/*'] })
  const visit = await openVisit(strict)
  t.equal((await upload(strict, visit.cookie, 'text')).statusCode, 415)
  t.equal((await upload(strict, visit.cookie, PNG)).statusCode, 200)
})

t.test('a file that is too long, too many files and a stranger\'s are refused', async (t) => {
  const hub = await openHub(t, { maxUploadBytes: 1024, messagesPerMinute: 1 })
  const { cookie } = await openVisit(hub)
  const long = await upload(hub, cookie, Buffer.alloc(2000))
  t.equal(long.statusCode, 413)
  t.match(long.json(), { code: 'WEB_ERR_UPLOAD_SIZE', message: /1024/ })
  t.equal((await upload(hub, cookie, PNG)).statusCode, 200)
  t.equal((await upload(hub, cookie, PNG)).statusCode, 429)
  t.equal((await upload(hub, '', PNG)).statusCode, 401)
})

t.test('what an agent sends can be seen, in every kind', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const media = { state: 'stored' as const, id: 'file1', mimeType: 'image/png', bytes: 3 }
  const contents = [
    { type: 'image', media }, { type: 'voice', media, durationMs: 1000 }, { type: 'video', media }, { type: 'file', media, name: 'a.pdf' }, { type: 'file', name: 'gone.pdf' },
    { type: 'menu', text: '?', items: [{ id: '1', label: 'A' }] }, { type: 'card', kind: 'product', title: 'T', url: 'https://a.test', image: media, data: { a: 'b' } },
    { type: 'link', url: 'https://a.test', title: 'T', description: 'D' }, { type: 'location', latitude: 1, longitude: 2 }, { type: 'unsupported', platformType: 'hologram' },
    { type: 'event', name: 'visit' }
  ] as const
  hub.threads.set(visitor, contents.map((content, index) => stored(`m${index}`, NOW + index, { content: content as never })))
  const history = (await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie }, payload: { kind: 'resume' } })).json<{ messages: Array<{ content: object }> }>()
  t.match(history.messages.map(({ content }) => content), [
    { type: 'image', media: { src: /^media\/file1\?/ } }, { type: 'voice', durationMs: 1000 }, { type: 'video' }, { type: 'file', name: 'a.pdf' }, { type: 'other', text: 'gone.pdf' },
    { type: 'menu', items: [{ id: '1', label: 'A' }] }, { type: 'card', title: 'T', url: 'https://a.test', image: { src: /^media/ } },
    { type: 'link', title: 'T', description: 'D' }, { type: 'other', text: '1, 2' }, { type: 'other', text: 'hologram' }
  ])
})
