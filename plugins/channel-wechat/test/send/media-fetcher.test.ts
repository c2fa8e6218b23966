import { samplePicture, sampleVideo, sampleVoice } from '@kefuhub/contract/testing/wechat'
import type { FetchedMedia, InboundMessage } from '@kefuhub/contract'
import t from 'tap'
import { ACCOUNT, OPENID, failsAs, openHub, openStand, type WeChatHub } from '../stand.js'

const { appId } = ACCOUNT
const GET = '/cgi-bin/media/get'

function fetchMedia (hub: WeChatHub, remote: string, maxBytes = 1_000_000): Promise<FetchedMedia> {
  return hub.instance.fetchMedia?.(remote, { signal: new AbortController().signal, maxBytes }) ?? Promise.reject(new Error('no fetchMedia'))
}

function remoteOf (message: InboundMessage | undefined, field: 'media' | 'thumbnail' | 'image' = 'media'): string {
  return (message?.content as unknown as Record<string, { remote?: string }>)[field]?.remote ?? ''
}

t.test('downloads what customers send', async (t) => {
  const { platform, hub } = await openStand(t)
  const customer = platform.customer(appId, OPENID)
  await customer.sendImage()
  await customer.sendVoice()
  await customer.sendVideo()
  await customer.sendShortVideo()
  await customer.sendMiniProgramPage()
  const [image, voice, video, shortVideo, page] = hub.received
  t.match(await fetchMedia(hub, remoteOf(image)), { content: samplePicture, mimeType: 'image/jpeg', name: /\.jpg$/ })
  t.match(await fetchMedia(hub, remoteOf(voice)), { content: sampleVoice, mimeType: 'audio/amr' })
  t.match(await fetchMedia(hub, remoteOf(video)), { content: sampleVideo, mimeType: 'video/mp4' }, 'a video takes a second step')
  t.match(await fetchMedia(hub, remoteOf(video, 'thumbnail')), { content: samplePicture })
  t.match(await fetchMedia(hub, remoteOf(shortVideo)), { content: sampleVideo })
  t.match(await fetchMedia(hub, remoteOf(page, 'image')), { content: samplePicture })
  const picUrl = (image?.raw as { PicUrl: string }).PicUrl
  t.match(await fetchMedia(hub, `url:${picUrl}`), { content: samplePicture }, 'by its address')
})

t.test('says why a file cannot be had', async (t) => {
  const { platform, hub, advance } = await openStand(t)
  await platform.customer(appId, OPENID).sendImage(Buffer.concat([samplePicture, Buffer.alloc(100_000)]))
  const remote = remoteOf(hub.received[0])
  await failsAs(t, fetchMedia(hub, remote, 100_000), { verdict: 'rejected', message: /longer than 100000 bytes/ }, 'too long')
  for (const [fault, verdict] of [[{ reset: true }, 'retry'], [{ status: 500 }, 'retry'], [{ errcode: -1 }, 'retry'], [{ errcode: 45009 }, 'retry']] as const) {
    const remove = platform.faults.add({ path: GET, ...fault })
    await failsAs(t, fetchMedia(hub, remote), { verdict }, JSON.stringify(fault))
    remove()
  }
  platform.invalidateToken(appId)
  t.equal((await fetchMedia(hub, remote)).content.length, samplePicture.length + 100_000, 'with a newer token')
  advance(3 * 86_400_000)
  await failsAs(t, fetchMedia(hub, remote), { verdict: 'rejected', message: /40007/ }, 'expired')
  await failsAs(t, fetchMedia(hub, 'elsewhere:1'), { verdict: 'rejected' }, 'a reference of nobody')
})

t.test('follows addresses of the platform only', async (t) => {
  const asked: string[] = []
  const hub = await openHub(t, {}, {
    fetch: async (url) => {
      asked.push(String(url))
      return new Response('bytes', { headers: { 'content-type': 'image/png; charset=x', 'content-disposition': 'attachment; filename="a.png"' } })
    }
  })
  for (const url of ['http://mmbiz.qpic.cn/x', 'https://wx.qlogo.cn/x', 'https://mp.weixin.qq.com/x', 'https://qq.com/x', 'https://api.weixin.qq.com/x']) {
    t.match(await fetchMedia(hub, `url:${url}`), { content: Buffer.from('bytes'), mimeType: 'image/png', name: 'a.png' }, url)
  }
  t.equal(asked.length, 5)
  for (const url of [
    'https://evil.example/x', 'https://qpic.cn.evil.example/x', 'https://evilqq.com/x', 'http://127.0.0.1/x', 'http://169.254.169.254/latest', 'http://[::1]/x',
    'https://user:pw@mmbiz.qpic.cn/x', 'https://mmbiz.qpic.cn:8443/x', 'file:///etc/passwd', 'ftp://qpic.cn/x', 'data:text/plain,x', 'no address', ''
  ]) await failsAs(t, fetchMedia(hub, `url:${url}`), { verdict: 'rejected' }, url)
  t.equal(asked.length, 5, 'nobody else was asked')
})

t.test('decides by the body, not by the header', async (t) => {
  const TOKEN = { access_token: 'a-token', expires_in: 7200 }
  const cases: Array<[string, () => Response, object | RegExp]> = [
    ['an error as text', () => new Response('{"errcode":40007,"errmsg":"invalid media_id"}', { headers: { 'content-type': 'text/plain' } }), /40007/],
    ['an error as a picture', () => new Response('{"errcode":40007}', { headers: { 'content-type': 'image/jpeg' } }), /40007/],
    ['an error of no kind', () => new Response('{"errcode":"odd"}'), /busy/],
    ['bytes that look like JSON', () => new Response('{not json'), { content: Buffer.from('{not json') }],
    ['JSON that is no answer', () => new Response('{"a":1}', { headers: { 'content-type': 'application/json' } }), { content: Buffer.from('{"a":1}') }],
    ['nothing', () => new Response(''), /reached/],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'http://127.0.0.1/' } }), /reached/],
    ['a video elsewhere', () => new Response('{"video_url":"http://evil.example/v"}'), /not its own/]
  ]
  for (const [name, answer, expected] of cases) {
    const hub = await openHub(t, {}, { fetch: async (url) => new URL(url).pathname === GET ? answer() : Response.json(TOKEN) })
    const fetching = fetchMedia(hub, 'media:M')
    if (expected instanceof RegExp) await failsAs(t, fetching, { message: expected }, name)
    else t.match(await fetching, expected, name)
  }
})
