import t from 'tap'
import { Double, Int32, Long } from 'mongodb'
import { codeOf, start } from './start.js'

interface Case { before: object, filter?: object, update: object, options?: object, after?: object, code?: number }

const cases: Record<string, Case> = {
  '$set makes the way to a field': { before: {}, update: { $set: { 'a.b.c': 1 } }, after: { a: { b: { c: 1 } } } },
  '$set fills an array with null up to its place': { before: { a: [1] }, update: { $set: { 'a.3': 4 } }, after: { a: [1, null, null, 4] } },
  '$set through a scalar is refused': { before: { a: 1 }, update: { $set: { 'a.b': 1 } }, code: 28 },
  '$unset removes a field and leaves null in an array': { before: { a: 1, b: [1, 2] }, update: { $unset: { a: '', 'b.0': '' } }, after: { b: [null, 2] } },
  '$inc and $mul make what is missing': { before: {}, update: { $inc: { a: 2 }, $mul: { b: 3 } }, after: { a: 2, b: 0 } },
  '$inc of a text is refused': { before: { a: 'x' }, update: { $inc: { a: 1 } }, code: 14 },
  '$inc by a text is refused': { before: { a: 1 }, update: { $inc: { a: 'x' } }, code: 14 },
  '$min and $max compare across types': { before: { a: 5, b: 5 }, update: { $min: { a: null }, $max: { b: 'x' } }, after: { a: null, b: 'x' } },
  '$rename moves a field': { before: { a: 1, b: 2 }, update: { $rename: { a: 'c.d' } }, after: { b: 2, c: { d: 1 } } },
  '$rename out of an array is refused': { before: { a: [{ b: 1 }] }, update: { $rename: { 'a.0.b': 'c' } }, code: 2 },
  '$rename through an array is refused': { before: { a: [1] }, update: { $rename: { 'a.b': 'c' } }, code: 28 },
  '$push appends': { before: { a: [1] }, update: { $push: { a: 2 } }, after: { a: [1, 2] } },
  '$push sorts, slices and places': { before: { a: [3, 1] }, update: { $push: { a: { $each: [2, 5], $sort: -1, $slice: 3 } } }, after: { a: [5, 3, 2] } },
  '$push places from the end': { before: { a: [1, 2] }, update: { $push: { a: { $each: [9], $position: -1 } } }, after: { a: [1, 9, 2] } },
  '$push sorts documents': { before: { a: [{ k: 2 }] }, update: { $push: { a: { $each: [{ k: 1 }], $sort: { k: 1 }, $slice: -1 } } }, after: { a: [{ k: 2 }] } },
  '$push to no array is refused': { before: { a: 1 }, update: { $push: { a: 1 } }, code: 2 },
  '$push with an unknown clause is refused': { before: {}, update: { $push: { a: { $each: [], $x: 1 } } }, code: 2 },
  '$addToSet adds what is not there, numbers across types': { before: { a: [1, { x: 1 }] }, update: { $addToSet: { a: { $each: [new Double(1), { x: 1 }, 2, 2] } } }, after: { a: [1, { x: 1 }, 2] } },
  '$pop takes from either end': { before: { a: [1, 2, 3], b: [1, 2] }, update: { $pop: { a: -1, b: 1 } }, after: { a: [2, 3], b: [1] } },
  '$pop from no array is refused': { before: { a: 1 }, update: { $pop: { a: 1 } }, code: 14 },
  '$pull removes by value and by condition': { before: { a: [1, 5, 9], b: [{ k: 1 }, { k: 2 }] }, update: { $pull: { a: { $gt: 4 }, b: { k: 1 } } }, after: { a: [1], b: [{ k: 2 }] } },
  '$pullAll removes a list': { before: { a: [1, 2, 1] }, update: { $pullAll: { a: [1] } }, after: { a: [2] } },
  '$bit computes': { before: { a: 12 }, update: { $bit: { a: { and: 10 } } }, after: { a: 8 } },
  '$ changes the element that matched': { before: { a: [{ k: 1 }, { k: 2 }] }, filter: { 'a.k': 2 }, update: { $set: { 'a.$.v': 'x' } }, after: { a: [{ k: 1 }, { k: 2, v: 'x' }] } },
  '$ without a match is refused': { before: { a: [1] }, update: { $set: { 'a.$': 2 } }, code: 2 },
  '$[] changes every element': { before: { a: [1, 2] }, update: { $inc: { 'a.$[]': 10 } }, after: { a: [11, 12] } },
  '$[] of no array is refused': { before: { a: 1 }, update: { $inc: { 'a.$[]': 10 } }, code: 2 },
  '$[x] changes the elements that a filter names': { before: { a: [{ k: 1, n: [1, 5] }, { k: 2, n: [5] }] }, update: { $set: { 'a.$[e].n.$[m]': 0 } }, options: { arrayFilters: [{ 'e.k': 1 }, { m: { $gt: 2 } }] }, after: { a: [{ k: 1, n: [1, 0] }, { k: 2, n: [5] }] } },
  'a missing array filter is refused': { before: {}, update: { $set: { 'a.$[e]': 1 } }, code: 2 },
  'an unused array filter is refused': { before: {}, update: { $set: { a: 1 } }, options: { arrayFilters: [{ x: 1 }] }, code: 9 },
  'conflicting paths are refused': { before: {}, update: { $set: { a: 1 }, $inc: { 'a.b': 1 } }, code: 40 },
  'an unknown operator is refused': { before: {}, update: { $foo: { a: 1 } }, code: 9 },
  'another _id is refused': { before: {}, update: { $set: { _id: 2 } }, code: 66 },
  'a pipeline is refused': { before: {}, update: [{ $set: { a: 1 } }], code: 115 }
}

