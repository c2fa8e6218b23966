import { createHmac } from 'node:crypto'
import { FakeClock } from '@kefuhub/contract/testing'
import t from 'tap'
import { Proof } from '../../src/rest/proof.js'
import type { WebhookOptions } from '../../src/rest/ticket-options.js'
import { vectors } from '../open.js'

const SECRET = 'a-secret-for-tests'
const BODY = Buffer.from('{"id":1}')
const AT_MS = 1_700_000_000_000

function openProof (options: Partial<WebhookOptions>, nowMs = AT_MS): Proof {
  return new Proof({ kind: 'sha256', secret: SECRET, prefix: '', encoding: 'hex', signs: 'body', maxAgeMs: 300_000, news: '$', ...options }, new FakeClock(nowMs))
}

const hmac = (kind: string, text: string, encoding: 'hex' | 'base64' = 'hex') => createHmac(kind, SECRET).update(text).update(BODY).digest(encoding)
const STALE = { code: 'TICKET_ERR_WEBHOOK_STALE' }
const WRONG = { code: 'TICKET_ERR_WEBHOOK_SIGNATURE' }

t.test('takes the vectors of Standard Webhooks, with several secrets too', async (t) => {
  for (const [id, secret, previousSecret, signature] of [
    ['standard-webhooks-published', 'secret', undefined, 'webhookSignature'],
    ['standard-webhooks-rotation-utf8', 'secretCurrent', undefined, 'webhookSignatureCurrentOnly'],
    ['standard-webhooks-rotation-utf8', 'secretCurrent', undefined, 'webhookSignatureBoth'],
    ['standard-webhooks-rotation-utf8', 'secretPrevious', undefined, 'webhookSignatureBoth'],
    ['standard-webhooks-rotation-utf8', 'secretPrevious', 'secretCurrent', 'webhookSignatureCurrentOnly']
  ] as const) {
    const { input, ...vector } = vectors[id] ?? { input: {} }
    const { webhookId = '', webhookTimestamp = '', body = '' } = input
    const headers = { 'webhook-id': webhookId, 'webhook-timestamp': webhookTimestamp, 'webhook-signature': String(vector[signature]) }
    const atMs = Number(webhookTimestamp) * 1000
    const options = { kind: 'standard-webhooks', secret: input[secret] ?? '', ...(previousSecret !== undefined && { previousSecret: input[previousSecret] ?? '' }) } as const
    const delivery = { headers, body: Buffer.from(body) }
    const proof = openProof(options, atMs)
    proof.verify(delivery)
    t.equal(proof.idOf(delivery), webhookId)
    t.throws(() => proof.verify({ headers, body: Buffer.from(`${body} `) }), WRONG)
    t.throws(() => proof.verify({ headers: { ...headers, 'webhook-signature': '' }, body: delivery.body }), WRONG)
    t.throws(() => openProof(options, atMs + 300_001).verify(delivery), STALE)
    t.throws(() => openProof(options, atMs - 300_001).verify(delivery), STALE)
  }
})

t.test('takes secrets of Standard Webhooks only', async (t) => {
  const long = `whsec_${Buffer.alloc(65).toString('base64')}`
  for (const secret of ['a-secret-for-tests', 'whsec_', 'whsec_c2hvcnQ=', 'whsec_!!!!', long]) t.throws(() => openProof({ kind: 'standard-webhooks', secret }), { code: 'TICKET_ERR_REST_SECRET' }, secret)
})

t.test('takes the ways in which others sign', async (t) => {
  const seconds = String(AT_MS / 1000)
  const iso = new Date(AT_MS).toISOString()
  const cases: Array<[string, Partial<WebhookOptions>, Record<string, string>]> = [
    ['sha1', { kind: 'sha1', prefix: 'sha1=' }, { 'x-hub-signature': `sha1=${hmac('sha1', '')}` }],
    ['sha256', { prefix: 'sha256=' }, { 'x-hub-signature-256': `sha256=${hmac('sha256', '')}` }],
    ['base64', { encoding: 'base64', signatureHeader: 'X-Shop-Hmac' }, { 'x-shop-hmac': hmac('sha256', '', 'base64') }],
    ['time, a dot, body', { signs: 'timestamp.body', timestampHeader: 'X-Time' }, { 'x-hub-signature-256': hmac('sha256', `${seconds}.`), 'x-time': seconds }],
    ['time and body', { signs: 'timestamp+body', timestampHeader: 'X-Time' }, { 'x-hub-signature-256': hmac('sha256', iso), 'x-time': iso }],
    ['milliseconds', { signs: 'timestamp+body', timestampHeader: 'X-Time' }, { 'x-hub-signature-256': hmac('sha256', String(AT_MS)), 'x-time': String(AT_MS) }],
    ['the secret before', { secret: 'another-secret', previousSecret: SECRET }, { 'x-hub-signature-256': hmac('sha256', '') }]
  ]
  for (const [name, options, headers] of cases) {
    const proof = openProof(options)
    t.doesNotThrow(() => proof.verify({ headers, body: BODY }), name)
    t.throws(() => proof.verify({ headers, body: Buffer.from('{}') }), WRONG, name)
    t.throws(() => proof.verify({ headers: {}, body: BODY }), WRONG, name)
    if (options.timestampHeader !== undefined) t.throws(() => openProof(options, AT_MS + 400_000).verify({ headers, body: BODY }), STALE, name)
  }
  t.throws(() => openProof({ prefix: 'sha256=' }).verify({ headers: { 'x-hub-signature-256': hmac('sha256', '') }, body: BODY }), WRONG, 'without its prefix')
  const late = { 'x-hub-signature-256': hmac('sha256', 'soon'), 'x-time': 'soon' }
  t.throws(() => openProof({ signs: 'timestamp+body', timestampHeader: 'X-Time' }).verify({ headers: late, body: BODY }), STALE, 'a time that is none')
})

t.test('knows a delivery by the header that the options name', async (t) => {
  t.equal(openProof({ deliveryHeader: 'X-Delivery' }).idOf({ headers: { 'x-delivery': 'd-1' }, body: BODY }), 'd-1')
  t.equal(openProof({}).idOf({ headers: { 'x-delivery': 'd-1' }, body: BODY }), '')
})
