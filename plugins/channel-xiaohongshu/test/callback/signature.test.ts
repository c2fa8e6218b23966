import { createHmac } from 'node:crypto'
import t from 'tap'
import { isSigned, type SignedRequest } from '../../src/callback/signature.js'
import type { Signature } from '../../src/wire/schema.js'
import { vectors } from '../vectors.js'
import { wireOf } from '../wire-of.js'

const LEAD = wireOf().leads.signature
const request = (given: Partial<SignedRequest> = {}): SignedRequest => ({ headers: {}, query: {}, path: '/', body: Buffer.alloc(0), ...given })
const lower = (headers: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

t.test('accepts every lead push of the vectors', async (t) => {
  for (const { name, token, body, header } of vectors.lead_push.accept) t.ok(isSigned(request({ headers: lower(header), body: Buffer.from(body) }), LEAD, token), name)
})

t.test('refuses every wrong lead push of the vectors', async (t) => {
  for (const { name, token, body, header } of vectors.lead_push.reject) t.notOk(isSigned(request({ headers: lower(header), body: Buffer.from(body) }), LEAD, token), name)
})

t.test('follows the documented signatures of the platform\'s other surfaces', async (t) => {
  const { v3, legacy_published_example: legacy } = vectors.ecommerce_sign
  const md5: Signature = { kind: 'md5-suffix', in: 'query', name: 'sign', prefix: '', encoding: 'hex', signed: '{method}?appId={appId}&timestamp={timestamp}&version={version}' }
  const { method, appId, timestamp, version, appSecret, md5_lower_hex: sign } = v3
  t.ok(isSigned(request({ query: { method, appId, timestamp, version, sign } }), md5, appSecret))
  t.notOk(isSigned(request({ query: { method, appId, timestamp: '1', version, sign } }), md5, appSecret))

  const [path = '', rest = ''] = legacy.string_to_sign.split('?')
  const secret = 'a539709cafc1efc9ef05838be468a28'
  const query = Object.fromEntries(new URLSearchParams(rest.slice(0, -secret.length)))
  const sorted: Signature = { ...md5, in: 'header', name: 'Sign', signed: '{path}?{query}' }
  t.ok(isSigned(request({ path, query: Object.fromEntries(Object.entries(query).reverse()), headers: { sign: legacy.md5_lower_hex } }), sorted, secret), 'sorted by itself')

  const { token, nonce, timestamp: time, signature } = vectors.miniapp_url_signature
  const sha1: Signature = { kind: 'sha1-sorted-token', in: 'query', name: 'signature', prefix: '', encoding: 'hex', signed: '{timestamp}{nonce}' }
  t.ok(isSigned(request({ query: { timestamp: time, nonce, signature } }), sha1, token))
  t.notOk(isSigned(request({ query: { timestamp: time, nonce: 'x', signature } }), sha1, token))
})

t.test('follows any header, prefix, encoding and template', async (t) => {
  const signature: Signature = { kind: 'hmac-sha256', in: 'header', name: 'X-Sign', prefix: 'v1,', encoding: 'base64', signed: '{timestamp}.{x-nonce}.{body}' }
  const digest = createHmac('sha256', 'key').update('5.n.{"a":1}').digest('base64')
  const headers = { 'x-nonce': 'n', timestamp: '5', 'x-sign': `v1,${digest}` }
  const body = Buffer.from('{"a":1}')
  t.ok(isSigned(request({ headers, body }), signature, 'key'))
  t.ok(isSigned(request({ headers: { ...headers, timestamp: undefined }, query: { timestamp: '5' }, body }), signature, 'key'), 'a query parameter counts first')
  t.notOk(isSigned(request({ headers: { ...headers, 'x-sign': `v1,${digest.toUpperCase()}` }, body }), signature, 'key'), 'base64 has one case')
  t.notOk(isSigned(request({ headers: { ...headers, 'x-nonce': undefined }, body }), signature, 'key'), 'a part is missing')
  t.notOk(isSigned(request({ headers, body: Buffer.from('{"a":2}') }), signature, 'key'))
  t.ok(isSigned(request(), { ...signature, kind: 'none' }, 'key'), 'none asks for nothing')
  t.ok(isSigned(request({ headers: { 'x-red-signature': `SHA1=${createHmac('sha1', 'k').update('x').digest('hex').toUpperCase()}` }, body: Buffer.from('x') }), LEAD, 'k'), 'hex has two cases')
})

t.test('refuses what was given twice', async (t) => {
  const signature: Signature = { kind: 'md5-suffix', in: 'query', name: 'sign', prefix: '', encoding: 'hex', signed: '{query}' }
  t.notOk(isSigned(request({ query: { a: ['1', '2'], sign: 'x' } }), signature, 'k'))
  t.notOk(isSigned(request({ query: { sign: ['x', 'y'] } }), signature, 'k'))
  t.notOk(isSigned(request({ query: Object.create({ sign: 'x' }) as Record<string, unknown> }), signature, 'k'), 'inherited')
})
