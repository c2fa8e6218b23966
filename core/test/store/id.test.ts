import t from 'tap'
import fc from 'fast-check'
import { firstIdAt, newId } from '../../src/store/id.js'

t.test('ids are unique, 36 characters long and sorted by the time of making', async (t) => {
  const ids = Array.from({ length: 5000 }, newId)
  t.equal(new Set(ids).size, ids.length)
  t.same([...ids].sort(), ids)
  t.ok(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)))
})

t.test('a range over ids from a time on holds what is made then, and nothing that was made before', async (t) => {
  const before = newId()
  const madeAt = Number.parseInt(before.replaceAll('-', '').slice(0, 12), 16)
  t.ok(firstIdAt(madeAt) <= before)
  t.ok(firstIdAt(madeAt + 1) > before)
  t.ok(newId() > firstIdAt(madeAt))
})

t.test('the first ids of two times stand in the order of the times', async (t) => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 })
  t.doesNotThrow(() => fc.assert(fc.property(time, time, (a, b) =>
    Math.sign(a - b) === (firstIdAt(a) < firstIdAt(b) ? -1 : firstIdAt(a) > firstIdAt(b) ? 1 : 0))))
})

t.test('the first id of a time before 1970 is the first of all', async (t) => {
  t.equal(firstIdAt(-1), firstIdAt(0))
  t.equal(firstIdAt(0.9), firstIdAt(0))
})
