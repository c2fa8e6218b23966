import t from 'tap'
import { isBeforeWriting, parseRetryAfter, quote, reasonOf } from '../../src/rest/index.js'
import { describeFailure } from '../../src/rest/network.js'

const NOW_MS = Date.UTC(2026, 0, 1)

t.test('reads how long to wait', async (t) => {
  const cases: Array<[string | undefined, number | undefined]> = [
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['0', 0],
    ['12', 12_000],
    ['0.5', 500],
    ['99999', 3_600_000],
    ['-5', 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['Fri, 02 Jan 2026 00:00:00 GMT', 3_600_000]
  ]
  for (const [value, ms] of cases) t.equal(parseRetryAfter(new Headers(value === undefined ? {} : { 'retry-after': value }), NOW_MS), ms, String(value))
})

t.test('finds what a system says of its refusal', async (t) => {
  const cases: Array<[unknown, string]> = [
    [{ error: 'invalid_grant', error_description: 'authentication failure' }, 'authentication failure'],
    [[{ message: 'Required fields are missing: [LastName]', errorCode: 'REQUIRED_FIELD_MISSING' }], 'Required fields are missing: [LastName]'],
    [{ error: { code: 7, message: 'inner' } }, 'inner'],
    [{ message: '', errors: [{ detail: 'first' }, { detail: 'second' }] }, 'first'],
    [{ code: 1 }, ''],
    [{ data: { error: { errors: { message: 'too deep' } } } }, ''],
    ['plain', 'plain'],
    [null, '']
  ]
  for (const [body, reason] of cases) t.equal(reasonOf(body, JSON.stringify(body)), reason, JSON.stringify(body))
  t.equal(reasonOf(undefined, 'Too many requests'), 'Too many requests')
  t.equal(reasonOf(undefined, '  <!doctype html><title>502</title>'), '')
  t.equal(reasonOf(Object.create({ message: 'inherited' }), ''), '')
})

t.test('quotes without customers, secrets and control characters', async (t) => {
  t.equal(quote('Contact a.b+c@example.com exists'), 'Contact [e-mail] exists')
  t.equal(quote('/contacts/a%40b.example'), '/contacts/[e-mail]')
  t.equal(quote('call +86138-0000-0000 or 01067891234, room 12'), 'call [number] or [number], room 12')
  t.equal(quote('key abc\u202e\u0000\nis  wrong', ['abc', '']), 'key ••• is wrong')
  t.equal(quote('x'.repeat(1000)).length, 300)
})

t.test('tells failures before the request was written from later ones', async (t) => {
  const failed = (code: string): TypeError => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED']) t.ok(isBeforeWriting(failed(code)), code)
  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE']) t.notOk(isBeforeWriting(failed(code)), code)
  const several = (...codes: string[]): TypeError => new TypeError('fetch failed', { cause: new AggregateError(codes.map((code) => Object.assign(new Error('x'), { code }))) })
  t.ok(isBeforeWriting(several('ECONNREFUSED', 'ENETUNREACH')))
  t.notOk(isBeforeWriting(several('ECONNREFUSED', 'ECONNRESET')))
  for (const other of [undefined, null, 'x', new Error('x')]) t.notOk(isBeforeWriting(other))
  t.equal(describeFailure(new Error('other')), 'other')
})
