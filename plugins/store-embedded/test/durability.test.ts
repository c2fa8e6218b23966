import t from 'tap'
import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { MongoClient } from 'mongodb'
import { serve } from '../src/server/serve.js'
import { makeFolder, makeLog } from './start.js'

/** Serves a folder in a process of its own, with the loaders of this one. */
async function spawnServer (folder: string): Promise<{ child: ChildProcess, url: string }> {
  const child = spawn(process.execPath, [...process.execArgv, new URL('serve-folder.ts', import.meta.url).pathname, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout! })) if (line.startsWith('ready ')) return { child, url: line.slice(6) }
  throw new Error('the server did not get ready')
}

async function kill (child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

t.test('kill -9 under load loses no acknowledged write, and indexes agree with documents', { timeout: 100_000 }, async (t) => {
  const folder = makeFolder(t)
  const acknowledged = new Map<number, number>()
  let next = 0
  for (let round = 0; round < 4; round++) {
    const { child, url } = await spawnServer(folder)
    const client = await MongoClient.connect(url, { retryWrites: false, serverSelectionTimeoutMS: 500 })
    const c = client.db('test').collection<{ _id: number, n: number, tag: string }>('c')
    await c.createIndexes([{ key: { n: 1 }, unique: true }, { key: { tag: 1, n: -1 } }])
    t.equal(await c.countDocuments({ _id: { $in: [...acknowledged.keys()] } }), acknowledged.size, `round ${round}: all acknowledged documents are there`)
    const progress = new EventEmitter()
    let written = 0
    const writer = async (): Promise<void> => {
      for (;;) {
        const ids = Array.from({ length: 8 }, () => next++)
        await c.insertMany(ids.map((id) => ({ _id: id, n: id, tag: `t${id % 3}` })))
        for (const id of ids) acknowledged.set(id, id)
        await c.updateOne({ _id: ids[0]! }, { $set: { n: -ids[0]! - 1 } })
        acknowledged.set(ids[0]!, -ids[0]! - 1)
        written += ids.length
        if (written > 300 + round * 200) progress.emit('enough')
      }
    }
    const enough = once(progress, 'enough')
    const writers = Promise.allSettled([writer(), writer(), writer()])
    await enough
    await kill(child)
    await writers
    await client.close()
  }
  const serving = await serve(folder, { log: makeLog() })
  const client = await MongoClient.connect(serving.url)
  const c = client.db('test').collection<{ _id: number, n: number, tag: string }>('c')
  const docs = await c.find().hint({ $natural: 1 }).toArray()
  const byId = new Map(docs.map((doc) => [doc._id, doc]))
  t.equal(byId.size, docs.length, 'nothing is there twice')
  const wrong = [...acknowledged].filter(([id, n]) => byId.get(id)?.n !== n && byId.get(id)?.n !== -id - 1)
  t.strictSame(wrong, [], 'every acknowledged write is there')
  const order = (a: { _id: number }, b: { _id: number }): number => a._id - b._id
  for (const hint of ['n_1', 'tag_1_n_-1', '_id_']) t.strictSame((await c.find().hint(hint).toArray()).sort(order), [...docs].sort(order), `the index ${hint} agrees with the documents`)
  await client.close()
  await serving.close()
})

t.test('a torn end of the journal is where it stops, and is not read again', async (t) => {
  const folder = makeFolder(t)
  const { child, url } = await spawnServer(folder)
  const client = await MongoClient.connect(url)
  await client.db('test').collection('c').insertMany([{ _id: 1 as never }, { _id: 2 as never }])
  await kill(child)
  await client.close()
  const journal = join(folder, readdirSync(folder).filter((name) => name.endsWith('.journal')).sort().at(-1)!)
  const size = readFileSync(journal).length
  t.ok(size > 0, 'what was acknowledged is in the journal')
  appendFileSync(journal, Buffer.from([50, 0, 0, 0, 1, 2, 3, 4, 5]))
  for (const round of [0, 1]) {
    const serving = await serve(folder, { log: makeLog() })
    const again = await MongoClient.connect(serving.url)
    t.equal(await again.db('test').collection('c').countDocuments(), 2, `round ${round}`)
    await again.close()
    await serving.close()
  }
  t.strictSame(readdirSync(folder).filter((name) => name.endsWith('.journal') && readFileSync(join(folder, name)).length > 0), [], 'a clean close leaves nothing to replay')
})
