import t from 'tap'
import type { LiveNews } from '../../web/api/types.js'
import { NewsBatch } from '../../web/live/batch.js'

function open () {
  const delivered: LiveNews[][] = []
  const scheduled: Array<() => void> = []
  let cancelled = 0
  const batch = new NewsBatch((news) => { delivered.push(news) }, (act) => {
    scheduled.push(act)
    return () => { cancelled++ }
  })
  return { batch, delivered, scheduled, cancelled: () => cancelled }
}

t.test('a burst is handed over together and in order', async (t) => {
  const { batch, delivered, scheduled } = open()
  batch.add({ kind: 'ready' })
  for (let index = 0; index < 100; index++) batch.add({ kind: 'typing', thread: String(index), isTyping: true })
  t.equal(scheduled.length, 1)
  t.strictSame(delivered, [])
  scheduled[0]?.()
  t.equal(delivered.length, 1)
  t.strictSame(delivered[0]?.map((news) => news.kind === 'typing' ? news.thread : news.kind), ['ready', ...Array.from({ length: 100 }, (_, index) => String(index))])
  batch.add({ kind: 'beat' })
  scheduled[1]?.()
  t.strictSame(delivered[1], [{ kind: 'beat' }])
})

t.test('news that came while others are handed over are not lost', async (t) => {
  const { delivered, scheduled } = open()
  const batch: NewsBatch = new NewsBatch((news) => {
    delivered.push(news)
    if (delivered.length === 1) batch.add({ kind: 'ready' })
  }, (act) => { scheduled.push(act); return () => {} })
  batch.add({ kind: 'beat' })
  scheduled[0]?.()
  scheduled[1]?.()
  t.strictSame(delivered, [[{ kind: 'beat' }], [{ kind: 'ready' }]])
})

t.test('a closed one hands over nothing', async (t) => {
  const { batch, cancelled } = open()
  batch.add({ kind: 'beat' })
  batch.close()
  t.equal(cancelled(), 1)
})
