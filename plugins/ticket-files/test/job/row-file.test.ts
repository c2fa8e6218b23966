import { PassThrough, Transform, Writable } from 'node:stream'
import t from 'tap'
import type { Format } from '../../src/formats/format.js'
import type { Draft } from '../../src/job/draft.js'
import { RowFile } from '../../src/job/row-file.js'
import { failureOf, toRow } from '../stand.js'

const lines: Format = {
  name: 'csv',
  isCompressible: true,
  open () {
    const rows = new PassThrough()
    return { rows, stages: [rows], shape: () => 'x'.repeat(1000) }
  }
}

/** A draft on a disk that behaves as the test says. */
const onDisk = (write: (done: (error?: Error) => void) => void): Draft => ({
  rows: 0, sink: new Writable({ write: (_chunk, _encoding, done) => write(done) })
}) as unknown as Draft

t.test('makes whoever writes wait for the disk', async (t) => {
  let release = (): void => {}
  const file = new RowFile(onDisk((done) => { release = done }), lines, false)
  let written = 0
  const writing = (async () => { for (; written < 2000; written++) await file.write(toRow()) })()
  for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
  t.ok(written < 500, `${written} rows are under way, no more`)
  await file.abandon()
  release()
  t.match(await failureOf(writing), { message: 'The file was given up' })
})

t.test('tells what the disk said, now and later', async (t) => {
  const file = new RowFile(onDisk((done) => done(new Error('no space'))), lines, true)
  const write = async (): Promise<void> => { for (let index = 0; index < 100_000; index++) await file.write(toRow()) }
  t.match(await failureOf(write()), { message: 'no space' })
  t.match(await failureOf(file.write(toRow())), { message: 'no space' })
  t.match(await failureOf(file.end()), { message: 'no space' })
  await file.abandon()
})

t.test('tells what the disk said at the end', async (t) => {
  const file = new RowFile(onDisk((done) => done(new Error('no space'))), lines, false)
  await file.write(toRow())
  t.match(await failureOf(file.end()), { message: 'no space' })
})

t.test('tells what a format cannot write', async (t) => {
  const broken: Format = {
    ...lines,
    open () {
      const rows = new Transform({ transform: (_chunk, _encoding, done) => done(new Error('not this')) })
      return { rows, stages: [rows], shape: () => 'x' }
    }
  }
  const file = new RowFile(onDisk((done) => done()), broken, false)
  t.match(await failureOf(file.write(toRow()).then(() => file.end())), { message: 'not this' })
})
