import t from 'tap'
import { serve } from '../src/server/serve.js'
import { expireDocuments } from '../src/server/expiry.js'
import { openEngine } from '../src/server/engine.js'
import { MongoClient, type Document, type MongoServerError } from 'mongodb'
import { codeOf, makeFolder, makeLog, start } from './start.js'

/** What explain says about a find: the stages from the outside in, and what was read. */
async function explain (cursor: { explain (verbosity: string): Promise<Document> }) {
  const { queryPlanner, executionStats } = await cursor.explain('executionStats')
  const stages: string[] = []
  let index: string | undefined
  for (let stage = queryPlanner.winningPlan; stage !== undefined; stage = stage.inputStage ?? stage.inputStages?.[0]) {
    stages.push(stage.stage)
    index ??= stage.indexName
  }
  return { stages, index, keys: executionStats.totalKeysExamined as number, docs: executionStats.totalDocsExamined as number, n: executionStats.nReturned as number }
}

t.test('a unique index refuses a second holder in MongoDB\'s words', async (t) => {
  const { c } = await start(t)
  await c.createIndex({ channel: 1, key: 1 }, { unique: true })
  await c.insertOne({ channel: 'a', key: 1 })
  const error = await c.insertOne({ channel: 'a', key: 1 }).catch((reason: MongoServerError) => reason) as MongoServerError
  t.equal(error.code, 11000)
  t.match(error.message, /^E11000 duplicate key error collection: test\.c index: channel_1_key_1 dup key: \{ channel: "a", key: 1 \}$/)
  t.strictSame(error.keyPattern, { channel: 1, key: 1 })
  t.strictSame(error.keyValue, { channel: 'a', key: 1 })
  await c.insertOne({ _id: 7 as never, channel: 'a', key: 2 })
  t.equal(await codeOf(c.updateOne({ _id: 7 as never }, { $set: { key: 1 } })), 11000)
  t.strictSame(await explain(c.find({ channel: 'a', key: 2 })).then(({ n }) => n), 1, 'a refused update leaves no trace')
  t.equal(await codeOf(c.updateOne({ _id: 7 as never }, { $set: { key: 2, x: 1 } })), undefined, 'a document may keep its own key')
  t.equal(await codeOf(c.createIndex({ channel: 1 }, { unique: true })), 11000, 'an index that the documents break is refused')
  t.equal((await c.indexes()).length, 2)
})

t.test('a refused document leaves nothing in any index', async (t) => {
  const { c } = await start(t)
  await c.createIndex({ a: 1 })
  await c.createIndex({ u: 1 }, { unique: true })
  await c.insertOne({ a: 1, u: 1 })
  t.equal(await codeOf(c.insertMany([{ a: 2, u: 2 }, { a: 3, u: 1 }, { a: 4, u: 3 }], { ordered: false })), 11000)
  t.equal((await explain(c.find({ a: 3 }))).keys, 0)
  t.equal(await c.countDocuments({ a: { $gte: 1 } }), 3)
})

t.test('sparse and partial indexes hold only what belongs to them', async (t) => {
  const { c } = await start(t)
  await c.createIndex({ s: 1 }, { sparse: true, unique: true })
  await c.createIndex({ p: 1 }, { unique: true, partialFilterExpression: { live: true } })
  await c.insertMany([{ p: 1 }, { p: 1 }, { p: 1, live: true }])
  t.equal(await codeOf(c.insertOne({ p: 1, live: true })), 11000)
  t.equal(await c.countDocuments({ s: null }), 3, 'a query for what is missing does not use the sparse index')
  t.equal((await explain(c.find({ s: null }))).stages.at(-1), 'COLLSCAN')
  t.equal((await explain(c.find({ s: { $gt: 1 } }))).index, 's_1')
  t.equal((await explain(c.find({ p: 1 }))).stages.at(-1), 'COLLSCAN')
  t.equal((await explain(c.find({ p: 1, live: true }))).index, 'p_1')
})

t.test('a partial index serves a query that implies its filter', async (t) => {
  const { c } = await start(t)
  await c.createIndex({ thread: 1, due: 1 }, { partialFilterExpression: { due: { $exists: true } } })
  await c.createIndex({ n: 1 }, { partialFilterExpression: { n: { $gt: 5 } } })
  await c.insertMany([{ thread: 1, due: 1, n: 9 }, { thread: 1, n: 1 }])
  t.equal((await explain(c.find({ thread: 1, due: { $lte: 3 } }))).index, 'thread_1_due_1')
  t.equal((await explain(c.find({ thread: 1 }))).stages.at(-1), 'COLLSCAN')
  t.equal((await explain(c.find({ n: { $gt: 6 } }))).index, 'n_1')
  t.equal((await explain(c.find({ n: { $gt: 4 } }))).stages.at(-1), 'COLLSCAN')
  t.equal((await explain(c.find({ n: { $in: [6, 7] } }))).index, 'n_1')
  await c.updateOne({ n: 9 }, { $unset: { due: 1 } })
  t.equal(await c.countDocuments({ thread: 1, due: { $lte: 3 } }), 0, 'a document that no longer fits leaves the index')
})

