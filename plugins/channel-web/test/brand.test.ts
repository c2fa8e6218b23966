import t from 'tap'
import { isOpenAt } from '../src/brand.js'

const shanghai = (text: string): number => Date.parse(`${text}+08:00`)
const week = { timeZone: 'Asia/Shanghai', days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }

// 2026-01-02 is a Friday.
const cases: Array<[string, typeof week, string, boolean]> = [
  ['in the morning', week, '2026-01-02T09:00:00', true],
  ['a second too early', week, '2026-01-02T08:59:59', false],
  ['at the last minute', week, '2026-01-02T17:59:59', true],
  ['when it closes', week, '2026-01-02T18:00:00', false],
  ['on a Saturday', week, '2026-01-03T10:00:00', false],
  ['in a night that began on an open day', { ...week, from: '22:00', to: '06:00' }, '2026-01-03T05:59:00', true],
  ['in a night that began on a closed day', { ...week, from: '22:00', to: '06:00' }, '2026-01-04T05:59:00', false],
  ['late on an open day', { ...week, from: '22:00', to: '06:00' }, '2026-01-02T23:00:00', true],
  ['in a night into Monday', { ...week, days: [7], from: '22:00', to: '06:00' }, '2026-01-05T01:00:00', true]
]

for (const [name, hours, at, isOpen] of cases) {
  t.test(`${name} it is ${isOpen ? 'open' : 'closed'}`, async (t) => { t.equal(isOpenAt(hours, shanghai(at)), isOpen) })
}

t.test('another time zone has another time', async (t) => {
  t.equal(isOpenAt({ ...week, timeZone: 'Europe/Berlin' }, shanghai('2026-01-02T10:00:00')), false)
})
