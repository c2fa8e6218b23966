import t from 'tap'
import { Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'
import { codeOf, start } from './start.js'

t.test('inserts documents, keeps their types and gives an _id to those without', async (t) => {
  const { db, c } = await start(t)
  const doc = { _id: new ObjectId(), int: new Int32(1), double: new Double(1), long: Long.fromString('9007199254740993'), decimal: Decimal128.fromString('0.10'), date: new Date(5), list: [1, [2, { x: null }]], text: '中文\0x' }
  await c.insertOne(doc)
  const back = await db.collection('c', { promoteValues: false, promoteLongs: false }).findOne({ _id: doc._id })
  t.strictSame(JSON.stringify(back), JSON.stringify(doc), 'every type comes back as it went in')
  t.equal(back!.double._bsontype, 'Double')
  const raw = await db.command({ insert: 'c', documents: [{ a: 1 }] })
  t.equal(raw.n, 1)
  const made = await c.findOne({ a: 1 })
  t.ok(made!._id instanceof ObjectId, 'the server makes an _id')
  t.equal(Object.keys(made!)[0], '_id', 'and puts it first')
})

t.test('finds by equality of every type, numbers across types', async (t) => {
  const { c } = await start(t)
  await c.insertMany([{ _id: 1 as never, v: 1 }, { _id: 2 as never, v: new Double(1.5) }, { _id: 3 as never, v: Long.fromNumber(1) }, { _id: 4 as never, v: Decimal128.fromString('1') }, { _id: 5 as never, v: 'a' }, { _id: 6 as never, v: null }, { _id: 7 as never }])
  const ids = async (filter: object) => (await c.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id as unknown)
  t.strictSame(await ids({ v: 1 }), [1, 3, 4])
  t.strictSame(await ids({ v: Decimal128.fromString('1.5') }), [2])
  t.strictSame(await ids({ v: null }), [6, 7])
  t.strictSame(await ids({ v: { $exists: false } }), [7])
  t.strictSame(await ids({ v: { $gt: 0 } }), [1, 2, 3, 4])
  t.strictSame(await ids({ v: { $in: ['a', null] } }), [5, 6, 7])
  t.strictSame(await ids({ v: { $nin: [1, null] } }), [2, 5])
  t.strictSame(await ids({ $nor: [{ v: 'a' }, { v: { $type: 'number' } }] }), [6, 7])
  t.strictSame(await ids({ $expr: { $gt: ['$v', 1] } }), [2, 5])
})

t.test('follows paths into documents and arrays', async (t) => {
  const { c } = await start(t)
  await c.insertMany([{ _id: 1 as never, a: { b: 1 } }, { _id: 2 as never, a: [{ b: 1 }, { b: 2 }] }, { _id: 3 as never, a: [1, 2] }, { _id: 4 as never, a: [] }, { _id: 5 as never, a: [[1]] }])
  const ids = async (filter: object) => (await c.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id as unknown)
  t.strictSame(await ids({ 'a.b': 1 }), [1, 2])
  t.strictSame(await ids({ 'a.1.b': 2 }), [2])
  t.strictSame(await ids({ a: { $elemMatch: { b: { $gt: 1 } } } }), [2])
  t.strictSame(await ids({ a: { $elemMatch: { $gt: 1 } } }), [3])
  t.strictSame(await ids({ a: { $size: 0 } }), [4])
  t.strictSame(await ids({ a: [1, 2] }), [3])
  t.strictSame(await ids({ a: [1] }), [5])
  t.strictSame(await ids({ a: { $all: [1, 2] } }), [3])
  t.strictSame(await ids({ 'a.0': 1 }), [3, 5])
})

t.test('sorts in MongoDB\'s order of types and by the least or greatest element of an array', async (t) => {
  const { c } = await start(t)
  const values = [null, -1, 0, 2.5, Long.fromString('9007199254740993'), '', 'b', { a: 1 }, { b: 0 }, new ObjectId(), false, true, new Date(-1), new Date(1)]
  await c.insertMany(values.map((v, i) => ({ _id: i as never, v })).reverse())
  t.strictSame((await c.find().sort({ v: 1 }).toArray()).map(({ _id }) => _id as unknown), values.map((_v, i) => i))
  await c.deleteMany({})
  await c.insertMany([{ _id: 1 as never, v: [5, 1] }, { _id: 2 as never, v: 3 }, { _id: 3 as never, v: [] }, { _id: 4 as never }])
  t.strictSame((await c.find().sort({ v: 1, _id: 1 }).toArray()).map(({ _id }) => _id as unknown), [3, 4, 1, 2])
  t.strictSame((await c.find().sort({ v: -1, _id: 1 }).toArray()).map(({ _id }) => _id as unknown), [1, 2, 4, 3])
})

t.test('projects by inclusion, exclusion, slice, element and position', async (t) => {
  const { c } = await start(t)
  await c.insertOne({ _id: 1 as never, a: { x: 1, y: 2 }, b: [1, 2, 3], l: [{ k: 1, v: 'a' }, { k: 2, v: 'b' }] })
  const one = async (projection: object, filter: object = {}) => c.findOne(filter, { projection })
  t.strictSame(await one({ 'a.x': 1, _id: 0 }), { a: { x: 1 } })
  t.strictSame(await one({ a: 0, l: 0 }), { _id: 1, b: [1, 2, 3] })
  t.strictSame(await one({ b: { $slice: -2 }, a: 0, l: 0 }), { _id: 1, b: [2, 3] })
  t.strictSame(await one({ l: { $elemMatch: { k: 2 } } }), { _id: 1, l: [{ k: 2, v: 'b' }] })
  t.strictSame(await one({ 'l.$': 1 }, { 'l.k': 2 }), { _id: 1, l: [{ k: 2, v: 'b' }] })
  t.strictSame(await one({ sum: { $add: ['$a.x', '$a.y'] }, _id: 0 }), { sum: 3 })
  t.equal(await codeOf(one({ a: 1, b: 0 })), 31254)
})

t.test('counts, tells distinct values, deletes', async (t) => {
  const { c } = await start(t)
  await c.insertMany([{ a: 1, t: ['x', 'y'] }, { a: 2, t: ['y'] }, { a: 2 }])
  t.equal(await c.countDocuments({ a: 2 }), 2)
  t.equal(await c.estimatedDocumentCount(), 3)
  t.strictSame(await c.distinct('t'), ['x', 'y'])
  t.strictSame(await c.distinct('a', { t: 'y' }), [1, 2])
  t.equal((await c.deleteOne({ a: 2 })).deletedCount, 1)
  t.equal((await c.deleteMany({})).deletedCount, 2)
  t.equal(await c.countDocuments(), 0)
})

t.test('an ordered insert stops at the first refusal, an unordered one goes on', async (t) => {
  const { c } = await start(t)
  const docs = [{ _id: 1 as never }, { _id: 1 as never }, { _id: 2 as never }]
  t.equal(await codeOf(c.insertMany(docs)), 11000)
  t.equal(await c.countDocuments(), 1)
  t.equal(await codeOf(c.insertMany(docs, { ordered: false })), 11000)
  t.equal(await c.countDocuments(), 2)
})

t.test('runs mixed bulk writes', async (t) => {
  const { c } = await start(t)
  const result = await c.bulkWrite([
    { insertOne: { document: { _id: 1 as never, n: 0 } } },
    { updateOne: { filter: { _id: 1 as never }, update: { $inc: { n: 2 } } } },
    { updateOne: { filter: { _id: 2 as never }, update: { $set: { n: 5 } }, upsert: true } },
    { replaceOne: { filter: { _id: 1 as never }, replacement: { n: 7 } } },
    { deleteOne: { filter: { _id: 2 as never } } }
  ])
  t.match(result, { insertedCount: 1, modifiedCount: 2, upsertedCount: 1, deletedCount: 1 })
  t.strictSame(await c.find().toArray(), [{ _id: 1, n: 7 }])
})

t.test('writes without acknowledgement arrive', async (t) => {
  const { c } = await start(t)
  await c.insertOne({ a: 1 }, { writeConcern: { w: 0 } })
  await c.insertOne({ a: 2 })
  while (await c.countDocuments() < 2) await c.findOne({})
  t.equal(await c.countDocuments(), 2)
})

t.test('manages collections and databases', async (t) => {
  const { client, db } = await start(t)
  await db.createCollection('made')
  t.equal(await codeOf(db.createCollection('made')), 48)
  await db.collection('other').insertOne({})
  t.strictSame((await db.listCollections().toArray()).map(({ name }) => name).sort(), ['made', 'other'])
  t.strictSame((await client.db().admin().listDatabases()).databases.map(({ name }) => name), ['test'])
  await db.collection('made').drop()
  await db.dropDatabase()
  t.strictSame(await db.listCollections().toArray(), [])
  t.match(await db.command({ dbStats: 1 }), { collections: 0, ok: 1 })
  t.match(await db.command({ buildInfo: 1 }), { ok: 1, maxBsonObjectSize: 16 << 20 })
  t.match(await db.command({ serverStatus: 1 }), { ok: 1 })
  t.match(await db.command({ connectionStatus: 1 }), { ok: 1 })
})
