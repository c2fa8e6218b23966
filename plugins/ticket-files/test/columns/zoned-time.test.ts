import t from 'tap'
import { ZonedTime } from '../../src/columns/zoned-time.js'

t.test('writes times with the offset that the zone had then', async (t) => {
  const cases: Array<[zone: string, at: string, text: string]> = [
    ['Asia/Shanghai', '2026-01-01T00:00:00Z', '2026-01-01T08:00:00.000+08:00'],
    ['Asia/Shanghai', '2025-12-31T16:00:00.001Z', '2026-01-01T00:00:00.001+08:00'],
    ['UTC', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000+00:00'],
    ['America/New_York', '2026-03-08T06:59:59.999Z', '2026-03-08T01:59:59.999-05:00'],
    ['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08T03:00:00.000-04:00'],
    ['America/St_Johns', '2026-01-01T00:00:00Z', '2025-12-31T20:30:00.000-03:30'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '2026-01-01T05:45:00.000+05:45'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-05T01:30:00.000+10:30']
  ]
  for (const [zone, at, text] of cases) {
    t.equal(new ZonedTime(zone).text(new Date(at)), text, `${zone} ${at}`)
    t.equal(Date.parse(text), Date.parse(at))
  }
})

t.test('does not remember ever more', async (t) => {
  const time = new ZonedTime('Europe/Berlin')
  for (let quarter = 0; quarter < 10_500; quarter++) {
    const at = new Date(Date.UTC(2026, 0, 1) + quarter * 900_000)
    if (Date.parse(time.text(at)) !== at.getTime()) t.fail(at.toISOString())
  }
  t.equal(time.text(new Date('2026-07-01T00:00:00Z')), '2026-07-01T02:00:00.000+02:00')
})

t.test('refuses what is no zone', async (t) => {
  for (const zone of ['Mars/Base', '', 'Asia/Shanghai; rm']) t.throws(() => new ZonedTime(zone), { code: 'TICKET_FILES_ERR_TIME_ZONE' })
})
