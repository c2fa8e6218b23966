import t from 'tap'
import { randomBytes } from 'node:crypto'
import { GridFSBucket } from 'mongodb'
import mongoose from 'mongoose'
import { start } from './start.js'

t.test('GridFS stores, finds, reads in part and deletes files', async (t) => {
  const { db } = await start(t)
  const bucket = new GridFSBucket(db, { chunkSizeBytes: 50_000 })
  const content = randomBytes(333_333)
  const upload = bucket.openUploadStream('图.png', { metadata: { thread: 1 } })
  await new Promise((resolve, reject) => { upload.on('finish', resolve).on('error', reject).end(content) })
  const read = async (options: object): Promise<Buffer> => {
    const chunks: Buffer[] = []
    for await (const chunk of bucket.openDownloadStream(upload.id, options)) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }
  t.ok((await read({})).equals(content))
  t.ok((await read({ start: 60_000, end: 160_000 })).equals(content.subarray(60_000, 160_000)))
  t.match(await bucket.find({ 'metadata.thread': 1 }).toArray(), [{ length: 333_333, filename: '图.png' }])
  await bucket.delete(upload.id)
  t.equal(await db.collection('fs.chunks').countDocuments(), 0)
})

t.test('mongoose models validate, index, save, populate and count versions', async (t) => {
  const { url } = await start(t)
  const connection = await mongoose.createConnection(url, { dbName: 'm' }).asPromise()
  t.teardown(() => connection.close())
  const Person = connection.model('Person', new mongoose.Schema({ name: { type: String, unique: true }, tags: [String], notes: [{ text: String }] }, { timestamps: true, optimisticConcurrency: true }))
  const Post = connection.model('Post', new mongoose.Schema({ by: { type: mongoose.Schema.Types.ObjectId, ref: 'Person' }, at: { type: Date, expires: 3600 } }))
  await Promise.all([Person.init(), Post.init()])
  const ann = await Person.create({ name: 'Ann', tags: ['a'], notes: [{ text: 'one' }] })
  ann.tags.push('b')
  ann.notes[0]!.text = 'two'
  await ann.save()
  await t.rejects(Person.create({ name: 'Ann' }), { code: 11000 })
  const stale = await Person.findById(ann._id)
  ann.tags = ['b']
  await ann.save()
  stale!.tags = ['z']
  await t.rejects(stale!.save(), { name: 'VersionError' })
  await Post.create({ by: ann._id, at: new Date() })
  const post = await Post.findOne().populate<{ by: { name: string } }>('by').lean()
  t.equal(post!.by.name, 'Ann')
  t.match(await Person.findOneAndUpdate({ name: 'Ann' }, { $addToSet: { tags: 'c' } }, { returnDocument: 'after' }).lean(), { tags: ['b', 'c'], notes: [{ text: 'two' }] })
  t.equal(await Person.countDocuments({ tags: 'c' }), 1)
  t.ok(await Person.exists({ name: 'Ann' }))
  t.match(await Person.bulkWrite([{ updateOne: { filter: { name: 'Bob' }, update: { $set: { tags: [] } }, upsert: true } }]), { upsertedCount: 1 })
  const names: string[] = []
  for await (const { name } of Person.find().sort({ name: 1 }).lean().cursor({ batchSize: 1 })) names.push(name!)
  t.strictSame(names, ['Ann', 'Bob'])
})
