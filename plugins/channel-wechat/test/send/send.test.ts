import { samplePicture, sampleVideo, sampleVoice } from '@kefuhub/contract/testing/wechat'
import type { Author, Content, DeliveryVerdict, MediaRef } from '@kefuhub/contract'
import t from 'tap'
import { ACCOUNT, OPENID, failsAs, openStand, type Stand } from '../stand.js'

const { appId } = ACCOUNT
const SEND = '/cgi-bin/message/custom/send'
const UPLOAD = '/cgi-bin/media/upload'
const TO = { recipient: OPENID }
const text = (value: string): Content => ({ type: 'text', text: value })

const RICH = { materials: ['CARD', 'ARTICLE', 'NEWS'], miniPrograms: ['wx00000000000000aa'], kfAccounts: ['test1@test'], windows: { message: { sends: 100, durationMs: 172_800_000 } } }

/** A stand whose customer has just written. */
async function openChat (t: Parameters<typeof openStand>[0], setting: Parameters<typeof openStand>[1] = {}): Promise<Stand> {
  const stand = await openStand(t, { ...setting, account: { ...RICH, ...setting.account } })
  await stand.platform.customer(appId, OPENID).sendText('hi')
  return stand
}

const put = ({ hub }: Stand, bytes: Buffer, mimeType: string): Promise<MediaRef> => hub.media.put(bytes, { name: 'x', mimeType })
const uploadsOf = ({ platform }: Stand): number => platform.requests.filter(({ path }) => path === UPLOAD).length

t.test('sends every type that the platform has', async (t) => {
  const stand = await openChat(t)
  const { platform, hub } = stand
  const picture = await put(stand, samplePicture, 'image/jpeg')
  const voice = await put(stand, sampleVoice, 'audio/amr')
  const video = await put(stand, sampleVideo, 'video/mp4')
  const card = (kind: string, more: object = {}): Content => ({ type: 'card', kind, title: 'T', ...more })
  const cases: Array<[Content, string, object]> = [
    [text('您好 <b>&amp;</b> 😀'), 'text', { content: '您好 <b>&amp;</b> 😀' }],
    [{ type: 'image', media: picture }, 'image', { media_id: String }],
    [{ type: 'voice', media: voice }, 'voice', { media_id: String }],
    [{ type: 'video', media: video, thumbnail: picture, title: 'T', description: 'D' }, 'video', { media_id: String, thumb_media_id: String, title: 'T', description: 'D' }],
    [{ type: 'video', media: video }, 'video', { media_id: String, thumb_media_id: String }],
    [{ type: 'link', url: 'https://example.com/', title: 'T', description: 'D', imageUrl: 'https://example.com/p.png' }, 'news', { articles: [{ title: 'T', description: 'D', url: 'https://example.com/', picurl: 'https://example.com/p.png' }] }],
    [{ type: 'link', url: 'https://example.com/', title: 'T' }, 'news', { articles: [{ title: 'T', description: '', url: 'https://example.com/' }] }],
    [{ type: 'menu', text: '满意吗', items: [{ id: '101', label: '满意' }, { id: '102', label: '不满意' }], footer: '谢谢' }, 'msgmenu',
      { head_content: '满意吗', list: [{ id: '101', content: '满意' }, { id: '102', content: '不满意' }], tail_content: '谢谢' }],
    [card('miniprogram', { image: picture, data: { appId: 'wx00000000000000aa', pagePath: 'p' } }), 'miniprogrampage', { title: 'T', appid: 'wx00000000000000aa', pagepath: 'p', thumb_media_id: String }],
    [card('miniprogram', { data: { appId: 'wx00000000000000aa', pagePath: 'p' } }), 'miniprogrampage', { thumb_media_id: String }],
    [card('music', { url: 'https://e/a.mp3', description: 'D' }), 'music', { title: 'T', description: 'D', musicurl: 'https://e/a.mp3', hqmusicurl: 'https://e/a.mp3', thumb_media_id: String }],
    [card('music', { data: { musicUrl: 'https://e/a.mp3', hqMusicUrl: 'https://e/b.mp3' } }), 'music', { musicurl: 'https://e/a.mp3', hqmusicurl: 'https://e/b.mp3' }],
    [card('coupon', { data: { cardId: 'CARD' } }), 'wxcard', { card_id: 'CARD' }],
    [card('article', { data: { articleId: 'ARTICLE' } }), 'mpnewsarticle', { article_id: 'ARTICLE' }],
    [card('mpnews', { data: { mediaId: 'NEWS' } }), 'mpnews', { media_id: 'NEWS' }],
    [card('product', { url: 'https://example.com/1', description: 'D', data: { imageUrl: 'https://example.com/1.png' } }), 'news', { articles: [{ title: 'T', description: 'D', url: 'https://example.com/1', picurl: 'https://example.com/1.png' }] }]
  ]
  for (const [index, [content, msgtype, object]] of cases.entries()) {
    t.same(await hub.send(content, TO), {}, `${index} ${msgtype}`)
    t.match(platform.received(OPENID)[index], { msgtype, body: { touser: OPENID, msgtype, [msgtype]: object } }, `${index} ${msgtype}`)
  }
})