t.test('an indexed query reads what it returns, not the collection', async (t) => {
  const { c, db } = await start(t)
  await c.createIndexes([{ key: { thread: 1, at: 1 } }, { key: { tags: 1 } }, { key: { name: 1 } }])
  await c.insertMany(Array.from({ length: 500 }, (_none, i) => ({ _id: i as never, thread: i % 10, at: i, tags: [`t${i % 5}`, 'all'], name: `n${i}` })))
  t.match(await explain(c.find({ _id: 7 as never })), { index: '_id_', keys: 1, docs: 1 })
  t.match(await explain(c.find({ thread: 3, at: { $gte: 400 } })), { stages: ['FETCH', 'IXSCAN'], keys: 10, docs: 10 })
  t.match(await explain(c.find({ thread: 3 }).sort({ at: -1 }).limit(5)), { stages: ['LIMIT', 'FETCH', 'IXSCAN'], keys: 5, docs: 5, n: 5 })
  t.match(await explain(c.find({ thread: { $in: [1, 2] }, at: { $lt: 20 } })), { keys: 4, n: 4 })
  t.match(await explain(c.find({ tags: 't1' })), { index: 'tags_1', keys: 100, n: 100 })
  t.match(await explain(c.find({ name: /^n49/ })), { index: 'name_1', n: 11 })
  t.ok((await explain(c.find({ name: /^n49/ }))).keys <= 12)
  t.match(await explain(c.find({ $or: [{ thread: 1, at: 1 }, { name: 'n2' }] })), { stages: ['FETCH', 'OR', 'IXSCAN'], docs: 2 })
  t.match(await explain(c.find({ at: 5 })), { stages: ['COLLSCAN'], docs: 500, n: 1 })
  t.match(await explain(c.find({ thread: 1 }).sort({ name: 1 })), { stages: ['SORT', 'FETCH', 'IXSCAN'], index: 'thread_1_at_1' })
  t.match(await explain(c.find({ at: { $gt: 5 } }).sort({ name: 1 }).limit(3)), { stages: ['LIMIT', 'FETCH', 'IXSCAN'], index: 'name_1' })
  t.match(await explain(c.find({ at: { $gt: 5 } }).sort({ extra: 1 })), { stages: ['SORT', 'COLLSCAN'] })
  t.match(await explain(c.find({ at: 5 }).hint('name_1')), { index: 'name_1', n: 1 })
  t.equal(await codeOf(c.find({}).hint('nope').toArray()), 2)
  for (const [command, stage] of [
    [{ update: 'c', updates: [{ q: { thread: 1, at: 1 }, u: { $set: { x: 1 } } }] }, 'UPDATE'],
    [{ delete: 'c', deletes: [{ q: { thread: 1, at: 1 }, limit: 1 }] }, 'DELETE'],
    [{ findAndModify: 'c', query: { thread: 1, at: 1 }, update: { $set: { x: 1 } } }, 'UPDATE'],
    [{ count: 'c', query: { thread: 1, at: 1 } }, 'COUNT']
  ] as const) {
    const { queryPlanner, executionStats } = await db.command({ explain: command, verbosity: 'executionStats' })
    t.equal(queryPlanner.winningPlan.stage, stage)
    t.equal(queryPlanner.winningPlan.inputStage.inputStage.indexName, 'thread_1_at_1')
    t.equal(executionStats.totalKeysExamined, 1)
  }
  t.match((await c.aggregate([{ $match: { thread: 1 } }, { $group: { _id: null, n: { $sum: 1 } } }]).explain()).queryPlanner.winningPlan, { stage: 'FETCH', inputStage: { indexName: 'thread_1_at_1' }, laterStages: ['$group'] })
  t.match((await db.command({ explain: { distinct: 'c', key: 'name', query: { thread: 1 } }, verbosity: 'queryPlanner' })).queryPlanner.winningPlan, { stage: 'FETCH' })
})

t.test('a multikey index never joins two conditions of one array', async (t) => {
  const { c } = await start(t)
  await c.createIndex({ a: 1 })
  await c.createIndex({ 'l.x': 1, 'l.y': 1 })
  await c.insertMany([{ a: [1, 9], l: [{ x: 1, y: 2 }, { x: 2, y: 1 }] }])
  t.equal(await c.countDocuments({ a: { $gt: 3, $lt: 5 } }), 1, 'different elements may fulfil the two')
  t.equal(await c.countDocuments({ a: { $elemMatch: { $gt: 3, $lt: 5 } } }), 0)
  t.equal(await c.countDocuments({ 'l.x': 1, 'l.y': 1 }), 1)
  t.equal(await codeOf(c.createIndex({ a: 1, 'l.x': 1 })), 171)
  await c.createIndex({ 'u.x': 1, 'u.y': 1 }, { unique: true })
  await c.insertOne({ u: [{ x: 1, y: 2 }, { x: 2, y: 1 }] })
  t.equal(await codeOf(c.insertOne({ u: { x: 1, y: 1 } })), undefined, 'fields of one element make one key, not every pair')
  t.equal(await codeOf(c.insertOne({ u: [{ x: 2, y: 1 }] })), 11000)
  await c.deleteMany({ u: { $exists: true } })
  t.equal((await c.find({ a: { $gt: 0 } }).toArray()).length, 1, 'a document met twice comes once')
})

