import t from 'tap'
import { BusinessHours } from '../../src/account/business-hours.js'

const HOUR = 3_600_000
/** 2026-01-01 at an hour of Beijing time, on the given day. */
const at = (hour: number, day = 1): number => Date.UTC(2026, 0, day, hour - 8)
const inShanghai = (from: string, to: string): BusinessHours => new BusinessHours({ from, to, timezone: 'Asia/Shanghai' })

t.test('counts the open hours between two instants', async (t) => {
  const cases: Array<[string, string, number, number, number]> = [
    ['09:00', '18:00', at(10), at(12), 2],
    ['09:00', '18:00', at(17), at(20), 1],
    ['09:00', '18:00', at(17), at(10, 2), 2],
    ['09:00', '18:00', at(19), at(8, 2), 0],
    ['09:00', '18:00', at(9), at(9, 4), 27],
    ['22:00', '06:00', at(23), at(23, 2), 8],
    ['22:00', '06:00', at(5), at(23), 2],
    ['00:00', '00:00', at(3), at(3, 2), 24],
    ['09:00', '09:00', at(3), at(15, 2), 36]
  ]
  for (const [from, to, begin, end, hours] of cases) t.equal(inShanghai(from, to).between(begin, end) / HOUR, hours, `${from}–${to}`)
  t.equal(new BusinessHours(undefined).between(at(1), at(5)), 4 * HOUR, 'without hours it is always open')
})

t.test('follows the time zone', async (t) => {
  const inNewYork = new BusinessHours({ from: '09:00', to: '17:00', timezone: 'America/New_York' })
  t.equal(inNewYork.between(Date.UTC(2026, 0, 1, 14), Date.UTC(2026, 0, 1, 15)), HOUR)
  t.equal(inNewYork.between(Date.UTC(2026, 0, 1, 12), Date.UTC(2026, 0, 1, 14)), 0)
})

t.test('names a time zone that does not exist', async (t) => {
  t.throws(() => new BusinessHours({ from: '09:00', to: '18:00', timezone: 'Mars/Olympus' }), { code: 'XHS_ERR_OPTIONS', message: /businessHours\/timezone.*Mars\/Olympus/ })
})
