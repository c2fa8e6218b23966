import t from 'tap'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { deserialize, serialize } from 'bson'
import fc from 'fast-check'
import { MongoClient } from 'mongodb'
import { openEngine } from '../src/server/engine.js'
import { Connection } from '../src/server/connection.js'
import { openPort, socketPath } from '../src/server/listen.js'
import { crc32c } from '../src/server/wire.js'
import { codeOf, makeFolder, makeLog, start } from './start.js'

const pathOf = (url: string): string => decodeURIComponent(/^mongodb:\/\/([^/]+)/.exec(url)![1]!)

/** A whole OP_MSG with these flags and sections. */
function frame (flags: number, ...sections: Buffer[]): Buffer {
  const head = Buffer.alloc(20)
  const body = Buffer.concat(sections)
  head.writeInt32LE(20 + body.length, 0)
  head.writeInt32LE(7, 4)
  head.writeInt32LE(2013, 12)
  head.writeUInt32LE(flags, 16)
  return Buffer.concat([head, body])
}
const bodyOf = (command: object): Buffer => Buffer.concat([Buffer.from([0]), serialize(command)])

/** Sends bytes and answers what came back until an answer or the end. */
async function talk (url: string, ...parts: Buffer[]): Promise<Buffer | 'closed'> {
  const socket = connect(pathOf(url))
  socket.on('error', () => {})
  for (const part of parts) {
    socket.write(part)
    await new Promise((resolve) => { setImmediate(resolve) })
  }
  const answer = await Promise.race([once(socket, 'data').then(([data]) => data as Buffer), once(socket, 'close').then(() => 'closed' as const)])
  socket.destroy()
  return answer
}

t.test('answers a message however it is cut, with and without checksum', async (t) => {
  const { url } = await start(t)
  const ping = frame(0, bodyOf({ ping: 1, $db: 'admin' }))
  const parts = [...ping].map((byte) => Buffer.from([byte]))
  t.match(deserialize((await talk(url, ...parts) as Buffer).subarray(21)), { ok: 1 })
  const bare = frame(1, bodyOf({ ping: 1, $db: 'admin' }), Buffer.alloc(4))
  bare.writeUInt32LE(crc32c(bare.subarray(0, -4)), bare.length - 4)
  t.match(deserialize((await talk(url, bare) as Buffer).subarray(21)), { ok: 1 })
  bare[bare.length - 1]! ^= 1
  t.equal(await talk(url, bare), 'closed', 'a wrong checksum ends the connection')
})

t.test('ends connections that send what is no message, and serves the others', async (t) => {
  const { url, c, log } = await start(t)
  const length = (bytes: number): Buffer => { const head = Buffer.alloc(16); head.writeInt32LE(bytes, 0); head.writeInt32LE(2013, 12); return head }
  const sequence = Buffer.from([1, 100, 0, 0, 0, 0x61, 0])
  for (const [title, bytes] of Object.entries({
    'a negative length': length(-1),
    'a length above the limit': length(50_000_000),
    'a length below the head': length(3),
    'an unknown operation': Buffer.concat([length(20).fill(9, 12, 16), Buffer.alloc(4)]),
    'unknown flags that matter': frame(4, bodyOf({ ping: 1 })),
    'no body': frame(0),
    'an unknown section': frame(0, Buffer.from([9, 5, 0, 0, 0, 0])),
    'two bodies': frame(0, bodyOf({ ping: 1 }), bodyOf({ ping: 1 })),
    'a sequence longer than the message': frame(0, bodyOf({ insert: 'c', $db: 'test' }), sequence)
  })) t.equal(await talk(url, bytes), 'closed', title)
  const broken = bodyOf({ ping: 1, $db: 'admin' })
  broken.writeInt32LE(200, 1)
  t.match(deserialize((await talk(url, frame(0, broken)) as Buffer).subarray(21)), { ok: 0, code: 16 }, 'damaged BSON in a sound frame is answered')
  t.equal((await c.insertOne({})).acknowledged, true)
  t.ok(log.lines.every(({ level }) => level === 'warn'))
})

t.test('random and mutated messages never end the server', async (t) => {
  const { url, c, log } = await start(t)
  const good = [{ insert: 'c', documents: [{ a: [1, { b: 'x' }] }], $db: 'test' }, { find: 'c', filter: { a: { $in: [1, /x/] } }, sort: { a: 1 }, $db: 'test' }, { update: 'c', updates: [{ q: {}, u: { $push: { a: 1 } }, upsert: true }], $db: 'test' }, { aggregate: 'c', pipeline: [{ $group: { _id: '$a' } }], cursor: {}, $db: 'test' }].map((command) => frame(0, bodyOf(command)))
  const mutated = fc.tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 })).map(([message, changes]) => {
    const copy = Buffer.from(message)
    for (const [at, byte] of changes) copy[16 + at % (copy.length - 16)] = byte
    return copy
  })
  const send = async (socket: Socket, bytes: Buffer): Promise<void> => {
    await new Promise<void>((resolve) => {
      socket.once('data', () => resolve()).once('close', () => resolve()).on('error', () => {})
      socket.end(bytes)
    })
    socket.destroy()
  }
  await fc.assert(fc.asyncProperty(fc.oneof({ weight: 5, arbitrary: mutated }, { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)) }), async (bytes) => {
    await send(connect(pathOf(url)), bytes)
  }), { numRuns: 600 })
  t.strictSame(log.lines.filter(({ level }) => level === 'error').map(({ fields }) => String((fields as { err?: Error }).err?.stack)), [], 'no command failed inside')
  t.equal((await c.insertOne({ alive: true })).acknowledged, true)
})

t.test('a loopback port lets in who knows the password only', async (t) => {
  const engine = openEngine(makeFolder(t))
  const server = createServer((socket) => new Connection(socket, engine, makeLog()))
  const url = await openPort(server, engine)
  t.teardown(async () => {
    server.close()
    await engine.store.close()
  })
  const client = await MongoClient.connect(url)
  t.equal((await client.db('test').collection('c').insertOne({})).acknowledged, true)
  await client.close()
  t.equal(await codeOf(MongoClient.connect(url.replace(/:[^:@]+@/, ':wrong@'), { serverSelectionTimeoutMS: 2000 })), 18)
  const stranger = await MongoClient.connect(url.replace(/\/\/[^@]+@/, '//').replace(/&auth.*/, ''))
  t.equal(await codeOf(stranger.db('test').collection('c').findOne({})), 13)
  await stranger.close()
})

t.test('the socket of a folder with a long name is in a private folder of its own', async (t) => {
  const folder = `/var/${randomBytes(60).toString('hex')}`
  t.ok(Buffer.byteLength(socketPath(folder)) < 107)
  t.not(socketPath(folder), socketPath(`${folder}x`))
  t.equal(socketPath('/srv/data'), '/srv/data/store.sock')
})
