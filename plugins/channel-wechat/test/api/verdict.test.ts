import { DeliveryError, Rejected, Retryable, Unauthorized, type DeliveryVerdict } from '@kefuhub/contract'
import t from 'tap'
import { ApiError, TransportError } from '../../src/api/api-error.js'
import { ROWS, rowOf, toDeliveryError, untilNextDayMs, type FailureContext } from '../../src/api/verdict.js'

const HOUR = 3_600_000
const context = (more: Partial<FailureContext> = {}): FailureContext => ({ attempt: 1, nowMs: Date.UTC(2026, 0, 1), isRepeatable: false, ...more })
const verdictOf = (code: number): DeliveryError => toDeliveryError(new ApiError('/p', code, 'why, rid: 1'), context())

/** The reactions of the protocol reference, written down once more. */
const EXPECTED: Record<DeliveryVerdict, number[]> = {
  retry: [-1, 45009, 45011],
  unauthorized: [40001, 40014, 42001, 41001, 40013, 40125, 40164, 40243, 89501, 89503, 89506, 89507, 48001, 48004, 50001, 50002, 61003, 61004, 61007],
  'window-closed': [45015, 45047],
  'recipient-gone': [43004, 43019, 46004, 48002, 50005],
  rejected: [
    40003, 40004, 40005, 40006, 40007, 40008, 40009, 40010, 40011, 40012, 40137, 40037, 43101, 47003, 44004, 45001, 45002, 45007, 45064, 45162, 45166, 87014,
    // Not in the table: mistakes of ours and codes nobody knows.
    40033, 43002, 43003, 44002, 45008, 47001, 65400, 9001001, 12345
  ],
  uncertain: []
}

t.test('gives every error code its verdict', async (t) => {
  for (const [verdict, codes] of Object.entries(EXPECTED)) {
    for (const code of codes) {
      const error = verdictOf(code)
      t.equal(error.verdict, verdict, String(code))
      t.match(error.message, `WeChat ${code}: why, rid: 1`, `${code} is shown with the platform's words`)
      t.match(error.cause, { errcode: code }, `${code} travels in the cause`)
    }
  }
  t.equal(new Set(ROWS.map(({ code }) => code)).size, ROWS.length, 'no code stands twice')
  t.same(ROWS.map(({ code }) => code).filter((code) => !Object.values(EXPECTED).flat().includes(code)), [], 'no row is untested')
})

t.test('waits as the platform wants it', async (t) => {
  const waitOf = (code: number, attempt = 1): number | undefined => {
    const error = toDeliveryError(new ApiError('/p', code, ''), context({ attempt }))
    return error instanceof Retryable || error instanceof Unauthorized ? error.afterMs : undefined
  }
  t.same([1, 2, 3, 4, 9].map((attempt) => waitOf(-1, attempt)), [1000, 3000, 10_000, 10_000, 10_000])
  t.same([1, 2, 6, 7, 20].map((attempt) => waitOf(45011, attempt)), [1000, 2000, 32_000, 60_000, 60_000])
  t.equal(waitOf(45009), 16 * HOUR, '8 in the morning in Beijing: until midnight')
  t.equal(waitOf(89503), HOUR)
  t.equal(waitOf(89506), 24 * HOUR)
  t.equal(waitOf(40001), 60_000)
  t.equal(untilNextDayMs(Date.UTC(2026, 0, 1, 16)), 24 * HOUR)
  t.equal(untilNextDayMs(Date.UTC(2026, 0, 1, 15, 59, 59, 999)), 1)
})

t.test('says what opens a closed window again', async (t) => {
  t.match(verdictOf(45047), { reopensBy: ['message', 'menu', 'follow', 'scan'] })
})

t.test('tells a lost answer from a request that never went out', async (t) => {
  const lost = new TransportError('/p', 'x', true)
  t.equal(toDeliveryError(lost, context()).verdict, 'uncertain')
  t.equal(toDeliveryError(lost, context({ isRepeatable: true })).verdict, 'retry', 'what may be repeated is')
  t.equal(toDeliveryError(new TransportError('/p', 'x', false), context()).verdict, 'retry')
  t.equal(toDeliveryError(new Error('x'), context()).verdict, 'uncertain', 'anything else may have gone out')
  t.equal(toDeliveryError(new Error('x'), context({ isRepeatable: true })).verdict, 'retry')
  const verdict = new Rejected('no')
  t.equal(toDeliveryError(verdict, context()), verdict, 'a verdict stays')
})

t.test('tells an operator about the rights, the quota and the credentials', async (t) => {
  t.equal(rowOf(48001)?.subject, 'rights')
  t.equal(rowOf(45009)?.subject, 'quota')
  t.equal(rowOf(40164)?.subject, 'credentials')
  t.equal(rowOf(12345), undefined)
})