t.test('keys longer than the engine takes are neither lost nor mixed up', async (t) => {
  const { c } = await start(t)
  await c.createIndex({ k: 1 }, { unique: true })
  const long = 'x'.repeat(3000)
  await c.insertMany([{ _id: 1 as never, k: `${long}b` }, { _id: 2 as never, k: `${long}a` }, { _id: 3 as never, k: `${long}ab` }, { _id: 4 as never, k: 'y' }, { _id: 5 as never, k: 'x' }])
  t.equal(await codeOf(c.insertOne({ k: `${long}a` })), 11000)
  t.strictSame(await c.find({ k: `${long}a` }).toArray(), [{ _id: 2, k: `${long}a` }])
  t.strictSame((await c.find({ k: { $gt: `${long}a`, $lt: 'y' } }).sort({ k: 1 }).toArray()).map(({ _id }) => _id as unknown), [3, 1])
  t.strictSame((await c.find().sort({ k: 1 }).toArray()).map(({ _id }) => _id as unknown), [5, 2, 3, 1, 4])
})

t.test('documents expire by a TTL index', async (t) => {
  const { c } = await start(t, { expiryMs: 20 })
  await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
  await c.insertMany([{ _id: 1 as never, at: new Date(Date.now() - 120_000) }, { _id: 2 as never, at: new Date() }, { _id: 3 as never, at: 'no date' }, { _id: 4 as never, at: [new Date(0), new Date()] }])
  while (await c.countDocuments() > 2) await c.findOne({})
  t.strictSame((await c.find().toArray()).map(({ _id }) => _id as unknown), [2, 3])
})

t.test('a TTL index that is partial expires only what it holds, also downwards', async (t) => {
  const engine = openEngine(makeFolder(t))
  t.teardown(() => engine.store.close())
  const collection = engine.catalog.create('test.c')
  engine.catalog.addIndex(collection, { v: 2, key: { at: -1 }, name: 'at', expireAfterSeconds: 0, partialFilterExpression: { done: true } })
  const { serialize } = await import('bson')
  for (const doc of [{ _id: 1, at: new Date(0), done: true }, { _id: 2, at: new Date(0) }]) collection.insert(Buffer.from(serialize(doc)))
  t.equal(await expireDocuments(engine), 1)
  t.equal(collection.count, 1)
})

t.test('an index made later holds what was there before, and lasts', async (t) => {
  const folder = makeFolder(t)
  for (const round of [0, 1]) {
    const serving = await serve(folder, { log: makeLog() })
    const client = await MongoClient.connect(serving.url)
    const c = client.db('test').collection('c')
    if (round === 0) {
      await c.insertMany(Array.from({ length: 5000 }, (_none, i) => ({ n: i })))
      const [made] = await Promise.all([c.createIndex({ n: 1 }), c.insertOne({ n: 5000 }), c.deleteOne({ n: 17 })])
      t.equal(made, 'n_1')
    }
    t.match(await explain(c.find({ n: 5000 })), { index: 'n_1', keys: 1, n: 1 })
    t.equal(await c.countDocuments({ n: { $gte: 0 } }), 5000)
    t.equal(await c.countDocuments({ n: 17 }), 0)
    await client.close()
    await serving.close()
  }
})

t.test('index definitions are checked and compared', async (t) => {
  const { c } = await start(t)
  t.equal(await c.createIndex({ a: 1 }), 'a_1')
  t.equal(await c.createIndex({ a: 1 }), 'a_1', 'the same again is no change')
  t.equal(await codeOf(c.createIndex({ a: 1 }, { name: 'other' })), 85)
  t.equal(await codeOf(c.createIndex({ a: 1 }, { unique: true })), 86)
  t.equal(await codeOf(c.createIndex({ b: 1 }, { name: 'a_1' })), 86)
  for (const [key, options] of [[{ a: 'text' }, {}], [{ a: '2dsphere' }, {}], [{ a: 'hashed' }, {}], [{ '$**': 1 }, {}], [{ a: 0 }, {}], [{ b: 1 }, { collation: { locale: 'zh' } }], [{ b: 1, c: 1 }, { expireAfterSeconds: 1 }], [{ b: 1 }, { partialFilterExpression: { b: { $ne: 1 } } }], [{ b: 1 }, { hidden: true }]] as const) {
    t.equal(await codeOf(c.createIndex(key as never, options as never)), 67, JSON.stringify([key, options]))
  }
  await c.dropIndex('a_1')
  t.equal(await codeOf(c.dropIndex('a_1')), 27)
  t.equal(await codeOf(c.dropIndex('_id_')), 72)
  t.strictSame((await c.indexes()).map(({ name }) => name), ['_id_'])
})
