import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import type { TicketRow } from '@kefuhub/contract'
import { folder, run, start, toRow } from '../stand.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const FIRST = 10_000
const LAST = 50_000
// What the rows between both looks would take if anybody kept them is more than twice as much, even compressed to their cells.
const MAX_GROWTH = 12 * 1024 * 1024

for (const format of ['csv', 'ndjson', 'xlsx']) {
  t.test(`the memory of ${format} does not grow with the rows`, async (t) => {
    const looks: number[] = []
    async function * rows (): AsyncGenerator<TicketRow> {
      for (let index = 1; index <= LAST; index++) {
        if (index === FIRST || index === LAST) {
          // Buffers are given back while the programme goes on; a second collection waits for the first one's.
          collectGarbage()
          collectGarbage()
          const { heapUsed, external } = process.memoryUsage()
          looks.push(heapUsed + external)
        }
        yield toRow(index, { description: `${index}`.repeat(60) })
      }
    }
    const hub = await start(t, { format: [format], target: { folder: { path: await folder(t) } } })
    const [file] = await run(hub, rows())
    t.equal(file?.rows, LAST)
    const [first = 0, last = 0] = looks
    t.ok(last - first < MAX_GROWTH, `${last - first} bytes more after ${LAST - FIRST} rows more`)
  })
}
