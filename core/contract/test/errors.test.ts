import t from 'tap'
import { DeliveryError, RecipientGone, Rejected, Retryable, Unauthorized, Uncertain, WindowClosed, errors } from '@kefuhub/contract'

const cause = new Error('vendor says 45047')

const cases = [
  { error: new Retryable('busy', { afterMs: 10, cause }), verdict: 'retry', retryable: true, more: { afterMs: 10 } },
  { error: new WindowClosed('too late', ['message'], { cause }), verdict: 'window-closed', retryable: false, more: { reopensBy: ['message'] } },
  { error: new RecipientGone('left', { cause }), verdict: 'recipient-gone', retryable: false, more: {} },
  { error: new Rejected('too long', { cause }), verdict: 'rejected', retryable: false, more: {} },
  { error: new Unauthorized('no token', { afterMs: 5, cause }), verdict: 'unauthorized', retryable: true, more: { afterMs: 5 } },
  { error: new Uncertain('no answer', { cause }), verdict: 'uncertain', retryable: false, more: {} }
] as const

t.test('a delivery error says what the hub must do, and keeps what the vendor said', (t) => {
  for (const { error, verdict, retryable, more } of cases) {
    t.ok(error instanceof DeliveryError)
    t.ok(error instanceof Error)
    t.match(error, { verdict, retryable, cause, name: error.constructor.name, ...more })
    t.match(error.code, /^KH_ERR_DELIVERY_[A-Z_]+$/)
    t.match(String(error), `${error.constructor.name}: ${error.message}`)
  }
  t.equal(new Set(cases.map(({ error }) => error.code)).size, cases.length, 'codes are unique')
  t.end()
})

t.test('what a delivery error does not state has a default', (t) => {
  t.equal(new Retryable('busy').afterMs, undefined)
  t.equal(new Unauthorized('no token').afterMs, 60_000)
  t.equal(new Rejected('no').cause, undefined)
  t.end()
})

t.test('every code of the catalogue is its own key', (t) => {
  for (const [key, Error] of Object.entries(errors)) {
    const error = new (Error as new (...values: unknown[]) => Error & { code: string, statusCode: number })('a', 'b')
    t.equal(error.code, key)
    t.match(key, /^KH_ERR_[A-Z]+_[A-Z_]+$/)
    t.ok(error.statusCode >= 400)
  }
  t.end()
})
