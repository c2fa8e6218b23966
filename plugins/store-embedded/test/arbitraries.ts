import fc from 'fast-check'
import { Long, ObjectId, type Document } from 'mongodb'

/** Random documents, filters, sorts, updates and pipelines over few names and values, so that they meet. */
const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 5 }) },
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'ab', 'b', 'Z', '中') },
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(1.5, -2.5, 3.25),
  fc.constantFrom(Long.fromNumber(2), Long.fromString('9007199254740993')),
  fc.constantFrom(new Date(0), new Date(1000)),
  fc.constantFrom(new ObjectId('64b000000000000000000001'), new ObjectId('64b000000000000000000002'))
)
const inner: fc.Arbitrary<unknown> = fc.dictionary(fc.constantFrom('x', 'y'), fc.oneof({ weight: 4, arbitrary: scalar }, fc.array(scalar, { maxLength: 2 })), { minKeys: 1, maxKeys: 2, noNullPrototype: true })
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(fc.oneof({ weight: 3, arbitrary: scalar }, inner), { maxLength: 3 }) },
  { weight: 2, arbitrary: inner }
)
const doc = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3, noNullPrototype: true })

export const docs: fc.Arbitrary<Document[]> = fc.array(doc, { minLength: 1, maxLength: 8 }).map((list) => list.map((one, _id) => ({ _id, ...one })))

const path = fc.constantFrom('a', 'b', 'c', 'a.x', 'b.x', 'a.y', 'a.0', 'b.1', 'a.0.x')
const condition: fc.Arbitrary<Document> = fc.oneof(
  fc.tuple(fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne'), value).map(([name, operand]) => ({ [name]: operand })),
  fc.tuple(fc.constantFrom('$in', '$nin'), fc.array(value, { maxLength: 3 })).map(([name, operand]) => ({ [name]: operand })),
  fc.boolean().map(($exists) => ({ $exists })),
  fc.constantFrom('int', 'string', 'array', 'object', 'null', 'double', 'number', 'bool', 'long', 'date').map(($type) => ({ $type })),
  fc.integer({ min: 0, max: 3 }).map(($size) => ({ $size })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 })).map(($mod) => ({ $mod })),
  fc.array(scalar, { minLength: 1, maxLength: 2 }).map(($all) => ({ $all })),
  fc.constantFrom({ $regex: '^a' }, { $regex: 'B', $options: 'i' }, { $regex: 'b$' }),
  fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom('$eq', '$gt', '$lte'), scalar).map(([field, name, operand]) => ({ $elemMatch: { [field]: { [name]: operand } } })),
  fc.tuple(fc.constantFrom('$gt', '$lt', '$gte'), scalar).map(([name, operand]) => ({ $elemMatch: { [name]: operand } })),
  fc.tuple(scalar, scalar).map(([$gte, $lt]) => ({ $gte, $lt }))
)
const leaf: fc.Arbitrary<Document> = fc.tuple(path, fc.oneof({ weight: 3, arbitrary: condition }, { weight: 2, arbitrary: value }, { weight: 1, arbitrary: condition.map(($not) => ({ $not })) })).map(([name, operand]) => ({ [name]: operand }))

export const filter: fc.Arbitrary<Document> = fc.oneof(
  { weight: 5, arbitrary: leaf },
  { weight: 2, arbitrary: fc.tuple(leaf, leaf).map(([a, b]) => ({ ...a, ...b })) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('$or', '$and', '$nor'), fc.array(leaf, { minLength: 1, maxLength: 3 })).map(([name, list]) => ({ [name]: list })) }
)

export const sort: fc.Arbitrary<Document> = fc.tuple(fc.constantFrom('a', 'b', 'a.x', 'c'), fc.constantFrom(1, -1)).map(([name, direction]) => ({ [name]: direction, _id: 1 }))

export const index: fc.Arbitrary<Document> = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'a.x', 'b.x'), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.array(fc.constantFrom(1, -1), { minLength: names.length, maxLength: names.length }).map((directions) => Object.fromEntries(names.map((name, i) => [name, directions[i]!]))))

