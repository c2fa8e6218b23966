import t from 'tap'
import { ReplayGuard } from '../../src/callback/replay-guard.js'

t.test('admits a pair again only with the same digest', async (t) => {
  const guard = new ReplayGuard(1000)
  t.ok(guard.admits('a', '1', 0))
  t.ok(guard.admits('a', '1', 1))
  t.notOk(guard.admits('a', '2', 2))
  t.ok(guard.admits('b', '2', 3))
})

t.test('remembers a pair for as long as its timestamp can be used', async (t) => {
  const guard = new ReplayGuard(1000)
  guard.admits('a', '1', 0)
  t.notOk(guard.admits('a', '2', 1999), 'within twice the age')
  t.notOk(guard.admits('a', '2', 2001), 'after one turn')
  t.ok(guard.admits('c', '1', 4500))
  t.ok(guard.admits('a', '2', 4501), 'long after')
})

t.test('keeps at most two generations, and the latest ones', async (t) => {
  const guard = new ReplayGuard(1_000_000)
  const count = 3 * 65_536
  for (let index = 0; index < count; index++) guard.admits(String(index), 'x', 1)
  t.ok(guard.admits('0', 'y', 2), 'the oldest was forgotten')
  for (const index of [count - 1, count - 65_536]) t.notOk(guard.admits(String(index), 'y', 2), `${count - index} before the end`)
})
