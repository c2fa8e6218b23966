import t from 'tap'
import { toMoney } from '../../web/workspace/context/orders/money.js'
import { findReturnable } from '../../web/workspace/context/orders/returnable.js'
import { makeOrder } from './things.js'

t.test('an amount is written as people of the language do, and as it came where the currency is none', async (t) => {
  t.equal(toMoney({ amount: '1299.50', currency: 'CNY' }, 'zh'), '¥1,299.50')
  t.equal(toMoney({ amount: '1200', currency: 'JPY' }, 'en'), '¥1,200')
  t.equal(toMoney({ amount: '12345678901234567.89', currency: 'CNY' }, 'zh'), '¥12,345,678,901,234,567.89', 'no digit is lost')
  t.equal(toMoney({ amount: '10', currency: 'points' }, 'en'), '10 points')
})

t.test('as much may come back as went out and is not back yet', async (t) => {
  const line = (id: string, quantity: number, shipped: number, returned: number) => ({ id, sku: id, title: id, quantity, shipped, returned })
  t.strictSame(findReturnable(makeOrder({ lines: [line('a', 3, 2, 1), line('b', 1, 1, 1), line('c', 1, 0, 0)] })), [{ id: 'a', sku: 'a', title: 'a', most: 1 }])
  t.strictSame(findReturnable(makeOrder({ lines: [line('a', 3, 0, 0)] })).map(({ most }) => most), [3], 'a system that does not say what it shipped')
})
