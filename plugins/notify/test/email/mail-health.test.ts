import { Retryable, Unauthorized } from '@kefuhub/contract'
import { FakeClock } from '@kefuhub/contract/testing'
import t from 'tap'
import { MailHealth } from '../../src/email/mail-health.js'
import { NOW_MS } from '../stand.js'

const MINUTE = 60_000
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

function open (): { clock: FakeClock, health: MailHealth, asked: () => number, answer: (failure?: Error) => Promise<void> } {
  const clock = new FakeClock(NOW_MS)
  const pending: Array<PromiseWithResolversLike> = []
  let asked = 0
  const health = new MailHealth(clock, async () => {
    asked++
    await new Promise<void>((resolve, reject) => { pending.push({ resolve, reject }) })
  })
  return {
    clock,
    health,
    asked: () => asked,
    async answer (failure) {
      const { resolve, reject } = pending.shift() as PromiseWithResolversLike
      if (failure === undefined) resolve()
      else reject(failure)
      await turn()
    }
  }
}
interface PromiseWithResolversLike { resolve: () => void, reject: (error: Error) => void }

t.test('answers from memory and asks at most every five minutes', async (t) => {
  const { clock, health, asked, answer } = open()
  t.strictSame(health.read(), { state: 'ok' }, 'nothing is known against it')
  health.read()
  t.equal(asked(), 1, 'one question at a time')
  await answer(new Retryable('away'))
  t.strictSame(health.read(), { state: 'degraded', reason: 'away' })
  clock.advance(5 * MINUTE - 1)
  health.read()
  t.equal(asked(), 1)
  clock.advance(1)
  t.match(health.read(), { state: 'degraded' }, 'the old answer until there is a new one')
  t.equal(asked(), 2)
  await answer()
  t.strictSame(health.read(), { state: 'ok' })
})

t.test('a mail that went through is an answer', async (t) => {
  const { clock, health, asked, answer } = open()
  health.read()
  await answer(new Unauthorized('wrong password'))
  health.sent()
  t.strictSame(health.read(), { state: 'ok' })
  clock.advance(5 * MINUTE)
  health.read()
  t.equal(asked(), 2)
})

t.test('a refused log-in is not tried again for an hour', async (t) => {
  const { clock, health, asked, answer } = open()
  health.read()
  await answer(new Unauthorized('wrong password'))
  t.strictSame(health.read(), { state: 'down', reason: 'wrong password' })
  clock.advance(59 * MINUTE)
  health.read()
  t.equal(asked(), 1)
  clock.advance(MINUTE)
  health.read()
  t.equal(asked(), 2)
})
