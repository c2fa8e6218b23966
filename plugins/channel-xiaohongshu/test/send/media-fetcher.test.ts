import t from 'tap'
import { Exchange } from '../../src/api/exchange.js'
import { MediaFetcher } from '../../src/send/media-fetcher.js'
import { CONSUMER, NOW_MS, failsAs, openStand } from '../stand.js'

const context = { signal: new AbortController().signal, maxBytes: 10 }

function fetcher (answer: () => Response | Promise<Response>): { media: MediaFetcher, urls: string[] } {
  const urls: string[] = []
  const options = { apiBase: 'https://api.test', timeoutMs: 1000, mediaHosts: ['XHSCDN.com'] }
  const exchange = new Exchange(async (url) => { urls.push(String(url)); return answer() }, options, { now: () => NOW_MS })
  return { media: new MediaFetcher(exchange, options), urls }
}

t.test('asks hosts of the platform only', async (t) => {
  const { media, urls } = fetcher(() => new Response('x'))
  const refused = ['https://evil.test/a', 'https://evilxhscdn.com/a', 'https://xhscdn.com.evil.test/a', 'https://u:p@img.xhscdn.com/a', 'https://img.xhscdn.com:8443/a', 'file:///etc/passwd', 'ftp://xhscdn.com/a', 'x', 'http://169.254.169.254/']
  for (const address of refused) await failsAs(t, media.fetch(address, context), { verdict: 'rejected', message: /mediaHosts/ }, address)
  t.same(urls, [])
  for (const address of ['https://xhscdn.com/a', 'http://sns-img.xhscdn.com/a?b=c', 'https://api.test/files/1']) t.equal((await media.fetch(address, context)).content.toString(), 'x', address)
})

t.test('says what became of a file', async (t) => {
  const url = 'https://xhscdn.com/a'
  const cases: Array<[string, () => Response | Promise<Response>, object]> = [
    ['gone', () => new Response('', { status: 404 }), { verdict: 'rejected', message: /404/ }],
    ['moved', () => new Response('', { status: 302, headers: { location: 'http://169.254.169.254/' } }), { verdict: 'rejected' }],
    ['busy', () => new Response('', { status: 503 }), { verdict: 'retry' }],
    ['too often', () => new Response('', { status: 429 }), { verdict: 'retry' }],
    ['too long', () => new Response('x'.repeat(11)), { verdict: 'rejected', message: /longer than 10/ }],
    ['empty', () => new Response(''), { verdict: 'rejected', message: /empty/ }],
    ['away', () => Promise.reject(new TypeError('fetch failed')), { verdict: 'retry' }]
  ]
  for (const [name, answer, expected] of cases) await failsAs(t, fetcher(answer).media.fetch(url, context), expected, name)
  const typed = (type: string) => fetcher(() => new Response('x', { headers: { 'content-type': type } })).media.fetch(url, context)
  t.equal((await typed('Image/PNG; q=1')).mimeType, 'image/png')
  t.notOk('mimeType' in await typed('application/octet-stream'))
})

t.test('fetches what a customer sent', async (t) => {
  const { hub, platform } = await openStand(t)
  await platform.consumer(CONSUMER).sendImage(Buffer.from([0x89, 0x50, 0x4e, 0x47]))
  const [message] = hub.received
  t.equal(message?.content.type, 'image')
  const remote = message?.content.type === 'image' ? message.content.media.remote ?? '' : ''
  t.match(await hub.instance.fetchMedia?.(remote, context), { content: Buffer.from([0x89, 0x50, 0x4e, 0x47]), mimeType: 'image/png' })
})
