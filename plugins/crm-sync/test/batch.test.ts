import { Rejected, Retryable } from '@kefuhub/contract'
import t from 'tap'
import { sendHalving } from '../src/batch.js'

t.test('sends all together and gives the results on', async (t) => {
  const sent: number[][] = []
  const results = await sendHalving([1, 2, 3], async (some) => {
    sent.push([...some])
    return some.map((item) => ({ value: item * 2 }))
  })
  t.same(sent, [[1, 2, 3]])
  t.same(results, [{ value: 2 }, { value: 4 }, { value: 6 }])
  t.same(await sendHalving([], async () => t.fail('nothing is to be sent') as never), [])
})

t.test('finds the one for whose sake all are refused', async (t) => {
  let calls = 0
  const results = await sendHalving([1, 2, 3, 4, 5, 6, 7, 8], async (some) => {
    calls++
    if (some.includes(6)) throw new Rejected('six is refused')
    return some.map((item) => ({ value: item }))
  })
  t.same(results.map((result) => 'value' in result ? result.value : result.error.message), [1, 2, 3, 4, 5, 'six is refused', 7, 8])
  t.ok(calls <= 8, `${calls} calls`)
})

t.test('does not try again what fails for another reason', async (t) => {
  const error = new Retryable('busy')
  let calls = 0
  const results = await sendHalving([1, 2], async () => {
    calls++
    throw error
  })
  t.equal(calls, 1)
  t.same(results, [{ error }, { error }])
})
