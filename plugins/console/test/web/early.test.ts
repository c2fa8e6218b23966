import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { askEarly, forgetEarly, takeEarly } from '../../web/api/early.js'

/** Lets the hub answer every request with a status, or not at all. */
function answerWith (t: Test, status: number | 'nothing'): string[] {
  const asked: string[] = []
  t.intercept(globalThis, 'fetch', {
    value: async (url: string) => {
      asked.push(url)
      if (status === 'nothing') throw new TypeError('fetch failed')
      return new Response('{"id":"a1"}', { status })
    }
  })
  return asked
}

t.test('what was asked for early is taken once', async (t) => {
  const asked = answerWith(t, 200)
  askEarly('/api/v1/session')
  t.strictSame(asked, ['/api/v1/session'])
  t.strictSame(await takeEarly('/api/v1/session'), { id: 'a1' })
  t.equal(await takeEarly('/api/v1/session'), undefined)
  t.equal(await takeEarly('/api/v1/agents'), undefined, 'nobody asked')
})

t.test('a refusal, a hub that is away and an old answer are asked for anew', async (t) => {
  for (const status of [401, 500, 'nothing'] as const) {
    answerWith(t, status)
    askEarly('/api/v1/session')
    t.equal(await takeEarly('/api/v1/session'), undefined, String(status))
  }
  answerWith(t, 200)
  askEarly('/api/v1/session')
  forgetEarly()
  t.equal(await takeEarly('/api/v1/session'), undefined)
  mock.timers.enable({ apis: ['Date'] })
  t.teardown(() => { mock.timers.reset() })
  askEarly('/api/v1/session')
  mock.timers.tick(5001)
  t.equal(await takeEarly('/api/v1/session'), undefined)
})
