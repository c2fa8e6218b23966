import { channelConformance, jsonBody, type ChannelSample, type ChannelSite, type InboundSample, type PlatformCall, type Saying } from '@kefuhub/contract/testing'
import { buildCallback, samplePicture, sampleVideo, sampleVoice } from '@kefuhub/contract/testing/wechat'
import type { MediaStore, MediaRef } from '@kefuhub/contract'
import { createCipheriv, randomBytes } from 'node:crypto'
import t from 'tap'
import { decodeKey } from '../src/callback/envelope.js'
import plugin from '../src/index.js'
import { sign } from '../src/callback/signature.js'
import { ACCOUNT, NOW_MS, OPENID, OPTIONS } from './stand.js'

const SEND = '/cgi-bin/message/custom/send'
const GH = ACCOUNT.ghId
const WRITTEN_S = NOW_MS / 1000 - 60

const head = (sender: string, seconds: number): string =>
  `<ToUserName><![CDATA[${GH}]]></ToUserName><FromUserName><![CDATA[${sender}]]></FromUserName><CreateTime>${seconds}</CreateTime>`
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
const xml = (elements: string): Buffer => Buffer.from(`<xml>${head(OPENID, WRITTEN_S)}${elements}</xml>`)

/** Encrypts any bytes, as the platform does with the XML it writes. */
function sealBytes (payload: Buffer, key: Buffer, appId: string): string {
  const header = Buffer.alloc(20)
  randomBytes(16).copy(header)
  header.writeUInt32BE(payload.length, 16)
  const body = Buffer.concat([header, payload, Buffer.from(appId)])
  const pad = 32 - body.length % 32
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(Buffer.concat([body, Buffer.alloc(pad, pad)])), cipher.final()]).toString('base64')
}

function seal (payload: Buffer, { endpoints, options, nowMs }: ChannelSite) {
  const { appId, token, encodingAESKey } = options as typeof OPTIONS
  const timestamp = String(Math.floor(nowMs / 1000))
  const nonce = String(randomBytes(4).readUInt32BE())
  const ciphertext = sealBytes(payload, decodeKey(encodingAESKey ?? ''), appId)
  const query = new URLSearchParams({
    signature: sign(token, timestamp, nonce),
    timestamp,
    nonce,
    openid: OPENID,
    encrypt_type: 'aes',
    msg_signature: sign(token, timestamp, nonce, ciphertext)
  })
  return {
    method: 'POST' as const,
    url: `${new URL(endpoints[0] ?? '').pathname}?${query.toString()}`,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(`<xml><ToUserName>${cdata(GH)}</ToUserName><Encrypt>${cdata(ciphertext)}</Encrypt></xml>`)
  }
}

type Message = NonNullable<InboundSample['message']>

function message (name: string, elements: string, content: Message['content'], trigger: string | null = 'message', eventKey = `msg:${OPENID}:${WRITTEN_S}:1`): InboundSample {
  return {
    name,
    payload: xml(elements),
    message: { eventKey, sender: { id: OPENID }, sentAt: new Date(WRITTEN_S * 1000), content, ...(trigger === null ? {} : { trigger }) }
  }
}

function happened (event: string, elements: string, content: { name: string, key?: string }, trigger: string | null, key: string): InboundSample {
  return message(event, `<MsgType>event</MsgType><Event>${event}</Event>${elements}`, { type: 'event', ...content, data: { Event: event } }, trigger, `event:${GH}:${OPENID}:${WRITTEN_S}:${event}:${key}`)
}

const inbound: InboundSample[] = [
  message('text', `<MsgType>text</MsgType><Content>${cdata('你好')}</Content><MsgId>1</MsgId>`, { type: 'text', text: '你好' }),
  message('image', '<MsgType>image</MsgType><MediaId>M</MediaId><MsgId>1</MsgId>', { type: 'image', media: { state: 'remote', remote: 'media:M' } }),
  message('voice', '<MsgType>voice</MsgType><MediaId>M</MediaId><Format>amr</Format><MsgId>1</MsgId>', { type: 'voice', media: { state: 'remote', remote: 'media:M', mimeType: 'audio/amr' } }),
  message('video', '<MsgType>video</MsgType><MediaId>M</MediaId><ThumbMediaId>T</ThumbMediaId><MsgId>1</MsgId>', { type: 'video', media: { state: 'remote', remote: 'media:M' }, thumbnail: { state: 'remote', remote: 'media:T' } }),
  message('file', '<MsgType>file</MsgType><Title>a.pdf</Title><FileTotalLen>9</FileTotalLen><MsgId>1</MsgId>', { type: 'file', name: 'a.pdf', bytes: 9 }),
  message('location', '<MsgType>location</MsgType><Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><MsgId>1</MsgId>', { type: 'location', latitude: 23.1, longitude: 113.3 }),
  message('link', '<MsgType>link</MsgType><Title>T</Title><Url>https://example.com/</Url><MsgId>1</MsgId>', { type: 'link', url: 'https://example.com/', title: 'T' }),
  message('mini-program page', '<MsgType>miniprogrampage</MsgType><Title>T</Title><AppId>wx1</AppId><MsgId>1</MsgId>', { type: 'card', kind: 'miniprogram', title: 'T', data: { appId: 'wx1' } }),
  message('tap on a menu message', '<MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId><bizmsgmenuid>7</bizmsgmenuid>', { type: 'text', text: 'a' }, 'menu'),
  happened('CLICK', '<EventKey>KF</EventKey>', { name: 'menu', key: 'KF' }, 'menu', 'KF'),
  happened('SCAN', '<EventKey>shop</EventKey>', { name: 'scan', key: 'shop' }, 'scan', 'shop'),
  happened('VIEW', '<EventKey>https://example.com/</EventKey>', { name: 'view', key: 'https://example.com/' }, null, 'https://example.com/'),
  { ...happened('subscribe', '<EventKey></EventKey>', { name: 'follow' }, 'follow', ''), profile: { senderId: OPENID } },
  { ...happened('unsubscribe', '<EventKey></EventKey>', { name: 'unfollow' }, null, ''), profile: { senderId: OPENID, profile: { reachable: false } } }
]

