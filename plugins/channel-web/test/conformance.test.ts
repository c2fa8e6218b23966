import t from 'tap'
import { WebSocket } from 'ws'
import type { Content } from '@kefuhub/contract'
import {
  channelConformance,
  type ChannelRequest, type HostedFile, type HostedInbound, type HostedListening, type HostedOutbound, type HostedSample, type HostedSite
} from '@kefuhub/contract/testing'
import channel from '../src/index.js'
import type { ToHub, Uploaded, WireContent } from '../src/wire.js'
import { PAGE } from './stand.js'

const NOW_MS = Date.UTC(2026, 5, 1, 12)
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const WAV = Buffer.from('UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=', 'base64')
const MP4 = Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex')
const PDF = Buffer.from('%PDF-1.7\n')

const OPTIONS = { origins: [PAGE], userSecret: 'a secret of the main shop', maxUploadBytes: 2048, messagesPerMinute: 6000 }

type Send = Extract<ToHub, { kind: 'send' }>['content']

function post ({ hub }: Pick<HostedSite, 'hub'>, path: string, payload: object): ChannelRequest {
  return { method: 'POST', url: `${hub.prefix}/${path}`, headers: { origin: PAGE, 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(payload)) }
}
const call = (site: HostedSite, payload: ToHub | Record<string, unknown>): ChannelRequest => post(site, 'calls', payload)
const send = (site: HostedSite, clientId: string, content: Send | Record<string, unknown>): ChannelRequest => call(site, { kind: 'send', clientId, content })

function upload ({ content, name = 'file', mimeType = '' }: HostedFile, { hub }: HostedSite): ChannelRequest {
  return { method: 'POST', url: `${hub.prefix}/uploads?name=${encodeURIComponent(name)}`, headers: { origin: PAGE, 'content-type': mimeType }, body: content }
}

function kindOf (body: string): string | undefined {
  try {
    return (JSON.parse(body) as { kind?: string }).kind
  } catch {
    return undefined
  }
}

async function addressOf ({ app, prefix }: HostedSite['hub']): Promise<string> {
  return (app.server.listening ? app.listeningOrigin : await app.listen({ host: '127.0.0.1', port: 0 })) + prefix
}

async function listenToSocket ({ hub, session }: HostedSite, hear: (message: unknown) => void): Promise<HostedListening> {
  const socket = new WebSocket(`${(await addressOf(hub)).replace('http', 'ws')}/socket`, { origin: PAGE, headers: session.headers })
  const ended = new Promise((resolve) => { socket.on('close', resolve) })
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.once('open', () => { socket.send('{"kind":"resume"}') })
    socket.on('message', (data) => {
      hear(JSON.parse(String(data)))
      resolve()
    })
  })
  return { ended, leave: () => { socket.terminate() } }
}