t.test('a template reaches a customer who may not be written to otherwise, once', async (t) => {
  const { hub, platform } = await openChat(t, { account: { templates: { T1: ['thing1', 'amount2'] } } })
  const template = (more: object = {}): Content => ({ type: 'template', template: 'T1', text: '已退款', values: { thing1: '退款', amount2: '199' }, url: 'https://example.com/', ...more })
  const first = await hub.send(template(), TO)
  t.match(first, { externalId: /^\d+$/ })
  t.same(await hub.send(template(), TO), first, 'the platform drops the second one')
  t.match(platform.received(OPENID), [{ msgtype: 'template', body: { touser: OPENID, template_id: 'T1', url: 'https://example.com/', data: { thing1: { value: '退款' }, amount2: { value: '199' } } } }])
  t.equal(platform.received(OPENID).length, 1)
  await failsAs(t, hub.send(template({ template: 'T2' }), { ...TO, id: 'other' }), { verdict: 'rejected', message: /template/ })
  await failsAs(t, hub.send(template({ values: { thing1: '退款' } }), { ...TO, id: 'another' }), { verdict: 'rejected', message: /value/ })
})

t.test('refuses what the platform cannot carry, without asking it', async (t) => {
  const stand = await openChat(t, { options: { limits: { imageMaxBytes: 100 } } })
  const { hub, platform } = stand
  const before = platform.requests.length
  const stored = await put(stand, samplePicture, 'image/jpeg')
  const cases: Array<[string, Content, RegExp]> = [
    ['empty text', text(''), /empty/],
    ['long text', text('字'.repeat(683)), /2048 bytes of text; this has 2049/],
    ['an event', { type: 'event', name: 'follow' }, /cannot send content of type 'event'/],
    ['a place', { type: 'location', latitude: 1, longitude: 1 }, /'location'/],
    ['any file', { type: 'file', media: stored, name: 'a.pdf' }, /'file'/],
    ['a file that is not here', { type: 'image', media: { state: 'remote', remote: 'x' } }, /attach it again/],
    ['a file that is gone', { type: 'image', media: { state: 'stored', id: 'gone' } }, /no longer/],
    ['a picture of a wrong type', { type: 'image', media: await put(stand, samplePicture, 'image/webp') }, /image\/png, image\/jpeg, image\/gif as image, not 'image\/webp'/],
    ['a picture that is too large', { type: 'image', media: stored }, /at most 100 bytes/],
    ['a card without a target', { type: 'card', kind: 'order', title: 'T' }, /'order' without a url/],
    ['a coupon without an id', { type: 'card', kind: 'coupon', title: 'T', data: { cardId: '' } }, /needs data\.cardId/],
    ['a song without an address', { type: 'card', kind: 'music', title: 'T' }, /musicUrl/],
    ['a mini-program without a page', { type: 'card', kind: 'miniprogram', title: 'T', data: { appId: 'wx1' } }, /needs data\.pagePath/]
  ]
  for (const [name, content, message] of cases) await failsAs(t, hub.send(content, TO), { verdict: 'rejected', message }, name)
  t.equal(platform.requests.length, before, 'the platform was not asked')
  await t.resolves(hub.send(text(`${'字'.repeat(682)}ab`), TO), '2048 bytes are allowed')
})

