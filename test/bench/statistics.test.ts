import t from 'tap'
import { median, medianRatio, percentile } from '../../scripts/bench/statistics.js'

t.test('the median is the middle value, or between the two in the middle', async (t) => {
  t.equal(median([9]), 9)
  t.equal(median([30, 1, 2]), 2)
  t.equal(median([4, 1, 100, 2]), 3)
})

t.test('a ratio is taken round by round, so that one slow round counts for nothing', async (t) => {
  t.equal(medianRatio([500, 50, 600], [1000, 100, 1000]), 0.5)
})

t.test('a percentile is a value that was measured', async (t) => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index)
  t.equal(percentile(values, 0.5), 100)
  t.equal(percentile(values, 0.99), 198)
  t.equal(percentile(values, 1), 200)
  t.equal(percentile([7], 0.01), 7)
  t.equal(values[0], 200, 'the values stay as they were')
})
