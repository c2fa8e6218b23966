import { createDeadline } from '@kefuhub/contract'
import t from 'tap'

const aborted = async (signal: AbortSignal): Promise<unknown> => await new Promise((resolve) => {
  if (signal.aborted) resolve(signal.reason)
  else signal.addEventListener('abort', () => { resolve(signal.reason) })
})

t.test('ends after its time', async (t) => {
  const { signal } = createDeadline(5)
  const alive = setTimeout(() => {}, 60_000)
  t.teardown(() => { clearTimeout(alive) })
  t.match(await aborted(signal), { name: 'TimeoutError' })
})

t.test('ends with any of the others, also with one that has ended already', async (t) => {
  const [one, two] = [new AbortController(), new AbortController()]
  const { signal } = createDeadline(60_000, one.signal, two.signal)
  two.abort(new Error('the hub stops'))
  t.match(await aborted(signal), { message: 'the hub stops' })
  t.match(await aborted(createDeadline(60_000, two.signal).signal), { message: 'the hub stops' })
})

t.test('once let go it ends with nothing', async (t) => {
  const other = new AbortController()
  const { signal, clear } = createDeadline(1, other.signal)
  clear()
  other.abort()
  await new Promise((resolve) => setTimeout(resolve, 5))
  t.equal(signal.aborted, false)
})
