import { isUtf8 } from 'node:buffer'
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Content, MediaStore } from '@kefuhub/contract'
import { channelConformance, jsonBody, type ChannelRequest, type ChannelSample, type ChannelSite, type InboundSample, type PlatformCall, type Saying } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../src/index.js'
import { CODES, SIMULATED_WIRE, UPLOAD_PATH, openWith } from '../src/simulator/index.js'
import { ACCOUNT, CONSUMER, NOW_MS, OPTIONS } from './stand.js'

const SEND = '/api/open/im/third/send'
const WRITTEN_MS = NOW_MS - 60_000
const AGE_MS = 300_000
const IMAGE_URL = 'https://sns-img.xhscdn.com/a.jpg'

/** Encrypts any bytes, as the platform does with the JSON it writes. */
function sealBytes (payload: Buffer, keyHex: string): string {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(keyHex, 'hex'), iv)
  return `${iv.toString('base64')}~split~${Buffer.concat([cipher.update(payload), cipher.final()]).toString('base64')}`
}

/** The platform signs, as an operator may be told that it does: without that, the address is the only proof beside the key. */
const SIGNATURE = { kind: 'hmac-sha256', name: 'X-Sign', signed: '{body}', key: 'key-of-the-signature' }

/** A payload is the message with its content in the open; what is none goes where the content stands. */
function seal (payload: Buffer, { endpoints, options }: ChannelSite) {
  const { im: { cipherKey }, wire: { inbound: { signature: { key } } } } = options as typeof sampleOptions
  const url = new URL(endpoints.find((endpoint) => endpoint.endsWith('/api/open/im/send')) ?? '').pathname
  let body: Record<string, unknown>
  try {
    if (!isUtf8(payload)) throw new TypeError('bytes')
    const { content, ...message } = JSON.parse(payload.toString()) as { content: object }
    body = { ...message, content: sealBytes(Buffer.from(JSON.stringify(content)), cipherKey) }
  } catch {
    body = { ...around({ sender: CONSUMER, id: '1', atMs: NOW_MS }), message_type: 'TEXT', content: sealBytes(payload, cipherKey) }
  }
  return sign({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) }, key)
}

function sign ({ headers, body, ...request }: ChannelRequest, key: string): ChannelRequest {
  return { ...request, headers: { ...headers, 'x-sign': createHmac('sha256', key).update(body ?? '').digest('hex') }, body: body ?? Buffer.alloc(0) }
}

const around = ({ sender, id, atMs }: Omit<Saying, 'text'>) =>
  ({ message_id: id, message_source: 1, from_user_id: sender, to_user_id: ACCOUNT, timestamp: atMs, user_info: { nickname: '小红薯', header_image: '' } })
const payload = (type: string, content: object, saying: Omit<Saying, 'text'> = { sender: CONSUMER, id: '1', atMs: WRITTEN_MS }, more: object = {}): Buffer =>
  Buffer.from(JSON.stringify({ ...around(saying), message_type: type, content, ...more }))

function arrives (name: string, type: string, content: object, becomes: Content, more: object = {}): InboundSample {
  const kind = becomes.type === 'event' ? becomes.name : 'msg'
  return {
    name,
    payload: payload(type, content, undefined, more),
    message: {
      eventKey: `${kind}:${CONSUMER}:1`,
      sender: { id: CONSUMER, name: '小红薯' },
      sentAt: new Date(WRITTEN_MS),
      content: becomes,
      ...(becomes.type === 'event' ? {} : { trigger: 'message' })
    }
  }
}

const avatarUrl = 'https://sns-avatar.xhscdn.com/a.jpg'
const media = { state: 'remote' as const, remote: IMAGE_URL }