t.test('shows the console account of the agent who wrote, and marks what a bot wrote', async (t) => {
  const { hub, platform } = await openChat(t, { options: { kfAccounts: { 'agent-1': 'test1@test' }, markAi: true } })
  const authors: Author[] = [{ kind: 'agent', id: 'agent-1' }, { kind: 'agent', id: 'constructor' }, { kind: 'bot', id: 'agent-1' }, { kind: 'system', id: 'agent-1' }]
  for (const author of authors) await hub.send(text('hi'), { ...TO, author })
  t.same(platform.received(OPENID).map(({ agent }) => agent), ['test1@test', undefined, undefined, undefined])
  t.same(platform.received(OPENID).map(({ body }) => body.aimsgcontext), [undefined, undefined, { is_ai_msg: 1 }, undefined])
})

t.test('leaves the mark of machine-made messages out unless told', async (t) => {
  const { hub, platform } = await openChat(t)
  await hub.send(text('hi'), { ...TO, author: { kind: 'bot', id: 'b' } })
  t.notOk('aimsgcontext' in (platform.received(OPENID)[0]?.body ?? {}))
})

t.test('follows the platform\'s windows and counts', async (t) => {
  const { hub, platform, advance } = await openStand(t)
  const customer = platform.customer(appId, OPENID)
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'window-closed' }, 'nothing opened it')
  await customer.sendText('hi')
  for (let count = 0; count < 5; count++) await hub.send(text('hi'), TO)
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'window-closed', reopensBy: ['message', 'menu', 'follow', 'scan'] }, 'all used')
  await customer.tapMenu('KF')
  await hub.send(text('hi'), TO)
  advance(172_800_001)
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'window-closed' }, 'too late')
  await customer.sendText('hi')
  await customer.unfollow()
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'window-closed' }, 'unfollowed')
  await failsAs(t, hub.send(text('hi'), { recipient: 'oNobody' }), { verdict: 'rejected' }, 'a stranger')
})

t.test('says what became of a message that got no proper answer', async (t) => {
  const { hub, platform } = await openChat(t)
  const faults: Array<[string, Omit<Parameters<typeof platform.faults.add>[0], 'path'>, DeliveryVerdict, number]> = [
    ['reset after it was taken', { reset: true }, 'uncertain', 1],
    ['reset before it was taken', { refuse: true }, 'uncertain', 0],
    ['a page of a gateway', { status: 502 }, 'uncertain', 0],
    ['a page of a wrong host', { status: 404 }, 'retry', 0],
    ['busy', { errcode: -1 }, 'retry', 0],
    ['quota', { errcode: 45009 }, 'retry', 0],
    ['risky', { errcode: 87014 }, 'rejected', 0],
    ['blocked', { errcode: 48002 }, 'recipient-gone', 0],
    ['a code with a bad status', { status: 500, errcode: 45015 }, 'window-closed', 0]
  ]
  for (const [name, fault, verdict, delivered] of faults) {
    const before = platform.received(OPENID).length
    const remove = platform.faults.add({ path: SEND, ...fault })
    await failsAs(t, hub.send(text('hi'), TO), { verdict }, name)
    remove()
    t.equal(platform.received(OPENID).length - before, delivered, `${name}: delivered`)
  }
})

