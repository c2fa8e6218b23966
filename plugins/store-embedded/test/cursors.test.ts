import t from 'tap'
import { Long } from 'mongodb'
import { Cursors, cursorIdleMs, fromList } from '../src/commands/cursors.js'
import { codeOf, start } from './start.js'

t.test('gives a long answer in batches that go on where the last one ended', async (t) => {
  const { c, db } = await start(t)
  await c.insertMany(Array.from({ length: 1000 }, (_none, i) => ({ _id: i as never, n: i % 7, pad: 'x'.repeat(100) })))
  await c.createIndex({ n: 1 })
  for (const query of [c.find(), c.find({ n: { $gte: 0 } }), c.find().sort({ n: -1, _id: 1 }), c.find().sort({ pad: 1, n: 1 })]) {
    const seen = (await query.batchSize(37).toArray()).map(({ _id }) => _id as unknown as number)
    t.equal(new Set(seen).size, 1000)
  }
  const first = await db.command({ find: 'c', batchSize: 0 })
  t.equal(first.cursor.firstBatch.length, 0)
  t.equal((await db.command({ getMore: first.cursor.id, collection: 'c', batchSize: 3 })).cursor.nextBatch.length, 3)
  t.equal((await db.command({ find: 'c', batchSize: 5, singleBatch: true })).cursor.id.toString(), '0')
  t.equal((await c.find().skip(990).limit(50).toArray()).length, 10)
})

t.test('sees changes behind and before its position without losing its place', async (t) => {
  const { c } = await start(t)
  await c.createIndex({ n: 1 })
  await c.insertMany(Array.from({ length: 100 }, (_none, i) => ({ n: i })))
  const cursor = c.find({ n: { $gte: 0 } }).sort({ n: 1 }).batchSize(10)
  const seen: number[] = []
  for await (const { n } of cursor) {
    if (n === 5) await c.deleteMany({ n: { $gte: 50, $lt: 60 } })
    if (n === 7) await c.insertOne({ n: 200 })
    seen.push(n)
  }
  t.strictSame(seen, [...Array(50).keys(), ...Array.from({ length: 40 }, (_none, i) => 60 + i), 200])
})

t.test('a batch stays below 16 MiB', async (t) => {
  const { c, db } = await start(t)
  await c.insertMany(Array.from({ length: 5 }, () => ({ pad: 'x'.repeat(5 << 20) })))
  const { cursor } = await db.command({ find: 'c' })
  t.equal(cursor.firstBatch.length, 3)
  t.equal((await c.find().toArray()).length, 5)
})

t.test('a closed, dropped or unknown cursor is not found', async (t) => {
  const { c, db } = await start(t)
  await c.insertMany([{}, {}, {}])
  const { cursor } = await db.command({ find: 'c', batchSize: 1 })
  t.match(await db.command({ killCursors: 'c', cursors: [cursor.id, Long.fromNumber(5)] }), { cursorsKilled: [cursor.id], cursorsNotFound: [5] })
  t.equal(await codeOf(db.command({ getMore: cursor.id, collection: 'c' })), 43)
  const other = await db.command({ find: 'c', batchSize: 1 })
  await c.drop()
  t.equal(await codeOf(db.command({ getMore: other.cursor.id, collection: 'c' })), 43)
})

t.test('a cursor that nobody asks is closed after ten minutes', async (t) => {
  const cursors = new Cursors()
  cursors.begin('test.c', fromList([Buffer.alloc(5), Buffer.alloc(5)]), 1, false)
  cursors.sweep(Date.now() + cursorIdleMs - 1000)
  t.equal(cursors.size, 1)
  cursors.sweep(Date.now() + cursorIdleMs + 1000)
  t.equal(cursors.size, 0)
})
