import t from 'tap'
import { addSample, toRate, type Sample } from '../../web/admin/connections/rate.js'

const collect = (...samples: Sample[]) => samples.reduce<readonly Sample[]>((known, sample) => addSample(known, sample), [])

t.test('how fast it goes is what lies between the answers of the last half minute', async (t) => {
  t.equal(toRate([]), undefined)
  t.equal(toRate(collect({ at: 0, done: 5 })), undefined, 'one answer says nothing')
  t.equal(toRate(collect({ at: 0, done: 0 }, { at: 2000, done: 5 })), 2.5)
  t.equal(toRate(collect({ at: 0, done: 0 }, { at: 2000, done: 501 })), 251)
  t.equal(toRate(collect({ at: 0, done: 0 }, { at: 31_000, done: 900 }, { at: 33_000, done: 904 })), 2, 'the first one is too old')
})

t.test('the same answer counts once, and a back-fill that began anew is another one', async (t) => {
  t.strictSame(collect({ at: 1, done: 5 }, { at: 1, done: 5 }), [{ at: 1, done: 5 }])
  t.strictSame(collect({ at: 1, done: 5 }, { at: 2, done: 0 }), [{ at: 2, done: 0 }])
})
