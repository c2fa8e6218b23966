import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { TicketRow } from '@kefuhub/contract'
import { openScratch, scratchError } from '../../src/targets/scratch.js'
import { failureOf, folder, run, start, toRow, type Test } from '../stand.js'

const S3 = { endpoint: 'http://127.0.0.1:9', bucket: 'tickets', accessKeyId: 'AKID', secretAccessKey: 'secret-access-key' }

function useTemporary (t: Test, path: string): void {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = path
  t.teardown(() => {
    delete process.env['TMPDIR']
    if (before !== undefined) process.env['TMPDIR'] = before
  })
}

t.test('files on their way have no name', async (t) => {
  const path = await folder(t)
  useTemporary(t, path)
  const handle = await openScratch()
  await handle.appendFile('kept')
  t.equal((await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer.toString(), 'kept')
  await handle.close()
  const seen: string[][] = []
  async function * rows (): AsyncGenerator<TicketRow> {
    yield toRow(1)
    seen.push(await readdir(path))
    yield toRow(2)
  }
  await failureOf(run(await start(t, { format: ['csv', 'xlsx'], target: { s3: S3 } }), rows()))
  t.same(seen, [[]])
})

t.test('says where temporary files cannot be written', async (t) => {
  useTemporary(t, join(await folder(t), 'missing'))
  t.match(await failureOf(run(await start(t, { target: { s3: S3 } }), (async function * () { yield toRow(1) })())), {
    verdict: 'rejected', message: /folder for temporary files .*missing \(ENOENT\); correct the environment variable TMPDIR/
  })
  t.match(scratchError(Object.assign(new Error('x'), { code: 'ENOSPC', syscall: 'write' })), { verdict: 'retry', message: /disk is full.*temporary files/ })
})
