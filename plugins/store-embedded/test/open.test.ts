import t from 'tap'
import { MongoClient } from 'mongodb'
import store from '../src/index.js'
import { makeFolder, makeLog } from './start.js'

t.test('serves a folder in a worker thread and keeps what was written', async (t) => {
  const folder = makeFolder(t)
  for (const round of [1, 2]) {
    const opened = await store.open(folder, { log: makeLog() as never })
    const client = await MongoClient.connect(opened.url)
    await client.db('test').collection('c').insertOne({ round })
    t.equal(await client.db('test').collection('c').countDocuments(), round)
    await client.close()
    await opened.close()
  }
})
