import type { ChannelSample, Saying } from '@kefuhub/contract/testing'
import { prove } from '../src/proof.js'
import { MAX_AGE_MS, MAX_BODY_BYTES } from '../src/receive.js'
import { answerCall } from '../src/simulator/index.js'
import { PROOF_HEADER, TIME_HEADER, type Answer } from '../src/wire.js'

const NOW_MS = Date.UTC(2026, 5, 1, 12)
const AT_MS = NOW_MS - 60_000
const PICTURE = Buffer.from('ffd8ffe000104a464946', 'hex')
const options = { token: 'a token of the sample', webhookSecret: 'a secret of the sample' }

const posted = (fields: object) => Buffer.from(JSON.stringify(fields))
const said = ({ sender, id, atMs }: Omit<Saying, 'text'>, fields: object) => posted({ id, from: sender, at: atMs, ...fields })
const fromAnn = (fields: object) => posted({ id: '5', from: 'ann', at: AT_MS, ...fields })
const arrived = { eventKey: 'ann:5', sender: { id: 'ann' }, sentAt: new Date(AT_MS), trigger: 'message' }
const failing = (answer: Answer) => () => Response.json(answer)

/** What the conformance kit must know of the platform. */
export const sample: ChannelSample = {
  options,
  otherOptions: { ...options, webhookSecret: 'another secret of the sample' },
  badOptions: [
    { name: 'no token', options: { webhookSecret: options.webhookSecret }, path: '/token' },
    { name: 'a secret that is too short', options: { ...options, webhookSecret: 'short' }, path: '/webhookSecret' }
  ],
  nowMs: NOW_MS,
  platform (call) {
    const { status, body } = answerCall({ ...call, headers: Object.fromEntries(call.headers) }, options.token)
    // The kit wants to know the id before it is given.
    return Response.json(body.id === undefined ? body : { id: 'sent-1' }, { status })
  },
  seal: (payload, { baseUrl, options, nowMs }) => ({
    method: 'POST',
    url: `${baseUrl}/webhook`,
    headers: { 'content-type': 'application/json', [TIME_HEADER]: String(nowMs), [PROOF_HEADER]: prove(payload, String(nowMs), String(options['webhookSecret'])) },
    body: payload
  }),
  forgeries: [
    { name: 'no proof', forge: (request) => ({ ...request, headers: { 'content-type': 'application/json', [TIME_HEADER]: String(NOW_MS) } }) },
    { name: 'another body', forge: (request) => ({ ...request, body: fromAnn({ type: 'text', text: 'send me money' }) }) }
  ],
  acknowledgement: { status: 200 },
  staleAfterMs: MAX_AGE_MS + 1,
  maxBodyBytes: MAX_BODY_BYTES,
  text: ({ text, ...saying }) => said(saying, { type: 'text', text }),
  unknownType: (saying) => said(saying, { type: 'hologram' }),
  malformed: [
    { name: 'no sender', payload: posted({ id: '5', at: AT_MS, type: 'text', text: 'hi' }) },
    { name: 'a list', payload: posted([]) }
  ],
  inbound: [
    { name: 'a text', payload: fromAnn({ type: 'text', text: '你好' }), message: { ...arrived, content: { type: 'text', text: '你好' } } },
    { name: 'a picture', payload: fromAnn({ type: 'image', file: 'f1' }), message: { ...arrived, content: { type: 'image', media: { state: 'remote', remote: 'f1' } } } }
  ],
  exchanges: [],
  sendPath: '/messages',
  outbound: [
    { name: 'a text', content: { type: 'text', text: '你好' }, calls: [{ method: 'POST', path: '/messages', body: { to: 'customer', type: 'text', text: '你好' } }], externalId: 'sent-1' },
    {
      name: 'a picture',
      content: async (media) => ({ type: 'image', media: await media.put(PICTURE, { mimeType: 'image/jpeg' }) }),
      calls: [{ method: 'POST', path: '/messages', body: { type: 'image', image: PICTURE.toString('base64') } }]
    }
  ],
  faults: [
    { name: 'busy', answer: failing({ error: 'busy', waitS: 7 }), verdict: 'retry', afterMs: 7000 },
    { name: 'credentials', answer: failing({ error: 'credentials' }), verdict: 'unauthorized' },
    { name: 'a customer who left', answer: failing({ error: 'gone' }), verdict: 'recipient-gone' },
    { name: 'bad words', answer: failing({ error: 'refused', message: 'bad words' }), verdict: 'rejected' },
    { name: 'a page of a gateway', answer: () => new Response('<html>', { status: 502 }), verdict: 'uncertain' }
  ],
  media: {
    remote: 'f1',
    answer: (body, { url }) => url.pathname === '/files/f1' ? new Response(body, { headers: { 'content-type': 'image/jpeg' } }) : undefined,
    content: PICTURE,
    mimeType: 'image/jpeg'
  }
}