t.test('knows a platform that is not there as one that got nothing', async (t) => {
  const { hub, platform } = await openChat(t)
  await platform.close()
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'retry' })
})

t.test('sends nothing once the hub stops', async (t) => {
  const { hub, platform } = await openChat(t)
  await failsAs(t, hub.send(text('hi'), TO, AbortSignal.abort()), { verdict: 'retry' })
  t.equal(platform.received(OPENID).length, 0)
})

t.test('uploads a file once and again only when it must', async (t) => {
  const stand = await openChat(t)
  const { hub, platform, advance } = stand
  const picture = await put(stand, samplePicture, 'image/jpeg')
  const send = (media: MediaRef): Promise<object> => hub.send({ type: 'image', media }, TO)
  await send(picture)
  await send(picture)
  await send(await put(stand, samplePicture, 'image/jpeg'))
  t.equal(uploadsOf(stand), 1, 'the same content, whatever its id')
  advance(70 * 3_600_000)
  await platform.customer(appId, OPENID).sendText('hi')
  await send(picture)
  t.equal(uploadsOf(stand), 2, 'before the platform drops it')

  platform.faults.add({ path: SEND, errcode: 40007, times: 1 })
  await send(picture)
  t.equal(uploadsOf(stand), 3, 'after the platform dropped it early')
  t.equal(platform.received(OPENID).length, 5)

  const remove = platform.faults.add({ path: SEND, errcode: 40007 })
  await failsAs(t, send(picture), { verdict: 'rejected' }, 'twice is enough')
  t.equal(uploadsOf(stand), 4)
  remove()
  platform.faults.add({ path: SEND, errcode: 40007, times: 1 })
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'rejected' }, 'a text has no file to upload again')
})

t.test('tries later when an upload fails for now', async (t) => {
  const stand = await openChat(t)
  const { hub, platform } = stand
  const media = await put(stand, samplePicture, 'image/jpeg')
  for (const [fault, verdict] of [[{ reset: true }, 'retry'], [{ errcode: -1 }, 'retry'], [{ errcode: 40137 }, 'rejected'], [{ errcode: 45009 }, 'retry']] as const) {
    const remove = platform.faults.add({ path: UPLOAD, ...fault })
    await failsAs(t, hub.send({ type: 'image', media }, TO), { verdict }, JSON.stringify(fault))
    remove()
  }
  t.equal(platform.received(OPENID).length, 0)
})

t.test('tries later when the media store is away', async (t) => {
  const stand = await openChat(t)
  const media = await put(stand, samplePicture, 'image/jpeg')
  stand.hub.media.get = () => Promise.reject(new Error('the store is away'))
  await failsAs(t, stand.hub.send({ type: 'image', media }, TO), { verdict: 'retry' })
})

t.test('shows a missing right and a used-up quota in its health until they are gone', async (t) => {
  const { hub, platform } = await openChat(t)
  platform.account(appId).verified = false
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'unauthorized' })
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /receive but not send/ })
  platform.account(appId).verified = true
  platform.faults.add({ path: SEND, errcode: 45009, times: 1 })
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'retry', afterMs: 16 * 3_600_000 })
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /quota/ })
  await hub.send(text('hi'), TO)
  t.same(await hub.instance.health?.(), { state: 'ok' })
})

t.test('shows and hides typing, and does not mind failures', async (t) => {
  const { hub, platform } = await openChat(t)
  const customer = platform.customer(appId, OPENID)
  await hub.instance.typing?.(OPENID, true)
  t.ok(customer.seesTyping)
  await hub.instance.typing?.(OPENID, true)
  await hub.instance.typing?.(OPENID, false)
  t.notOk(customer.seesTyping)
  await hub.instance.typing?.('oNobody', true)
  await platform.close()
  await t.resolves(hub.instance.typing?.(OPENID, true) ?? Promise.reject(new Error('no typing')))
})