const inbound: InboundSample[] = [
  arrives('text', 'TEXT', { text: '你好，还有货吗？😀' }, { type: 'text', text: '你好，还有货吗？😀' }),
  arrives('emoji', 'EMOJI', { name: '[微笑]' }, { type: 'text', text: '[微笑]' }),
  arrives('image', 'IMAGE', { url: IMAGE_URL }, { type: 'image', media }),
  arrives('voice', 'VOICE', { url: IMAGE_URL }, { type: 'voice', media }),
  arrives('video', 'VIDEO', { url: IMAGE_URL, cover: IMAGE_URL }, { type: 'video', media, thumbnail: media }),
  arrives('note', 'NOTE', { title: 'T', note_id: 'N' }, { type: 'card', kind: 'note', title: 'T', data: { noteId: 'N' } }),
  arrives('place', 'LOCATION', { latitude: 31.2, longitude: 121.5, name: '上海' }, { type: 'location', latitude: 31.2, longitude: 121.5, label: '上海' }),
  arrives('recall', 'RECALL', { message_id: '9' }, { type: 'event', name: 'recall', key: '9' }),
  { ...arrives('picture of the customer', 'TEXT', { text: 'x' }, { type: 'text', text: 'x' }, { user_info: { nickname: '小红薯', avatar: avatarUrl } }), profile: { senderId: CONSUMER, profile: { name: '小红薯', avatarUrl } } }
]

/** What was sent, with its content opened. */
function openSend (call: PlatformCall): Record<string, unknown> {
  const body = jsonBody(call) as Record<string, unknown>
  return { ...body, content: openWith(OPTIONS.im.cipherKey, body.content) }
}

function platform (call: PlatformCall): Response {
  switch (call.url.pathname) {
    case UPLOAD_PATH: return Response.json({ code: 0, success: true, data: { media_id: 'M-1' } })
    case SEND:
      // The kit looks for what was written, so the sample's platform leaves it open.
      call.body = Buffer.from(JSON.stringify(openSend(call)))
      return Response.json({ code: 0, msg: 'success', success: true, data: { message_id: 'S-1' } })
    default: return Response.json({ code: 404, msg: 'no such call', success: false })
  }
}

const refusal = (code: number) => () => Response.json({ code, msg: 'refused', success: false })
const sends = (type: string, content: object) => ({ method: 'POST', path: SEND, body: { message_type: type, request_id: 'message-1', content } })
const picture = async (store: MediaStore): Promise<Content> => ({ type: 'image', media: await store.put(Buffer.from([0xff, 0xd8, 0xff]), { name: 'a.jpg', mimeType: 'image/jpeg' }) })

const sampleOptions = { ...OPTIONS, maxAgeMs: AGE_MS, replyWindow: { durationMs: 86_400_000 }, wire: { ...SIMULATED_WIRE, inbound: { signature: SIGNATURE } } }