const stored = (bytes: Buffer, mimeType: string) => (media: MediaStore): Promise<MediaRef> => media.put(bytes, { name: 'x', mimeType })
const picture = stored(samplePicture, 'image/jpeg')
const upload = { method: 'POST', path: '/cgi-bin/media/upload' }
const sent = (msgtype: string, object: object) => ({ method: 'POST', path: SEND, body: { msgtype, [msgtype]: object } })

function platform (call: PlatformCall): Response {
  switch (call.url.pathname) {
    case '/cgi-bin/stable_token': return Response.json({ access_token: 'token-of-the-sample-platform', expires_in: 7200 })
    case upload.path: return Response.json({ type: 'image', media_id: `ID-${String(call.url.searchParams.get('type'))}` })
    case SEND: return Response.json({ errcode: 0, errmsg: 'ok' })
    case '/cgi-bin/message/template/send': return Response.json({ errcode: 0, errmsg: 'ok', msgid: 200228332 })
    default: return Response.json({ errcode: 40066, errmsg: 'invalid url' })
  }
}

const refusal = (errcode: number) => () => Response.json({ errcode, errmsg: 'refused' })

const sample: ChannelSample = {
  options: OPTIONS,
  otherOptions: { ...OPTIONS, appId: 'wxfedcba9876543210', token: 'anotherToken2026', encodingAESKey: 'HubVector0Key0ForTesting0Only0NotASecret00Q' },
  badOptions: [
    { name: 'no secret', options: { ...OPTIONS, appSecret: '' }, path: '/appSecret' },
    { name: 'no key', options: { ...OPTIONS, encodingAESKey: undefined }, path: '/encodingAESKey' },
    { name: 'a nested mistake', options: { ...OPTIONS, limits: { textMaxBytes: 'long' } }, path: '/limits/textMaxBytes' }
  ],
  nowMs: NOW_MS,
  platform,
  seal,
  forgeries: [
    { name: 'another msg_signature', forge: (request) => ({ ...request, url: request.url.replace(/msg_signature=\w{4}/, 'msg_signature=0000') }) },
    { name: 'another nonce', forge: (request) => ({ ...request, url: request.url.replace(/nonce=/, 'nonce=1') }) },
    { name: 'another time', forge: (request) => ({ ...request, url: request.url.replace(/timestamp=\d/, 'timestamp=2') }) },
    { name: 'another ciphertext', forge: (request) => ({ ...request, body: Buffer.from(String(request.body).replace(/(Encrypt><!\[CDATA\[.{40})./, '$1-')) }) },
    { name: 'not encrypted', forge: (request) => ({ ...request, url: request.url.replace('encrypt_type=aes', 'encrypt_type=raw'), body: xml('<MsgType>text</MsgType><Content>x</Content>') }) },
    { name: 'no query', forge: (request) => ({ ...request, url: request.url.replace(/\?.*/, '') }) }
  ],
  acknowledgement: { status: 200, body: 'success' },
  staleAfterMs: 301_000,
  maxBodyBytes: 1024 * 1024,
  text: ({ sender, id, text, atMs }: Saying) => Buffer.from(`<xml>${head(sender, atMs / 1000)}<MsgType>text</MsgType><Content>${cdata(text)}</Content><MsgId>${id}</MsgId></xml>`),
  unknownType: ({ sender, id, atMs }) => Buffer.from(`<xml>${head(sender, atMs / 1000)}<MsgType>hologram</MsgType><MsgId>${id}</MsgId></xml>`),
  malformed: [
    { name: 'JSON', payload: Buffer.from('{"ToUserName":"x"}') },
    { name: 'an entity bomb', payload: Buffer.from('<!DOCTYPE xml [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><xml>&b;</xml>') },
    { name: 'no sender', payload: Buffer.from('<xml><MsgType>text</MsgType><Content>x</Content></xml>') }
  ],
  inbound,
  exchanges: [{
    name: 'verification of the address',
    request: ({ endpoints, options, nowMs }) => {
      const [timestamp, nonce] = [String(nowMs / 1000), '7']
      const query = new URLSearchParams({ signature: sign((options as typeof OPTIONS).token, timestamp, nonce), timestamp, nonce, echostr: '5927782489442352469' })
      return { method: 'GET', url: `${new URL(endpoints[0] ?? '').pathname}?${query.toString()}` }
    },
    holds: ({ statusCode, body }) => statusCode === 200 && body === '5927782489442352469'
  }],
  sendPath: SEND,
  outbound: [
    { name: 'text', content: { type: 'text', text: 'hello 你好' }, calls: [sent('text', { content: 'hello 你好' })] },
    { name: 'image', content: async (media) => ({ type: 'image', media: await picture(media) }), calls: [upload, sent('image', { media_id: 'ID-image' })] },
    { name: 'voice', content: async (media) => ({ type: 'voice', media: await stored(sampleVoice, 'audio/amr')(media) }), calls: [upload, sent('voice', { media_id: 'ID-voice' })] },
    { name: 'video', content: async (media) => ({ type: 'video', media: await stored(sampleVideo, 'video/mp4')(media), thumbnail: await picture(media) }), calls: [upload, upload, sent('video', { media_id: 'ID-video', thumb_media_id: 'ID-thumb' })] },
    { name: 'link', content: { type: 'link', url: 'https://example.com/', title: 'T' }, calls: [sent('news', { articles: [{ title: 'T', description: '', url: 'https://example.com/' }] })] },
    { name: 'menu', content: { type: 'menu', text: 'Q', items: [{ id: '1', label: 'A' }] }, calls: [sent('msgmenu', { head_content: 'Q', list: [{ id: '1', content: 'A' }] })] },
    { name: 'card', content: { type: 'card', kind: 'coupon', title: 'T', data: { cardId: 'C' } }, calls: [sent('wxcard', { card_id: 'C' })] },
    { name: 'template', content: { type: 'template', template: 'T1', text: '已退款', values: { amount2: '199' } }, calls: [{ method: 'POST', path: '/cgi-bin/message/template/send', body: { template_id: 'T1', data: { amount2: { value: '199' } } } }], externalId: '200228332' },
    { name: 'agent', content: { type: 'text', text: 'hi' }, author: { kind: 'agent', id: 'a' }, calls: [{ method: 'POST', path: SEND, body: (call) => !('customservice' in (jsonBody(call) as object)) }] }
  ],
  faults: [
    { name: 'busy', answer: refusal(-1), verdict: 'retry', afterMs: 1000 },
    { name: 'too often', answer: refusal(45011), verdict: 'retry', afterMs: 1000 },
    { name: 'quota', answer: refusal(45009), verdict: 'retry', afterMs: 16 * 3_600_000 },
    { name: 'window', answer: refusal(45015), verdict: 'window-closed' },
    { name: 'count', answer: refusal(45047), verdict: 'window-closed' },
    { name: 'unfollowed', answer: refusal(43004), verdict: 'recipient-gone' },
    { name: 'risky', answer: refusal(87014), verdict: 'rejected' },
    { name: 'no right', answer: refusal(48001), verdict: 'unauthorized', afterMs: 3_600_000 },
    { name: 'a token that just ended', answer: refusal(42001), times: 1, verdict: 'sent' },
    { name: 'a token that is never right', answer: refusal(40001), verdict: 'unauthorized', afterMs: 60_000 },
    { name: 'a secret that is wrong', path: '/cgi-bin/stable_token', answer: refusal(40125), verdict: 'unauthorized' },
    { name: 'a gateway in between', answer: () => new Response('<html>', { status: 504 }), verdict: 'uncertain' }
  ],
  media: {
    remote: 'media:M',
    answer: (body, { url }) => url.pathname === '/cgi-bin/media/get' ? new Response(body, { headers: { 'content-type': 'image/jpeg' } }) : undefined,
    content: samplePicture,
    mimeType: 'image/jpeg'
  }
}

channelConformance(t, plugin, sample)

t.test('is sealed by the sample as the simulator seals it', async (t) => {
  const site = { baseUrl: '', endpoints: ['http://hub.test/x'], options: OPTIONS, nowMs: NOW_MS }
  const theirs = buildCallback({ ...ACCOUNT, callbackUrl: 'http://hub.test/x' }, OPENID, { MsgType: 'text', Content: 'hi', MsgId: 1n }, { nowMs: NOW_MS })
  const ours = seal(xml('<MsgType>text</MsgType>'), site)
  t.same([...new URL(ours.url, 'http://hub.test').searchParams.keys()].sort(), Object.keys(theirs.query).sort())
  t.equal(theirs.body.replace(/<Encrypt>.*<\/Encrypt>/, ''), ours.body.toString().replace(/<Encrypt>.*<\/Encrypt>/, ''))
})
