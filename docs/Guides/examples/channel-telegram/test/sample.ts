import type { ChannelSample, PlatformCall, Saying } from '@kefuhub/contract/testing'

const NOW_MS = Date.UTC(2026, 5, 1, 12)
const DATE = NOW_MS / 1000 - 60
const PICTURE = Buffer.from('ffd8ffe000104a464946', 'hex')
const TOKEN = '123456789:a-token-that-only-the-bot-knows'
const options = { token: TOKEN, webhookSecret: 'a-secret-of-the-webhook' }

/** A simulation of the platform: as strict as it has to be. */
async function platform ({ url, headers, body }: PlatformCall): Promise<Response> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': headers.get('content-type') ?? '' } }).formData()
  const has = (...fields: string[]) => fields.every((field) => form.has(field))
  switch (url.pathname) {
    case `/bot${TOKEN}/sendMessage`: return has('chat_id', 'text') ? Response.json({ ok: true, result: { message_id: 77 } }) : failure(400, 'Bad Request: message text is empty')
    case `/bot${TOKEN}/sendPhoto`: return has('chat_id', 'photo') ? Response.json({ ok: true, result: { message_id: 78 } }) : failure(400, 'Bad Request: there is no photo')
    case `/bot${TOKEN}/getFile`: return Response.json({ ok: true, result: { file_path: 'photos/1.jpg' } })
    default: return failure(401, 'Unauthorized')
  }
}

const failure = (code: number, description: string, parameters?: object) => Response.json({ ok: false, error_code: code, description, parameters }, { status: code })
const update = (message: object) => Buffer.from(JSON.stringify({ update_id: 1, message }))
const said = ({ sender, id, atMs }: Omit<Saying, 'text'>, content: object) => update({ message_id: Number(id), from: { id: 9 }, chat: { id: sender }, date: atMs / 1000, ...content })
const fromAnn = (content: object) => update({ message_id: 5, from: { id: 42, first_name: 'Ann' }, chat: { id: 42 }, date: DATE, ...content })
const arrived = { eventKey: '42:5', sender: { id: '42', name: 'Ann' }, sentAt: new Date(DATE * 1000) }

export const sample: ChannelSample = {
  options,
  otherOptions: { ...options, webhookSecret: 'another-secret-of-the-webhook' },
  badOptions: [
    { name: 'no secret', options: { token: TOKEN }, path: '/webhookSecret' },
    { name: 'a token that is none', options: { ...options, token: 'token' }, path: '/token' }
  ],
  nowMs: NOW_MS,
  platform,
  seal: (payload, { baseUrl, options }) => ({
    method: 'POST',
    url: `${baseUrl}/webhook`,
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': String(options['webhookSecret']) },
    body: payload
  }),
  forgeries: [
    { name: 'no secret', forge: (request) => ({ ...request, headers: { 'content-type': 'application/json' } }) },
    { name: 'another secret', forge: (request) => ({ ...request, headers: { ...request.headers, 'x-telegram-bot-api-secret-token': 'b-secret-of-the-webhook' } }) }
  ],
  acknowledgement: { status: 200 },
  staleAfterMs: null,
  maxBodyBytes: 256 * 1024,
  text: ({ text, ...saying }) => said(saying, { text }),
  unknownType: (saying) => said(saying, { hologram: {} }),
  malformed: [
    { name: 'no update_id', payload: Buffer.from('{"message":{}}') },
    { name: 'a message without a chat', payload: update({ message_id: 5, date: DATE, text: 'hi' }) }
  ],
  inbound: [
    { name: 'a text', payload: fromAnn({ text: '你好' }), message: { ...arrived, content: { type: 'text', text: '你好' } } },
    { name: 'a picture', payload: fromAnn({ photo: [{ file_id: 'small' }, { file_id: 'large' }] }), message: { ...arrived, content: { type: 'image', media: { state: 'remote', remote: 'large' } } } },
    { name: 'an update about something else', payload: Buffer.from('{"update_id":2,"poll":{}}') }
  ],
  exchanges: [],
  sendPath: /\/send(Message|Photo)$/,
  outbound: [
    { name: 'a text', content: { type: 'text', text: '你好' }, calls: [{ method: 'POST', path: `/bot${TOKEN}/sendMessage`, body: ({ body }) => body.includes('你好') && body.includes('customer') }], externalId: '77' },
    { name: 'a picture', content: async (media) => ({ type: 'image', media: await media.put(PICTURE, { mimeType: 'image/jpeg' }) }), calls: [{ method: 'POST', path: `/bot${TOKEN}/sendPhoto`, body: ({ body }) => body.includes(PICTURE) }], externalId: '78' }
  ],
  faults: [
    { name: 'too fast', answer: () => failure(429, 'Too Many Requests', { retry_after: 7 }), verdict: 'retry', afterMs: 7000 },
    { name: 'a token that is over', answer: () => failure(401, 'Unauthorized'), verdict: 'unauthorized' },
    { name: 'a customer who blocked the bot', answer: () => failure(403, 'Forbidden: bot was blocked by the user'), verdict: 'recipient-gone' },
    { name: 'a chat that is not there', answer: () => failure(400, 'Bad Request: chat not found'), verdict: 'rejected' },
    { name: 'a page of a gateway', answer: () => new Response('<html>', { status: 502 }), verdict: 'uncertain' }
  ],
  media: {
    remote: 'large',
    answer: (body, { url }) => url.pathname.endsWith('/photos/1.jpg') ? new Response(body, { headers: { 'content-type': 'image/jpeg' } }) : undefined,
    content: PICTURE,
    mimeType: 'image/jpeg'
  }
}
