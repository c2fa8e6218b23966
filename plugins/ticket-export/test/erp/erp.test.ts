import { Rejected, type ReturnRequest } from '@kefuhub/contract'
import t from 'tap'
import { beginAt, readChanges, readCursor, writeCursor, type ChangeList, type Position } from '../../src/erp/changes.js'
import { chooseDelivery } from '../../src/erp/choose-delivery.js'
import { cleaned } from '../../src/erp/cleaned.js'
import { Condition } from '../../src/erp/condition.js'
import { phonePattern, soughtNumber, toEmails, toPhones, waysOf } from '../../src/erp/contact.js'
import { toHtml, toText } from '../../src/erp/html.js'
import { checkTimeZone, formatLocalTime, parseLocalTime } from '../../src/erp/local-time.js'
import { toAmount, toMoney, toQuantity } from '../../src/erp/money.js'
import { splitNumbers, webAddress } from '../../src/erp/tracking.js'

t.test('local time', (t) => {
  for (const [text, zone, expected] of [
    ['2026-11-23 10:00:00', 'Asia/Shanghai', '2026-11-23T02:00:00.000Z'],
    ['2026-11-23T10:00:00.123456', 'Asia/Shanghai', '2026-11-23T02:00:00.123Z'],
    ['2026-11-23T10:00:00.1', 'UTC', '2026-11-23T10:00:00.100Z'],
    ['2026-11-23', 'Asia/Shanghai', '2026-11-22T16:00:00.000Z'],
    ['2026-11-23 10:00', 'UTC', '2026-11-23T10:00:00.000Z'],
    ['1986-06-01 12:00:00', 'Asia/Shanghai', '1986-06-01T03:00:00.000Z'],
    ['2026-03-29 01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29 03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25 03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['2026-07-01 00:00:00', 'America/New_York', '2026-07-01T04:00:00.000Z']
  ] as const) t.equal(parseLocalTime(text, zone)?.toISOString(), expected, `${text} ${zone}`)
  for (const text of ['', '23.11.2026', '2026-02-30', '2026-13-01', '2026-11-23 24:00:00', '2026-11-23T10:00:00Z', 5, null, false]) t.equal(parseLocalTime(text, 'UTC'), undefined, String(text))
  t.equal(formatLocalTime(new Date('2026-11-22T16:00:00.900Z'), 'Asia/Shanghai'), '2026-11-23 00:00:00')
  t.throws(() => checkTimeZone('Mars/Phobos'), { message: /Mars/ })
  t.end()
})

t.test('money', (t) => {
  for (const [value, expected] of [
    [199, '199.00'], [0.1 + 0.2, '0.30'], ['1.5', '1.50'], ['007.125', '7.125'], [-3.5, '-3.50'], [-0, '0.00'], ['-0.00', '0.00'], ['123456789012345678901234.5', '123456789012345678901234.50'],
    [1e30, '0.00'], [NaN, '0.00'], [Infinity, '0.00'], ['', '0.00'], ['1e5', '0.00'], ['1,5', '0.00'], [null, '0.00'], [undefined, '0.00'], [{}, '0.00'], [0.000001, '0.000001']
  ] as const) t.equal(toAmount(value), expected, String(value))
  t.same(toMoney(1, 'CNY'), { amount: '1.00', currency: 'CNY' })
  t.same(['cny', 'PRE001', undefined, false].map((currency) => toMoney(1, currency).currency), ['XXX', 'XXX', 'XXX', 'XXX'])
  t.same([1, '2.5', 0.1 + 0.2, '', 'x', null, Infinity].map(toQuantity), [1, 2.5, 0.3, 0, 0, 0, 0])
  t.end()
})

t.test('markup', (t) => {
  for (const [html, text] of [
    ['<p>a</p><p>b<br/>c</p>', 'a\nb\nc'], ['a &amp;&lt;&#39;&#x4f60;&nbsp;x &copy;', 'a &<\'你 x &copy;'], ['1 < 2', '1 < 2'], ['<script>x', 'x'], ['<b>a</b>b', 'ab'], ['&#99999999;&#0;', '&#99999999;'], ['', '']
  ] as const) t.equal(toText(html), text, html)
  t.equal(toText(toHtml('a <b> & "c"\nd')), 'a <b> & "c"\nd')
  const startedMs = performance.now()
  toText('<'.repeat(200_000))
  toText('<a>'.repeat(50_000))
  t.ok(performance.now() - startedMs < 5000, 'long markup is no burden')
  t.end()
})

t.test('contacts', (t) => {
  t.same(waysOf({ phone: '+8613800138000', email: ' A@b.C ', externalId: 'x' }), [{ by: 'externalId', value: 'x' }, { by: 'email', value: 'a@b.c' }, { by: 'phone', value: '+8613800138000' }])
  t.same(waysOf({ phone: '', email: 'x'.repeat(200) }), [])
  t.equal(phonePattern('+8613800138000'), '%3%8%0%0%1%3%8%0%0%0')
  t.same(toPhones(['138 0013 8000', '+8613800138000', null, 'x', 5], '86'), ['+8613800138000'])
  t.same(toEmails(['A@b.c', 'a@B.c', 'none', false]), ['a@b.c'])
  t.same([soughtNumber(' A1 '), soughtNumber(''), soughtNumber('a\nb'), soughtNumber('x'.repeat(141))], ['A1', undefined, undefined, undefined])
  t.end()
})

t.test('tracking', (t) => {
  t.same(splitNumbers('SF1, SF2;SF3、SF1', null, 'YT4|YT5', ''), ['SF1', 'SF2', 'SF3', 'YT4', 'YT5'])
  t.same(['https://a.example/x?y=1', 'javascript:alert(1)', 'https://', 'http://a b', '[["a","https://x"]]', 5].map(webAddress), ['https://a.example/x?y=1', undefined, undefined, undefined, undefined, undefined])
  t.end()
})

t.test('texts that no database keeps are cleaned, however deep', (t) => {
  t.same(cleaned({ a: ['x\0y', 1, null], b: { c: '\ud800' } }), { a: ['xy', 1, null], b: { c: '\ufffd' } })
  t.end()
})

t.test('a delivery is chosen that everything came with', (t) => {
  const request = (lines: ReturnRequest['lines']): ReturnRequest => ({ key: 'k', orderId: 'o', kind: 'return', reason: '', lines })
  const line = (id: string, orderLineId: string, left: number) => ({ id, orderLineId, left })
  const deliveries = [
    { id: '1', number: 'D1', lines: [line('a', 'x', 1)] },
    { id: '2', number: 'D2', lines: [line('b', 'x', 1), line('c', 'x', 2), line('d', 'y', 0.3)] }
  ]
  t.match(chooseDelivery(request([{ lineId: 'x', quantity: 1 }]), deliveries), { delivery: { id: '1' }, quantities: new Map([['a', 1]]) })
  t.match(chooseDelivery(request([{ lineId: 'x', quantity: 2 }, { lineId: 'y', quantity: 0.1 + 0.2 }]), deliveries), { delivery: { id: '2' }, quantities: new Map([['b', 1], ['c', 1], ['d', 0.3]]) })
  t.throws(() => chooseDelivery(request([{ lineId: 'x', quantity: 4 }]), deliveries), { message: /several deliveries \(D1, D2\)/ })
  t.throws(() => chooseDelivery(request([{ lineId: 'x', quantity: 5 }]), deliveries), { message: /only 4/ })
  t.throws(() => chooseDelivery(request([{ lineId: 'z', quantity: NaN }]), deliveries), Rejected)
  t.end()
})

t.test('health follows the calls', async (t) => {
  const condition = new Condition()
  t.same(condition.health(), { state: 'ok' })
  await t.rejects(condition.watch(() => Promise.reject(new Rejected('no'))))
  t.same(condition.health(), { state: 'ok' })
  await t.rejects(condition.watch(() => Promise.reject(new Error('bug'))))
  t.same(condition.health(), { state: 'ok' })
})

interface Change { id: number, at: string }
const listOf = (rows: Change[]): ChangeList<Change> => ({
  read: async (from, offset, limit) => [...rows].sort((one, other) => one.at < other.at ? -1 : one.at > other.at ? 1 : one.id - other.id).filter(({ at }) => at >= from).slice(offset, offset + limit),
  timeOf: ({ at }) => at,
  keyOf: ({ id, at }) => `${id}@${at}`,
  before: (time) => String(Number(time) - 2)
})

t.test('changes are read page by page, and none is left out', async (t) => {
  const rows: Change[] = Array.from({ length: 10 }, (_, id) => ({ id, at: '15' }))
  const list = listOf(rows)
  let position: Position = { seen: '15' }
  const seen: string[] = []
  for (let page = 0; page < 20; page++) {
    const read = await readChanges(list, position, 3)
    seen.push(...read.rows.map(list.keyOf))
    position = JSON.parse(JSON.stringify(read.position)) as Position
    if (page === 1) Object.assign(rows[0] ?? {}, { at: '17' })
    if (!read.more) break
  }
  t.same(new Set(seen), new Set([...rows.map(list.keyOf), '0@15']))
  t.equal(position.seen, '17')
  t.notOk(position.at)
})

t.test('what was there at the beginning is no news, and what changes in the same moment is', async (t) => {
  const rows = [{ id: 1, at: '15' }, { id: 2, at: '15' }]
  const list = listOf(rows)
  const position = beginAt(list, '15', rows)
  t.same((await readChanges(list, position, 10)).rows, [])
  rows.push({ id: 3, at: '15' })
  t.same((await readChanges(list, position, 10)).rows, [{ id: 3, at: '15' }])
  t.same(readCursor(writeCursor([position, position]), 2), [position, position])
  t.throws(() => readCursor(writeCursor([position]), 2), Rejected)
})
