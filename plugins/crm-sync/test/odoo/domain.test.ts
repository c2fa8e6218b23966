import t from 'tap'
import { anyOf, byEmail, byPhone, escapePattern, formatTime } from '../../src/odoo/domain.js'

t.test('texts stand for themselves in patterns', async (t) => {
  t.equal(escapePattern('a_b%c\\d'), 'a\\_b\\%c\\\\d')
})

t.test('alternatives are joined in Polish notation', async (t) => {
  t.same(anyOf([]), [])
  t.same(anyOf([[['a', '=', 1]]]), [['a', '=', 1]])
  t.same(anyOf([[['a', '=', 1]], [['b', '=', 2]], [['c', '=', 3]]]), ['|', '|', ['a', '=', 1], ['b', '=', 2], ['c', '=', 3]])
})

t.test('only fields that exist are named', async (t) => {
  t.same(byEmail('A_b@c.d', () => false), [['email', '=ilike', 'A\\_b@c.d']])
  t.same(byEmail('A_b@c.d', () => true), ['|', ['email_normalized', '=', 'a_b@c.d'], ['email', '=ilike', 'A\\_b@c.d']])
  t.same(byPhone('+8613800138000', ['phone'], '86', () => false), [['phone', '=like', '%1%3%8%0%0%1%3%8%0%0%0%']])
  t.same(byPhone('+14155550100', ['mobile', 'phone'], '86', () => true).slice(0, 3), ['|', '|', ['phone_sanitized', '=', '+14155550100']])
})

t.test('times are worded as Odoo words them', async (t) => {
  t.equal(formatTime(Date.UTC(2026, 10, 25, 9) / 1000), '2026-11-25 09:00:00')
})
