import { FakeClock } from '@kefuhub/contract/testing'
import t from 'tap'
import { VendorClock } from '../../src/robot/vendor-clock.js'
import { NOW_MS } from '../stand.js'

const dated = (ms: number): Headers => new Headers({ date: new Date(ms).toUTCString() })

t.test('goes by the hub\'s clock until the vendor has another time', async (t) => {
  const hub = new FakeClock(NOW_MS)
  const clock = new VendorClock('V', hub)
  t.equal(clock.now(), NOW_MS)
  t.notOk(clock.resync(new Headers()), 'no date')
  t.notOk(clock.resync(new Headers({ date: 'soon' })), 'no date that means anything')
  t.notOk(clock.resync(dated(NOW_MS + 59_000)), 'not notable')
  t.strictSame(clock.health(), { state: 'ok' })
  t.ok(clock.resync(dated(NOW_MS + 120_000)))
  t.notOk(clock.resync(dated(NOW_MS + 121_000)), 'known already')
  hub.advance(500)
  t.equal(clock.now(), NOW_MS + 120_500)
  t.match(clock.health(), { state: 'degraded', reason: /120 s behind that of V/ })
})

t.test('finds back when the machine\'s clock was set', async (t) => {
  const hub = new FakeClock(NOW_MS)
  const clock = new VendorClock('V', hub)
  clock.resync(dated(NOW_MS + 7_200_000))
  hub.advance(7_200_000)
  t.ok(clock.resync(dated(NOW_MS + 7_200_000)))
  t.equal(clock.now(), NOW_MS + 7_200_000)
  t.strictSame(clock.health(), { state: 'ok' })
})
