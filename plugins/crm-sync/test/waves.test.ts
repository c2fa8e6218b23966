import t from 'tap'
import { toWaves } from '../src/waves.js'

t.test('writes of different records go together, those of one record one after the other', async (t) => {
  const cases = [
    { writes: [], waves: [] },
    { writes: [{ externalId: 'a' }, { externalId: 'b' }], waves: [[0, 1]] },
    { writes: [{ externalId: 'a' }, { externalId: 'A' }, { externalId: 'b' }], waves: [[0, 2], [1]] },
    { writes: [{ id: '1', externalId: 'a' }, { id: '1', externalId: 'b' }, { externalId: 'b' }, { externalId: 'c' }], waves: [[0, 3], [1], [2]] }
  ]
  for (const { writes, waves } of cases) t.same(toWaves(writes.map((write) => ({ ...write, fields: {} }))), waves, JSON.stringify(writes))
})
