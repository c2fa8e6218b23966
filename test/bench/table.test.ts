import t from 'tap'
import { formatTable, formatValue, judge } from '../../scripts/bench/table.js'

t.test('a value is held against a bound from below or from above', async (t) => {
  t.strictSame(judge('a', 0.5, 'x', '>= 0.5'), { name: 'a', value: 0.5, unit: 'x', bound: '>= 0.5', holds: true })
  t.equal(judge('a', 0.4999, 'x', '>= 0.5').holds, false)
  t.equal(judge('a', 50, 'ms', '<= 50').holds, true)
  t.equal(judge('a', 50.001, 'ms', '<= 50').holds, false)
})

t.test('a figure without a bound holds nothing and breaks nothing', async (t) => {
  t.strictSame(judge('a', 3, 'messages/s'), { name: 'a', value: 3, unit: 'messages/s', bound: null, holds: null })
})

t.test('values have as many digits as they are worth', async (t) => {
  t.strictSame([0.49876, 12.345, 999.5, 1000.4, 1234567].map(formatValue), ['0.499', '12.3', '1000', '1,000', '1,234,567'])
})

t.test('the table is aligned and says loudly what does not hold', async (t) => {
  t.equal(formatTable([judge('rate', 12_345, 'messages/s'), judge('ratio', 0.25, 'x', '>= 0.5'), judge('memory', 90, 'MB', '<= 150')]), [
    'name     value  unit        bound   holds',
    'rate    12,345  messages/s',
    'ratio     0.25  x           >= 0.5  NO',
    'memory      90  MB          <= 150  yes'
  ].join('\n'))
})
