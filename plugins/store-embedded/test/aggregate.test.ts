import t from 'tap'
import { codeOf, start } from './start.js'

const orders = [
  { _id: 1, who: 'a', total: 10, tags: ['x', 'y'], at: new Date('2026-01-02T03:04:05Z') },
  { _id: 2, who: 'b', total: 5, tags: [], at: new Date('2026-01-03T00:00:00Z') },
  { _id: 3, who: 'a', total: 7, tags: ['y'], at: new Date('2026-02-01T00:00:00Z') },
  { _id: 4, who: 'c', total: null }
]

const cases: Record<string, { pipeline: object[], gives: unknown }> = {
  '$match, $sort, $skip and $limit': { pipeline: [{ $match: { total: { $gt: 1 } } }, { $sort: { total: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { total: 1 } }], gives: [{ _id: 3, total: 7 }] },
  '$limit before $skip': { pipeline: [{ $sort: { _id: 1 } }, { $limit: 2 }, { $skip: 1 }, { $project: { _id: 1 } }], gives: [{ _id: 2 }] },
  '$group with every accumulator': {
    pipeline: [{ $sort: { _id: 1 } }, { $group: { _id: '$who', sum: { $sum: '$total' }, avg: { $avg: '$total' }, min: { $min: '$total' }, max: { $max: '$total' }, first: { $first: '$total' }, last: { $last: '$total' }, all: { $push: '$total' }, set: { $addToSet: '$who' }, n: { $count: {} }, merged: { $mergeObjects: { w: '$who' } } } }, { $sort: { _id: 1 } }],
    gives: [
      { _id: 'a', sum: 17, avg: 8.5, min: 7, max: 10, first: 10, last: 7, all: [10, 7], set: ['a'], n: 2, merged: { w: 'a' } },
      { _id: 'b', sum: 5, avg: 5, min: 5, max: 5, first: 5, last: 5, all: [5], set: ['b'], n: 1, merged: { w: 'b' } },
      { _id: 'c', sum: 0, avg: null, min: null, max: null, first: null, last: null, all: [null], set: ['c'], n: 1, merged: { w: 'c' } }
    ]
  },
  '$group by a document': { pipeline: [{ $group: { _id: { y: { $year: '$at' }, m: { $month: '$at' } }, n: { $sum: 1 } } }, { $sort: { n: -1 } }, { $limit: 1 }], gives: [{ _id: { y: 2026, m: 1 }, n: 2 }] },
  '$unwind with index and preservation': { pipeline: [{ $match: { _id: { $lte: 2 } } }, { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } }, { $project: { tags: 1, i: 1 } }], gives: [{ _id: 1, tags: 'x', i: 0 }, { _id: 1, tags: 'y', i: 1 }, { _id: 2, i: null }] },
  '$addFields, $unset and expressions': { pipeline: [{ $match: { _id: 1 } }, { $addFields: { 'deep.sum': { $add: ['$total', 1] }, big: { $cond: [{ $gte: ['$total', 10] }, 'yes', 'no'] }, n: { $size: '$tags' } } }, { $unset: ['tags', 'at'] }], gives: [{ _id: 1, who: 'a', total: 10, deep: { sum: 11 }, big: 'yes', n: 2 }] },
  '$project computes, keeps and renames': { pipeline: [{ $match: { _id: 1 } }, { $project: { _id: 0, name: '$who', day: { $dateToString: { date: '$at', format: '%Y-%m-%d' } }, first: { $arrayElemAt: ['$tags', 0] }, up: { $toUpper: '$who' } } }], gives: [{ name: 'a', day: '2026-01-02', first: 'x', up: 'A' }] },
  $replaceRoot: { pipeline: [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: { it: '$$ROOT.who' } } }], gives: [{ it: 'a' }] },
  $count: { pipeline: [{ $match: { who: 'a' } }, { $count: 'n' }], gives: [{ n: 2 }] },
  $sortByCount: { pipeline: [{ $sortByCount: '$who' }, { $limit: 1 }], gives: [{ _id: 'a', count: 2 }] },
  $bucket: { pipeline: [{ $match: { total: { $ne: null } } }, { $bucket: { groupBy: '$total', boundaries: [0, 6, 8], default: 'more', output: { n: { $sum: 1 }, ids: { $push: '$_id' } } } }], gives: [{ _id: 0, n: 1, ids: [2] }, { _id: 6, n: 1, ids: [3] }, { _id: 'more', n: 1, ids: [1] }] },
  $facet: { pipeline: [{ $facet: { n: [{ $count: 'n' }], top: [{ $sort: { total: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }] } }], gives: [{ n: [{ n: 4 }], top: [{ _id: 1 }] }] },
  '$lookup by equal fields': { pipeline: [{ $match: { _id: { $in: [1, 4] } } }, { $lookup: { from: 'people', localField: 'who', foreignField: 'key', as: 'person' } }, { $project: { person: 1 } }], gives: [{ _id: 1, person: [{ _id: 1, key: 'a', name: 'Ann' }] }, { _id: 4, person: [] }] },
  '$lookup by a pipeline with variables': { pipeline: [{ $match: { _id: 1 } }, { $lookup: { from: 'people', let: { w: '$who' }, pipeline: [{ $match: { $expr: { $eq: ['$key', '$$w'] } } }, { $project: { _id: 0, name: 1 } }], as: 'p' } }, { $project: { p: 1 } }], gives: [{ _id: 1, p: [{ name: 'Ann' }] }] },
  'arrays in expressions': { pipeline: [{ $match: { _id: 1 } }, { $project: { f: { $filter: { input: '$tags', as: 't', cond: { $eq: ['$$t', 'y'] } } }, m: { $map: { input: '$tags', in: { $concat: ['$$this', '!'] } } }, r: { $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, i: { $in: ['x', '$tags'] } } }], gives: [{ _id: 1, f: ['y'], m: ['x!', 'y!'], r: 6, i: true }] },
  'comparison across types in expressions': { pipeline: [{ $match: { _id: 1 } }, { $project: { a: { $lt: [1, 'a'] }, b: { $gt: [null, 1] }, c: { $max: [1, 'x', null] }, d: { $eq: [{ x: 1 }, { x: 1 }] }, e: { $ifNull: ['$none', 'n'] } } }], gives: [{ _id: 1, a: true, b: false, c: 'x', d: true, e: 'n' }] }
}

t.test('aggregates as MongoDB does', async (t) => {
  const { db } = await start(t)
  await db.collection<{ _id: number }>('orders').insertMany(orders)
  await db.collection<{ _id: number }>('people').insertMany([{ _id: 1, key: 'a', name: 'Ann' }, { _id: 2, key: 'b', name: 'Bob' }] as never)
  for (const [title, { pipeline, gives }] of Object.entries(cases)) {
    t.strictSame(await db.collection('orders').aggregate(pipeline).toArray(), gives, title)
  }
  t.strictSame(await db.collection('nothing').aggregate([{ $count: 'n' }]).toArray(), [])
})

t.test('refuses what it does not know, by name', async (t) => {
  const { c } = await start(t)
  await c.insertOne({ a: 1 })
  for (const [pipeline, code] of [
    [[{ $setWindowFields: {} }], 40324], [[{ $out: 'x' }], 40324], [[{ $merge: 'x' }], 40324], [[{ $geoNear: {} }], 40324], [[{ $changeStream: {} }], 40324], [[{ $unionWith: 'x' }], 40324],
    [[{ $project: { a: { $function: {} } } }], 168], [[{ $project: { a: { $foo: 1 } } }], 168], [[{ $group: { _id: null, a: { $foo: 1 } } }], 15952], [[{ $group: { a: 1 } }], 15955],
    [[{ $match: { a: 1 }, $sort: { a: 1 } }], 40323], [[{ $project: { a: '$$nope' } }], 17276], [[{ $limit: 0 }], 15958], [[{ $facet: { a: [{ $facet: { b: [] } }] } }], 40600], [[{ $replaceRoot: { newRoot: '$a' } }], 40228], [[{ $sort: {} }], 15976]
  ] as const) {
    t.equal(await codeOf(c.aggregate(pipeline as never).toArray()), code, JSON.stringify(pipeline))
  }
})
