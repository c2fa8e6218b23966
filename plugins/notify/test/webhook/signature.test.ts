import t from 'tap'
import { Signer, signPlain } from '../../src/webhook/signature.js'
import { failsAs } from '../stand.js'
import { vectorsOf } from '../vectors.js'

const vectors = vectorsOf('standard-webhooks-v1')
type Vector = typeof vectors[number]

t.test('signs the published vector', async (t) => {
  const { input, webhookSignature } = vectors.find(({ id }) => id === 'standard-webhooks-published') as Vector
  t.strictSame(new Signer([input.secret ?? '']).sign(input.webhookId, Number(input.webhookTimestamp) * 1000 + 999, input.body), {
    'webhook-id': input.webhookId,
    'webhook-timestamp': input.webhookTimestamp,
    'webhook-signature': webhookSignature
  })
})

t.test('signs with several secrets, the newest first, over bytes of UTF-8', async (t) => {
  const { input: { secretCurrent = '', secretPrevious = '', ...input }, ...expected } = vectors.find(({ id }) => id === 'standard-webhooks-rotation-utf8') as Vector
  t.equal(Buffer.byteLength(input.body), input.bodyByteLength)
  const sign = (secrets: string[]): string | undefined => new Signer(secrets).sign(input.webhookId, Number(input.webhookTimestamp) * 1000, input.body)['webhook-signature']
  t.equal(sign([secretCurrent]), expected.webhookSignatureCurrentOnly)
  t.equal(sign([secretCurrent, secretPrevious]), expected.webhookSignatureBoth)
})

t.test('refuses secrets that receivers could not use, without showing them', async (t) => {
  const good = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  for (const [name, bad] of [
    ['too short', `whsec_${Buffer.alloc(23, 7).toString('base64')}`],
    ['too long', `whsec_${Buffer.alloc(65, 7).toString('base64')}`],
    ['not padded', `whsec_${Buffer.alloc(25, 7).toString('base64').replaceAll('=', '')}`],
    ['without its beginning', Buffer.alloc(24, 7).toString('base64')]
  ] as const) {
    const error = await failsAs(t, (async () => new Signer([good, bad]))(), { code: 'NOTIFY_ERR_SECRET', message: /Secret 2/ }, name)
    t.notMatch(error.message, bad.slice(6, 20))
  }
  t.ok(new Signer([good, `whsec_${Buffer.alloc(64, 7).toString('base64')}`]))
})

t.test('an id that no header can carry becomes one that it can', async (t) => {
  const idOf = (id: string): string => new Signer([`whsec_${Buffer.alloc(24, 7).toString('base64')}`]).sign(id, 0, '{}')['webhook-id'] ?? ''
  t.equal(idOf('n-1:a/b_c'), 'n-1:a/b_c')
  for (const id of ['a.b', 'a b', 'a\r\nb', '工单', '']) t.match(idOf(id), /^[0-9a-f]{64}$/)
  t.not(idOf('a.b'), idOf('a.c'))
})

t.test('signs as receivers of old expect it', async (t) => {
  t.equal(signPlain('jira-demo-secret', '{"webhookEvent":"jira:issue_updated","issue":{"key":"SUP-7"}}'), 'sha256=36c4b44d8e6ef571320ccbbc09f6be89cdf90f3e38a98683b5b4b333dd099917')
})