const target = fc.constantFrom('a', 'b', 'c', 'a.x', 'b.x', 'a.0', 'b.1', 'a.0.x', 'd', 'a.$[]', 'b.$[].x')
const number = fc.oneof(fc.integer({ min: -3, max: 4 }), fc.constantFrom(1.5, 2.25), fc.constant(Long.fromNumber(3)))
const operation: fc.Arbitrary<Document> = fc.oneof(
  fc.tuple(fc.constantFrom('$set', '$min', '$max', '$addToSet', '$push'), target, value).map(([name, at, operand]) => ({ [name]: { [at]: operand } })),
  fc.tuple(fc.constantFrom('$inc', '$mul'), target, number).map(([name, at, operand]) => ({ [name]: { [at]: operand } })),
  target.map((at) => ({ $unset: { [at]: '' } })),
  fc.tuple(fc.constantFrom('a', 'b', 'c', 'a.x'), fc.constantFrom('d', 'e.f')).map(([from, to]) => ({ $rename: { [from]: to } })),
  fc.tuple(target, fc.array(scalar, { maxLength: 3 }), fc.constantFrom({}, { $slice: 2 }, { $slice: -2 }, { $position: 0 }, { $position: -1 }, { $sort: 1 }, { $sort: -1, $slice: 2 })).map(([at, $each, rest]) => ({ $push: { [at]: { $each, ...rest } } })),
  fc.tuple(target, fc.array(scalar, { maxLength: 3 })).map(([at, $each]) => ({ $addToSet: { [at]: { $each } } })),
  fc.tuple(target, fc.constantFrom(1, -1)).map(([at, end]) => ({ $pop: { [at]: end } })),
  fc.tuple(target, fc.oneof(value, condition)).map(([at, operand]) => ({ $pull: { [at]: operand } })),
  fc.tuple(target, fc.array(value, { maxLength: 3 })).map(([at, list]) => ({ $pullAll: { [at]: list } }))
)

export const update: fc.Arbitrary<Document> = fc.oneof({ weight: 5, arbitrary: operation }, { weight: 1, arbitrary: fc.tuple(operation, operation).map(([a, b]) => ({ ...a, ...b })) })

const field = fc.constantFrom('$a', '$b', '$c', '$a.x')
const stage: fc.Arbitrary<Document> = fc.oneof(
  filter.map(($match) => ({ $match })),
  sort.map(($sort) => ({ $sort })),
  fc.integer({ min: 1, max: 4 }).map(($limit) => ({ $limit })),
  fc.integer({ min: 0, max: 3 }).map(($skip) => ({ $skip })),
  fc.constantFrom('$a', '$b').chain(($path) => fc.boolean().map((preserveNullAndEmptyArrays) => ({ $unwind: { path: $path, preserveNullAndEmptyArrays } }))),
  fc.constantFrom('a', 'b', 'c').map((name) => ({ $project: { [name]: 1 } })),
  fc.tuple(fc.constantFrom('$eq', '$gt', '$lte', '$cmp'), field, scalar).map(([name, left, right]) => ({ $addFields: { z: { [name]: [left, { $literal: right }] } } })),
  fc.tuple(field, field).map(([when, other]) => ({ $project: { z: { $ifNull: [when, other] }, k: { $cond: [{ $gt: [when, 0] }, 'more', 'less'] } } }))
)
const last: fc.Arbitrary<Document[]> = fc.oneof(
  fc.constant<Document[]>([]),
  fc.tuple(field, field).map(([by, of]) => [{ $group: { _id: by, n: { $sum: 1 }, sum: { $sum: of }, min: { $min: of }, max: { $max: of } } }]),
  fc.constant<Document[]>([{ $count: 'n' }])
)

export const pipeline: fc.Arbitrary<Document[]> = fc.tuple(fc.array(stage, { maxLength: 3 }), last).map(([stages, end]) => [{ $sort: { _id: 1 } }, ...stages, ...end])
