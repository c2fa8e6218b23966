import t from 'tap'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { main } from '../src/cli.js'
import store from '../src/index.js'
import { takeLock } from '../src/server/lock.js'
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

t.test('a second opening of a folder is given the address of the first', async (t) => {
  const folder = join(makeFolder(t), 'data')
  const first = await store.open(folder, { log: makeLog() as never })
  if (process.platform !== 'win32') {
    t.equal(statSync(folder).mode & 0o777, 0o700, 'the folder is private')
    t.equal(statSync(join(folder, 'store.sock')).mode & 0o777, 0o600, 'and so is the socket')
  }
  const errors = t.capture(process.stderr, 'write', () => true)
  t.equal(await main([folder]), 1, 'the command refuses to serve it again')
  t.match(String(errors()[0]!.args[0]), /another process serves/)
  const second = await store.open(folder, { log: makeLog() as never })
  t.equal(second.url, first.url)
  await second.close()
  const client = await MongoClient.connect(first.url)
  t.match(await client.db('test').command({ ping: 1 }), { ok: 1 }, 'and its close closes nothing')
  await client.close()
  await first.close()
  t.notOk(existsSync(join(folder, 'store.lock')))
})

t.test('the lock of a dead process is taken over, also when its pid lives again', async (t) => {
  const folder = makeFolder(t)
  for (const holder of [{ pid: 2 ** 22 + 1, start: 'x', url: 'mongodb://nowhere' }, { pid: process.ppid, start: 'another start', url: 'mongodb://nowhere' }]) {
    writeFileSync(join(folder, 'store.lock'), JSON.stringify(holder))
    const lock = await takeLock(folder)
    t.ok('release' in lock)
    if ('release' in lock) lock.release()
  }
})

t.test('a location that cannot be is refused with what to do', async (t) => {
  const file = join(makeFolder(t), 'file')
  writeFileSync(file, '')
  await t.rejects(store.open(join(file, 'data'), { log: makeLog() as never }), { code: 'STORE_EMBEDDED_ERR_LOCATION' })
  await t.rejects(store.open('', { log: makeLog() as never }), { code: 'STORE_EMBEDDED_ERR_LOCATION' })
})

t.test('a store that cannot be opened is told, and leaves no lock', async (t) => {
  const folder = makeFolder(t)
  mkdirSync(join(folder, 'data.mdb'))
  const log = makeLog()
  await t.rejects(store.open(folder, { log: log as never }), { code: 'STORE_EMBEDDED_ERR_WORKER' })
  t.notOk(existsSync(join(folder, 'store.lock')))
})

t.test('the command helps, and refuses what it cannot serve', async (t) => {
  const folder = makeFolder(t)
  const output = t.capture(process.stdout, 'write', () => true)
  const errors = t.capture(process.stderr, 'write', () => true)
  t.equal(await main(['--help']), 0)
  t.match(String(output()[0]!.args[0]), /^kefuhub-store FOLDER/)
  t.equal(await main([]), 2)
  t.equal(await main(['--nope']), 2)
  writeFileSync(join(folder, 'file'), '')
  t.equal(await main([join(folder, 'file', 'x')]), 1)
  t.match(errors().map(({ args }) => String(args[0])).join(''), /expected one folder, got 0/)
})