t.test('updates as MongoDB does', async (t) => {
  const { db, c } = await start(t)
  for (const [title, { before, filter = {}, update, options = {}, after, code }] of Object.entries(cases)) {
    await c.deleteMany({})
    await c.insertOne({ _id: 1 as never, ...before })
    const result = await db.command({ update: 'c', updates: [{ q: { _id: 1, ...filter }, u: update, ...options }] })
    t.equal(result.writeErrors?.[0].code, code, title)
    t.strictSame(await c.findOne({}), { _id: 1, ...(code === undefined ? after : before) }, title)
  }
})

t.test('keeps the type of a number, and widens it when it must', async (t) => {
  const { db, c } = await start(t)
  await c.insertOne({ _id: 1 as never, int: new Int32(1), double: new Double(1), long: Long.fromNumber(1), big: new Int32(2147483647) })
  await c.updateOne({}, { $inc: { int: 1, double: 1, long: 1, big: 1 } })
  const doc = await db.collection('c', { promoteValues: false }).findOne({})
  t.strictSame([doc!.int, doc!.double, doc!.long, doc!.big].map((one: { _bsontype: string }) => one._bsontype), ['Int32', 'Double', 'Long', 'Long'])
  t.equal(await codeOf(c.updateOne({}, { $set: { long: Long.MAX_VALUE } })), undefined)
  t.equal(await codeOf(c.updateOne({}, { $inc: { long: Long.fromNumber(1) } })), 2)
})

t.test('updates many, replaces, and tells what changed', async (t) => {
  const { c } = await start(t)
  await c.insertMany([{ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 2 }])
  t.match(await c.updateMany({ a: 1 }, { $set: { b: 2 } }), { matchedCount: 2, modifiedCount: 1 })
  t.match(await c.replaceOne({ a: 2 }, { z: 1 }), { matchedCount: 1, modifiedCount: 1 })
  t.equal(await c.countDocuments({ z: 1, a: { $exists: false } }), 1)
  t.equal(await codeOf(c.updateOne({}, { $currentDate: { at: true } })), undefined)
  t.ok((await c.findOne({ at: { $type: 'date' } }))!.at instanceof Date)
})

t.test('upserts with the fields that the filter demands', async (t) => {
  const { c } = await start(t)
  const result = await c.updateOne({ _id: 5 as never, a: 1, 'b.c': { $eq: 2 }, d: { $gt: 3 }, $and: [{ e: { $in: [4] } }] }, { $set: { f: 1 }, $setOnInsert: { g: 2 } }, { upsert: true })
  t.match(result, { upsertedCount: 1, upsertedId: 5 })
  t.strictSame(await c.findOne({}), { _id: 5, a: 1, b: { c: 2 }, e: 4, f: 1, g: 2 })
  t.match(await c.updateOne({ _id: 5 as never }, { $set: { f: 3 }, $setOnInsert: { g: 9 } }, { upsert: true }), { upsertedCount: 0, modifiedCount: 1 })
  t.match(await c.findOne({}), { f: 3, g: 2 })
  t.match(await c.replaceOne({ a: 77 }, { z: 1 }, { upsert: true }), { upsertedCount: 1 })
  t.equal(await c.countDocuments({ z: 1, a: 77 }), 0, 'a replacement takes nothing but the _id from the filter')
})

t.test('finds and modifies one document', async (t) => {
  const { db, c } = await start(t)
  await c.insertMany([{ _id: 1 as never, a: 1, s: 2 }, { _id: 2 as never, a: 1, s: 1 }])
  t.strictSame(await c.findOneAndUpdate({ a: 1 }, { $inc: { n: 1 } }, { sort: { s: 1 }, returnDocument: 'after', projection: { n: 1 } }), { _id: 2, n: 1 })
  t.strictSame(await c.findOneAndReplace({ _id: 1 as never }, { r: 1 }), { _id: 1, a: 1, s: 2 })
  t.strictSame(await c.findOneAndDelete({ r: 1 }), { _id: 1, r: 1 })
  t.equal(await c.findOneAndUpdate({ none: 1 }, { $set: { a: 1 } }), null)
  t.match(await db.command({ findAndModify: 'c', query: { _id: 9 }, update: { $set: { a: 1 } }, upsert: true, new: true }), { lastErrorObject: { n: 1, updatedExisting: false, upserted: 9 }, value: { _id: 9, a: 1 } })
  t.equal(await codeOf(db.command({ findAndModify: 'c', query: {} })), 9)
  t.equal(await codeOf(db.command({ findAndModify: 'c', query: {}, remove: true, new: true })), 9)
})
