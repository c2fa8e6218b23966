import t from 'tap'
import { matchSuggestions } from '../../widget/suggestion.js'

const list = ['这个产品怎么退款', '多久发货', '怎么开发票', 'How do refunds work', 'Where is my order', '退款要多久']

t.test('what the visitor types finds the questions that fit, the best first', async (t) => {
  const cases: Array<[string, string[]]> = [
    ['退款', ['这个产品怎么退款', '退款要多久']],
    ['我想退款', ['这个产品怎么退款', '退款要多久']],
    ['多久', ['多久发货', '退款要多久']],
    ['退款 多久', ['退款要多久', '这个产品怎么退款', '多久发货']],
    ['退', ['这个产品怎么退款', '退款要多久']],
    ['REFUND', ['How do refunds work']],
    ['ｒｅｆｕｎｄ', ['How do refunds work']],
    ['order, where', ['Where is my order']],
    ['Where is my order', []],
    ['o', []],
    ['  ', []],
    ['?!', []],
    ['weather', []],
    ['天气', []]
  ]
  for (const [typed, found] of cases) t.strictSame(matchSuggestions(list, typed, 3), found, typed)
  t.equal(matchSuggestions(list, '怎么', 1).length, 1)
})

t.test('a long text says already what it wants', async (t) => {
  t.strictSame(matchSuggestions(list, `${'我想知道'.repeat(24)}退款`, 3), ['这个产品怎么退款', '退款要多久'])
  t.strictSame(matchSuggestions(list, `${'我想知道'.repeat(25)}退款`, 3), [])
})