async function listenToEvents ({ hub, session }: HostedSite, hear: (message: unknown) => void): Promise<HostedListening> {
  const stop = new AbortController()
  const response = await fetch(`${await addressOf(hub)}/events`, { headers: { origin: PAGE, ...session.headers }, signal: stop.signal })
  if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`)
  const texts = response.body.pipeThrough(new TextDecoderStream())
  let ended: Promise<unknown> = Promise.resolve()
  await new Promise<void>((resolve) => {
    ended = (async () => {
      let rest = ''
      for await (const text of texts) {
        const events = (rest + text).split('\n\n')
        rest = events.pop() ?? ''
        for (const event of events) {
          if (!event.startsWith('data: ')) continue
          hear(JSON.parse(event.slice('data: '.length)))
          resolve()
        }
      }
    })().catch(() => {})
  })
  return { ended, leave: () => { stop.abort() } }
}

const said = (name: string, clientId: string, content: Send, message: HostedInbound['message']['content']): HostedInbound =>
  ({ name, request: (site) => send(site, clientId, content), message: { content: message, trigger: 'message' } })

function brought (type: 'image' | 'voice' | 'video' | 'file', file: HostedFile & { mimeType: string }, more: Record<string, unknown> = {}): HostedInbound {
  return {
    name: type,
    async request (site) {
      const { media } = (await site.call(upload(file, site))).json<Uploaded>()
      return send(site, `client-${type}`, { type, media, ...(type === 'voice' && { durationMs: 900 }) })
    },
    message: { content: { type, media: { mimeType: file.mimeType, bytes: file.content.length, name: file.name }, ...more }, trigger: 'message' },
    file: file.content
  }
}

const rated: HostedInbound = {
  name: 'a rating',
  async request (site) {
    const { hub, session: { customer } } = site
    const at = new Date(NOW_MS)
    await hub.emit('conversation.closed', {
      conversation: { id: 'c1', channel: hub.id, thread: `${hub.id}:${customer}`, contact: 'k1', state: 'closed', tags: [], unread: false, startedAt: at, lastMessageAt: at, closedAt: at }
    })
    return call(site, { kind: 'rate', conversation: 'c1', score: 5 })
  },
  message: { content: { type: 'event', name: 'rating', data: { score: '5', conversation: 'c1' } } }
}

function shown (name: string, content: HostedOutbound['content'], wire: Partial<WireContent> | Record<string, unknown>): HostedOutbound {
  return { name, content, heard: { kind: 'message', message: { from: 'bot', content: wire } } }
}

const withPicture = (toContent: (media: Extract<Content, { type: 'image' }>['media']) => Content): HostedOutbound['content'] =>
  async (media) => toContent(await media.put(PNG, { name: 'a.png', mimeType: 'image/png' }))

const spoilCookie = (change: (cookie: string) => string) => (request: ChannelRequest): ChannelRequest =>
  ({ ...request, headers: { ...request.headers, cookie: change(request.headers?.['cookie'] ?? '') } })
const fromPage = (origin: string | undefined) => ({ headers: { origin: _origin, ...headers } = {}, ...request }: ChannelRequest): ChannelRequest =>
  ({ ...request, headers: { ...headers, ...(origin !== undefined && { origin }) } })

const FILLED = { type: 'form', form: 'repair', lang: 'zh', title: '', fields: [{ name: 'product', title: '', value: 'x' }, { name: 'fault', title: '', value: 'broken' }] }

const sample: HostedSample = {
  platform: 'hub',
  options: OPTIONS,
  otherOptions: { origins: [PAGE], userSecret: 'a secret of the other shop' },
  badOptions: [
    { name: 'an origin with a path', options: { ...OPTIONS, origins: ['https://shop.test/chat'] }, path: '/origins/0' },
    { name: 'a colour by name', options: { ...OPTIONS, color: 'red' }, path: '/color' },
    { name: 'a short secret', options: { ...OPTIONS, userSecret: 'short' }, path: '/userSecret' },
    { name: 'a question in one language', options: { ...OPTIONS, suggestions: [{ zh: '退款' }] }, path: '/suggestions/0/en' },
    { name: 'an hour that is none', options: { ...OPTIONS, hours: { to: '24:00' } }, path: '/hours/to' },
    { name: 'no room for a file', options: { ...OPTIONS, maxUploadBytes: 0 }, path: '/maxUploadBytes' }
  ],
  nowMs: NOW_MS,
  async openSession (hub) {
    const { method, url, headers = {}, body = '' } = post({ hub }, 'session', {})
    const [cookie = ''] = String((await hub.inject({ method, url, headers, payload: body })).headers['set-cookie']).split(';')
    return { customer: /=(.*)\./.exec(cookie)?.[1] ?? '', headers: { cookie } }
  },
  text: ({ id, text }, site) => send(site, `client-${id}`, { type: 'text', text }),
  acknowledges: ({ statusCode, body }) => statusCode === 200 && ['stored', 'rated'].includes(kindOf(body) ?? ''),
  // A call that breaks the protocol is answered as one over the WebSocket is.
  refuses: ({ statusCode, body }) => (statusCode >= 400 && statusCode < 500) || (statusCode === 200 && kindOf(body) === 'refused'),
  forgeries: [
    { name: 'another signature', forge: spoilCookie((cookie) => cookie.replace(/\.\w?.{4}/, '.0000')) },
    { name: 'no signature', forge: spoilCookie((cookie) => cookie.replace(/\..*/, '')) },
    { name: 'another visitor', forge: spoilCookie((cookie) => cookie.replace(/=v-.{4}/, '=v-0000')) },
    { name: 'a user whom nobody signed', forge: spoilCookie((cookie) => cookie.replace(/=v-[^.]*/, '=u-42')) },
    { name: 'another page', forge: fromPage('https://evil.test') },
    { name: 'a page that looks like it', forge: fromPage(`${PAGE}.evil.test`) },
    { name: 'a page without a name', forge: fromPage('null') },
    { name: 'no page', forge: fromPage(undefined) }
  ],
  maxBodyBytes: 65_536,
  malformed: [
    { name: 'a list', payload: Buffer.from('[]') },
    { name: 'null', payload: Buffer.from('null') },
    { name: 'no client id', payload: Buffer.from('{"kind":"send","content":{"type":"text","text":"x"}}') },
    { name: 'a client id that is none', payload: Buffer.from('{"kind":"send","clientId":"a b c d e f","content":{"type":"text","text":"x"}}') },
    { name: 'no text', payload: Buffer.from('{"kind":"send","clientId":"client-0001","content":{"type":"text","text":""}}') },
    { name: 'an event', payload: Buffer.from('{"kind":"send","clientId":"client-0001","content":{"type":"event","name":"visit"}}') },
    { name: 'a field that nobody knows', payload: Buffer.from('{"kind":"send","clientId":"client-0001","content":{"type":"text","text":"x"},"sender":"v-1"}') },
    { name: 'a prototype', payload: Buffer.from('{"kind":"send","clientId":"client-0001","content":{"type":"text","text":"x"},"__proto__":{}}') }
  ],
  refusals: [
    { name: 'a session for another page', request: (site) => fromPage('https://evil.test')(post(site, 'session', {})), status: 403 },
    { name: 'a session for no page', request: (site) => fromPage(undefined)(post(site, 'session', {})), status: 403 },
    { name: 'a session of a user whom nobody signed', request: (site) => post(site, 'session', { user: `42:${NOW_MS / 1000 + 60}:${'0'.repeat(64)}` }), status: 403 },
    { name: 'a session that says too much', request: (site) => post(site, 'session', { page: { url: 'x'.repeat(3000) } }), status: 400 },
    { name: 'a call of no kind', request: (site) => call(site, { kind: 'other' }) },
    { name: 'a time that nobody lives to see', request: (site) => call(site, { kind: 'resume', after: { at: 1e300, id: 'x' } }) },
    { name: 'a rating of what was no conversation of theirs', request: (site) => call(site, { kind: 'rate', conversation: 'c9', score: 5 }) },
    { name: 'a file that nobody brought', request: (site) => send(site, 'client-0001', { type: 'image', media: { src: 'media/x?s=y', mimeType: 'image/png', bytes: 1 } }) },
    ...[
      [{ form: 'secret' }, 'a form that nobody offers'],
      [{ fields: [] }, 'a form without what is needed'],
      [{ fields: [...FILLED.fields, { name: 'fault', title: '', value: 'broken' }] }, 'a form with a field twice'],
      [{ fields: [...FILLED.fields, { name: 'price', title: '', value: 1 }] }, 'a form with a field that it has not'],
      [{ fields: [...FILLED.fields, { name: 'count', title: '', value: 'two' }] }, 'a form with a text for a number'],
      [{ fields: [...FILLED.fields, { name: 'boughtOn', title: '', value: '31.12.2026' }] }, 'a form with a date that is none'],
      [{ fields: [{ name: 'fault', title: '', value: 'other' }, { name: 'product', title: '', value: 'x' }] }, 'a form with a choice that is none'],
      [{ fields: [{ name: 'fault', title: '', value: 'broken' }, { name: 'product', title: '', value: 'x'.repeat(101) }] }, 'a form with a text that is too long'],
      [{ lang: 'fr' }, 'a form in no language of ours']
    ].map(([more, name]) => ({ name: name as string, request: (site: HostedSite) => send(site, 'client-0001', { ...FILLED, ...more as object }) })),
    { name: 'an address that nobody signed', request: ({ hub }) => ({ method: 'GET', url: `${hub.prefix}/media/x?s=y` }), status: 404 }
  ],
  // Characters are counted, and these have four bytes each.
  longestText: '𠮷'.repeat(10_000),
  inbound: [
    said('a text', 'client-text', { type: 'text', text: '你好' }, { type: 'text', text: '你好' }),
    said('a tapped answer', 'client-choice', { type: 'choice', id: '1', label: '退款' }, { type: 'text', text: '退款' }),
    brought('image', { content: PNG, name: '图.png', mimeType: 'image/png' }),
    brought('voice', { content: WAV, name: 'note.wav', mimeType: 'audio/wav' }, { durationMs: 900 }),
    brought('video', { content: MP4, name: 'a.mp4', mimeType: 'video/mp4' }),
    brought('file', { content: PDF, name: 'a.pdf', mimeType: 'application/pdf' }, { name: 'a.pdf' }),
    said('a form', 'client-form', {
      type: 'form',
      form: 'repair',
      lang: 'zh',
      title: 'whatever the page says',
      fields: [{ name: 'isUrgent', title: '?', value: false }, { name: 'fault', title: '?', value: 'broken' }, { name: 'product', title: '?', value: '杯子' }, { name: 'boughtOn', title: '?', value: '' }],
      text: '裂了'
    }, {
      type: 'form',
      form: 'repair',
      title: '报修',
      fields: [{ name: 'product', title: '产品', value: '杯子' }, { name: 'fault', title: '故障', value: 'broken' }, { name: 'isUrgent', title: '加急', value: false }],
      text: '裂了',
      language: 'zh'
    }),
    rated
  ],
  outbound: [
    shown('a text', { type: 'text', text: '您好 <b>' }, { type: 'text', text: '您好 <b>' }),
    { ...shown('an agent', { type: 'text', text: 'hi' }, {}), author: { kind: 'agent', id: 'a', name: '小李' }, heard: { kind: 'message', message: { from: 'agent', name: '小李', content: { text: 'hi' } } } },
    shown('an image', withPicture((media) => ({ type: 'image', media })), { type: 'image', media: { mimeType: 'image/png', bytes: PNG.length, name: 'a.png' } }),
    shown('a voice note', withPicture((media) => ({ type: 'voice', media, durationMs: 900 })), { type: 'voice', durationMs: 900 }),
    shown('a video', withPicture((media) => ({ type: 'video', media })), { type: 'video' }),
    shown('a file', withPicture((media) => ({ type: 'file', media, name: 'b.png' })), { type: 'file', name: 'b.png' }),
    shown('a link', { type: 'link', url: 'https://a.test/', title: 'T', description: 'D' }, { type: 'link', url: 'https://a.test/', title: 'T', description: 'D' }),
    shown('a card', withPicture((image) => ({ type: 'card', kind: 'product', title: 'T', url: 'https://a.test/', image })), { type: 'card', kind: 'product', title: 'T', url: 'https://a.test/', image: { mimeType: 'image/png' } }),
    shown('a question', { type: 'card', kind: 'rating', title: '请评价' }, { type: 'rating', text: '请评价' }),
    shown('a menu', { type: 'menu', text: '?', items: [{ id: '1', label: 'A' }] }, { type: 'menu', text: '?', items: [{ id: '1', label: 'A' }] })
  ],
  listen: listenToSocket,
  history: (site) => call(site, { kind: 'resume' }),
  mark: (kind, { at, id }, site) => call(site, { kind, upTo: { at: at.getTime(), id } }),
  typing: {
    request: (isTyping, site) => call(site, { kind: 'typing', isTyping }),
    heard: (isTyping) => ({ kind: 'typing', isTyping })
  },
  files: {
    upload,
    ofBytes: (bytes) => ({ content: Buffer.alloc(bytes, 'x'), name: 'a.txt', mimeType: 'text/plain' }),
    refused: [
      { content: Buffer.from('MZ\0\0binary'), name: 'a.png', mimeType: 'application/x-msdownload' },
      { content: Buffer.from('\0\0binary'), name: 'a', mimeType: 'application/octet-stream' }
    ]
  }
}

t.test('over a WebSocket', async (t) => { await channelConformance(t, channel, sample) })
t.test('where WebSocket is blocked', async (t) => { await channelConformance(t, channel, { ...sample, listen: listenToEvents }) })
