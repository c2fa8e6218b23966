import t from 'tap'
import { errors, refusalReason } from '../src/errors.js'
import { ApiError, TransportError, isBeforeWriting, redact } from '../src/api/api-error.js'

t.test('gives every error its own code', async (t) => {
  for (const [code, Failure] of Object.entries(errors)) {
    const error = new (Failure as new (...parts: unknown[]) => Error & { code: string })('a', 1, 'c')
    t.equal(error.code, code)
    t.match(code, /^WECHAT_ERR_[A-Z_]+$/)
  }
})

t.test('names the reason of a refusal for the metrics', async (t) => {
  t.equal(refusalReason(new errors.WECHAT_ERR_CONTENT_TYPE()), 'content-type')
  t.equal(refusalReason({ code: 'KH_ERR_STORE_BUSY' }), undefined)
  t.equal(refusalReason({}), undefined)
})

t.test('takes tokens and secrets out of what it quotes', async (t) => {
  t.equal(redact('https://x/?access_token=abc&secret=def "q"'), 'https://x/?access_token=[redacted]&secret=[redacted] "q"')
  t.notMatch(new ApiError('/p', 1, 'access_token=abc').message, /abc/)
  t.notMatch(new TransportError('/p', 'access_token=abc', true).message, /abc/)
})

t.test('tells failures before the request was written from later ones', async (t) => {
  const failed = (code: string): TypeError => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED']) t.ok(isBeforeWriting(failed(code)), code)
  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPIPE']) t.notOk(isBeforeWriting(failed(code)), code)
  const several = (...codes: string[]): TypeError => new TypeError('fetch failed', { cause: new AggregateError(codes.map((code) => Object.assign(new Error('x'), { code }))) })
  t.ok(isBeforeWriting(several('ECONNREFUSED', 'ENETUNREACH')), 'every address refused')
  t.notOk(isBeforeWriting(several('ECONNREFUSED', 'ECONNRESET')), 'one address was reached')
  for (const other of [undefined, null, 'x', new Error('x')]) t.notOk(isBeforeWriting(other), String(other))
})