const sample: ChannelSample = {
  options: sampleOptions,
  otherOptions: { ...sampleOptions, im: { ...sampleOptions.im, cipherKey: 'ffeeddccbbaa99887766554433221100' } },
  badOptions: [
    { name: 'a short key', options: { ...sampleOptions, im: { ...sampleOptions.im, cipherKey: '0011' } }, path: '/im/cipherKey' },
    { name: 'neither messages nor leads', options: {}, path: '/im' },
    { name: 'a nested mistake', options: { ...sampleOptions, wire: { outbound: { fields: { account: 1 } } } }, path: '/wire/outbound/fields/account' }
  ],
  nowMs: NOW_MS,
  platform,
  seal,
  forgeries: [
    { name: 'no signature', forge: ({ headers, ...request }) => ({ ...request, headers: { 'content-type': headers?.['content-type'] ?? '' } }) },
    { name: 'another signature', forge: (request) => sign(request, 'another key') },
    { name: 'a body that was changed', forge: ({ body, ...request }) => ({ ...request, body: Buffer.from(String(body).replace('"message_source":1', '"message_source":2')) }) },
    { name: 'a content that another key sealed', forge: change((body) => ({ ...body, content: sealBytes(Buffer.from('{"text":"x"}'), 'ffeeddccbbaa99887766554433221100') })) },
    { name: 'a content in the open', forge: change((body) => ({ ...body, content: { text: 'x' } })) },
    { name: 'no content', forge: change(({ content: _content, ...body }) => body) },
    { name: 'a content that lacks its last block', forge: change((body) => ({ ...body, content: String(body.content).slice(0, -24) })) },
    { name: 'another account', forge: change((body) => ({ ...body, to_user_id: 'other' })) }
  ],
  acknowledgement: { status: 200, body: '{"code":0,"msg":"success","success":true}' },
  staleAfterMs: AGE_MS + 1000,
  maxBodyBytes: 256 * 1024,
  text: ({ text, ...saying }) => payload('TEXT', { text }, saying),
  unknownType: (saying) => payload('HOLOGRAM', { light: 1 }, saying),
  malformed: [
    { name: 'no object', payload: Buffer.from('[1]') },
    { name: 'nested deep', payload: Buffer.from('['.repeat(100) + ']'.repeat(100)) },
    { name: 'another prototype', payload: Buffer.from('{"__proto__":{"text":"x"}') }
  ],
  inbound,
  exchanges: [{
    name: 'a lead whose signature is missing',
    request: ({ endpoints }) => ({ method: 'POST', url: new URL(endpoints.find((url) => url.endsWith('/leads')) ?? '').pathname, body: Buffer.from('{"data":{"id":1}}') }),
    holds: ({ statusCode, body }) => statusCode === 403 && body === '{"code":1,"msg":"refused","success":false}'
  }],
  sendPath: SEND,
  outbound: [
    { name: 'text', content: { type: 'text', text: 'hello 你好' }, calls: [sends('TEXT', { text: 'hello 你好' })], externalId: 'S-1' },
    { name: 'image', content: picture, calls: [{ method: 'POST', path: UPLOAD_PATH }, sends('IMAGE', { media_id: 'M-1' })], externalId: 'S-1' },
    { name: 'card', content: { type: 'card', kind: 'note', title: 'T', data: { noteId: 'N' } }, calls: [sends('NOTE', { note_id: 'N' })] }
  ],
  faults: [
    { name: 'busy', answer: refusal(CODES.busy), verdict: 'retry' },
    { name: 'too often', answer: () => new Response('slow down', { status: 429, headers: { 'retry-after': '7' } }), verdict: 'retry', afterMs: 7000 },
    { name: 'window', answer: refusal(CODES.window), verdict: 'window-closed' },
    { name: 'blocked', answer: refusal(CODES.gone), verdict: 'recipient-gone' },
    { name: 'content', answer: refusal(CODES.content), verdict: 'rejected' },
    { name: 'a code that nobody knows', answer: refusal(12345), verdict: 'rejected' },
    { name: 'account', answer: refusal(CODES.account), verdict: 'unauthorized', afterMs: 60_000 },
    { name: 'token', answer: refusal(CODES.token), verdict: 'unauthorized', afterMs: 60_000 },
    { name: 'HTTP 401', answer: () => new Response('no', { status: 401 }), verdict: 'unauthorized' },
    { name: 'a gateway in between', answer: () => new Response('<html>', { status: 504 }), verdict: 'uncertain' },
    { name: 'a page of a wrong host', answer: () => new Response('<html>', { status: 404 }), verdict: 'retry' },
    { name: 'an answer without a code', answer: () => Response.json({}), verdict: 'uncertain' }
  ],
  media: {
    remote: IMAGE_URL,
    answer: (body) => new Response(body, { headers: { 'content-type': 'image/jpeg' } }),
    content: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
    mimeType: 'image/jpeg'
  }
}

/** Changes a body and signs it as well as the platform would: what is wrong must show by itself. */
function change (edit: (body: Record<string, unknown>) => object) {
  return (request: ChannelRequest) => sign({ ...request, body: Buffer.from(JSON.stringify(edit(JSON.parse(String(request.body)) as Record<string, unknown>))) }, SIGNATURE.key)
}

channelConformance(t, plugin, sample)
