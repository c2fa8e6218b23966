import t from 'tap'
import { Long } from 'mongodb'
import { codeOf, start } from './start.js'

const refusals: Array<[string, object, number]> = [
  ['an unknown command', { nope: 1 }, 59],
  ['server-side JavaScript', { mapReduce: 'c', map: 'x', reduce: 'y', out: { inline: 1 } }, 59],
  ['renaming a collection', { renameCollection: 'test.c', to: 'test.d' }, 59],
  ['an unknown field of a command', { find: 'c', foo: 1 }, 40415],
  ['an unknown field of a statement', { update: 'c', updates: [{ q: {}, u: {}, foo: 1 }] }, 40415],
  ['a collation', { find: 'c', collation: { locale: 'zh' } }, 2],
  ['a transaction', { insert: 'c', documents: [{}], txnNumber: Long.fromNumber(1), startTransaction: true, autocommit: false }, 20],
  ['a tailable cursor', { find: 'c', tailable: true }, 2],
  ['a read concern that needs a replica set', { find: 'c', readConcern: { level: 'snapshot' } }, 72],
  ['a write concern of several servers', { insert: 'c', documents: [{}], writeConcern: { w: 2 } }, 2],
  ['$where', { find: 'c', filter: { $where: 'true' } }, 2],
  ['$text', { find: 'c', filter: { $text: { $search: 'x' } } }, 2],
  ['$jsonSchema', { find: 'c', filter: { $jsonSchema: {} } }, 2],
  ['$near', { find: 'c', filter: { a: { $near: [0, 0] } } }, 2],
  ['an unknown filter operator', { find: 'c', filter: { a: { $foo: 1 } } }, 2],
  ['an unknown filter operator at the top', { find: 'c', filter: { $foo: 1 } }, 2],
  ['an empty $or', { find: 'c', filter: { $or: [] } }, 2],
  ['$in without a list', { find: 'c', filter: { a: { $in: 1 } } }, 2],
  ['a broken regular expression', { find: 'c', filter: { a: { $regex: '(' } } }, 51091],
  ['an unknown flag of one', { find: 'c', filter: { a: { $regex: 'a', $options: 'q' } } }, 51108],
  ['$options alone', { find: 'c', filter: { a: { $options: 'i' } } }, 2],
  ['a filter that is no document', { find: 'c', filter: 1 }, 14],
  ['a sort direction that is none', { find: 'c', sort: { a: 2 } }, 15975],
  ['a negative limit', { find: 'c', limit: -1 }, 51024],
  ['$meta', { find: 'c', projection: { s: { $meta: 'textScore' } } }, 2],
  ['a write without statements', { insert: 'c', documents: [] }, 16],
  ['a command without its documents', { insert: 'c' }, 40414],
  ['a collection name that cannot be', { find: '$x' }, 73],
  ['a capped collection', { create: 'x', capped: true, size: 100 }, 72],
  ['a view', { create: 'x', viewOn: 'c', pipeline: [] }, 72],
  ['a validator', { create: 'x', validator: {} }, 72],
  ['dropping what is not there', { drop: 'none' }, 26],
  ['indexes of what is not there', { listIndexes: 'none' }, 26],
  ['an aggregation without cursor', { aggregate: 'c', pipeline: [] }, 9],
  ['an aggregation over a database', { aggregate: 1, pipeline: [], cursor: {} }, 73],
  ['an explanation of what cannot be explained', { explain: { insert: 'c', documents: [] } }, 59],
  ['a login where none is needed', { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: '' }, 18]
]

t.test('refuses by name and with MongoDB\'s code what the hub does not need', async (t) => {
  const { db, c } = await start(t)
  await c.insertOne({ a: 1 })
  for (const [title, command, code] of refusals) {
    const error = await db.command(command).then((answer) => ({ code: answer.writeErrors?.[0].code, message: answer.writeErrors?.[0].errmsg as string }), (reason: { code: number, message: string }) => reason)
    t.equal(error.code, code, title)
    t.ok((error.message?.length ?? 0) > 10, `${title}: ${error.message}`)
  }
  t.equal(await c.countDocuments(), 1, 'and nothing was changed')
})

t.test('refuses documents that cannot be stored', async (t) => {
  const { c } = await start(t)
  t.equal(await codeOf(c.insertOne({ _id: [1] as never })), 53)
  t.equal(await codeOf(c.insertOne({ _id: /x/ as never })), 2)
  t.equal(await codeOf(c.insertOne({ _id: { $a: 1 } as never })), 52)
  await c.insertOne({ _id: 1 as never, big: 'x'.repeat((16 << 20) - 100) })
  t.equal(await codeOf(c.updateOne({}, { $set: { more: 'x'.repeat(200) } })), 10334)
  t.equal(await codeOf(c.insertOne({ deep: Array.from({ length: 300 }).reduce<object>((inner) => ({ inner }), {}) })), 16)
  t.equal(await c.countDocuments(), 1)
})
