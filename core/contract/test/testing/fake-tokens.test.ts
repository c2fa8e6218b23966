import t from 'tap'
import { FakeClock, FakeTokens } from '@kefuhub/contract/testing'

const HOUR_MS = 3_600_000

function start (): { clock: FakeClock, tokens: FakeTokens, fetchToken: () => Promise<{ value: string, expiresInMs: number }> } {
  const clock = new FakeClock(0)
  let count = 0
  return { clock, tokens: new FakeTokens(clock), fetchToken: async () => ({ value: `token-${++count}`, expiresInMs: 2 * HOUR_MS }) }
}

t.test('fetches once, whoever asks meanwhile', async (t) => {
  const { tokens, fetchToken } = start()
  const asked = await Promise.all([1, 2, 3].map(() => tokens.get('a', fetchToken)))
  t.same(asked, ['token-1', 'token-1', 'token-1'])
  t.equal(await tokens.get('a', fetchToken), 'token-1')
  t.equal(tokens.fetches.get('a'), 1)
  t.equal(await tokens.get('b', fetchToken), 'token-2', 'another key has a token of its own')
})

t.test('fetches again when less than the early time is left', async (t) => {
  const { clock, tokens, fetchToken } = start()
  await tokens.get('a', fetchToken)
  clock.advance(2 * HOUR_MS - 600_000)
  t.equal(await tokens.get('a', fetchToken), 'token-1')
  clock.advance(1)
  t.equal(await tokens.get('a', fetchToken, { earlyMs: 1000 }), 'token-1')
  t.equal(await tokens.get('a', fetchToken), 'token-2')
})

t.test('many callers that were refused the same token cause one fetch', async (t) => {
  const { tokens, fetchToken } = start()
  const used = await tokens.get('a', fetchToken)
  const fresh = await Promise.all([1, 2, 3].map(() => tokens.replace('a', used, fetchToken)))
  t.same(fresh, ['token-2', 'token-2', 'token-2'])
  t.equal(await tokens.replace('a', used, fetchToken), 'token-2', 'a late one gets the stored token')
  t.equal(tokens.fetches.get('a'), 2)
  t.same(tokens.values, ['token-1', 'token-2'])
})

t.test('a fetch that fails fails for all who wait, and the next one tries again', async (t) => {
  const { tokens, fetchToken } = start()
  const fail = async (): Promise<never> => { throw new Error('no') }
  const asked = await Promise.allSettled([tokens.get('a', fail), tokens.get('a', fetchToken)])
  t.same(asked.map(({ status }) => status), ['rejected', 'rejected'])
  t.equal(await tokens.get('a', fetchToken), 'token-1')
})
