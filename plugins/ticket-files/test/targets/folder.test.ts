import { open, readdir, stat, symlink, writeFile, type FileHandle } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { TicketRow } from '@kefuhub/contract'
import { checkOptions } from '@kefuhub/contract/testing'
import { Exporter } from '../../src/job/exporter.js'
import { Options } from '../../src/options.js'
import { FolderTarget } from '../../src/targets/folder.js'
import { BASE, JOB, failureOf, folder, readAll, rowsOf, run, start, textOf, toRow } from '../stand.js'

t.test('writes all files into the folder, which it makes', async (t) => {
  const path = join(await folder(t), 'a', 'b')
  const hub = await start(t, { format: ['csv', 'ndjson', 'xlsx'], target: { folder: { path } } })
  const written = await run(hub, rowsOf(3))
  t.same(await readdir(path), [`${BASE}.csv.gz`, `${BASE}.manifest.json`, `${BASE}.ndjson.gz`, `${BASE}.xlsx`])
  t.equal((await stat(join(path, `${BASE}.xlsx`))).mode & 0o777, 0o640, 'not for everybody')
  t.match(hub.instance.health!(), { state: 'ok', reason: `The last run at 2026-01-02T18:00:00.000Z wrote ${written.length} files` })
})

t.test('a relative folder starts at the folder of the config file', async (t) => {
  const configDir = await folder(t)
  const hub = await start(t, { target: { folder: { path: 'out/tickets' } } }, { configDir })
  await run(hub, rowsOf(1))
  t.same(await readdir(join(configDir, 'out/tickets')), [`${BASE}.csv.gz`, `${BASE}.manifest.json`])
})

t.test('the same job writes the same bytes', async (t) => {
  const path = await folder(t)
  const options = { format: ['csv', 'ndjson', 'xlsx'], comments: true, target: { folder: { path } } }
  const first = await run(await start(t, options), rowsOf(2500))
  const before = await readAll(path)
  const again = await run(await start(t, options, { nowMs: Date.UTC(2027, 5, 5) }), slowly(rowsOf(2500)))
  t.same(again, first)
  const after = await readAll(path)
  t.same([...after.keys()], [...before.keys()])
  for (const [name, content] of after) t.ok(before.get(name)?.equals(content), name)
  t.same(before.get(`${BASE}.csv.gz`)?.subarray(4, 8), Buffer.alloc(4), 'gzip tells no time')
})

/** Pauses change how rows come together on their way. */
async function * slowly (rows: AsyncIterable<TicketRow>): AsyncGenerator<TicketRow> {
  let count = 0
  for await (const row of rows) {
    if (++count % 37 === 0) await new Promise(setImmediate)
    yield row
  }
}

t.test('begins a further file after so many rows', async (t) => {
  for (const [rows, expected] of [[1000, [1000]], [1001, [1000, 1]], [2500, [1000, 1000, 500]], [0, [0]]] as const) {
    const path = await folder(t)
    const hub = await start(t, { format: ['csv', 'xlsx'], gzip: false, maxRowsPerFile: 1000, target: { folder: { path } } })
    const written = await run(hub, rowsOf(rows))
    t.same(written.filter(({ name }) => name.endsWith('.csv')).map((file) => file.rows), expected)
    t.same(written.filter(({ name }) => name.endsWith('.xlsx')).map((file) => file.rows), expected)
    const files = await readAll(path)
    const manifest = JSON.parse(textOf(files, `${BASE}.manifest.json`)) as { files: object[] }
    t.same(manifest.files, written.filter(({ name }) => !name.endsWith('.json')))
    for (const [index, count] of expected.entries()) {
      const lines = textOf(files, `${BASE}${index === 0 ? '' : `_${index + 1}`}.csv`).split('\r\n')
      t.equal(lines.length, count + 2, 'each file has its headings')
    }
  }
})

t.test('stays in its folder, whatever the job is called', async (t) => {
  const root = await folder(t)
  const path = join(root, 'out')
  const hub = await start(t, { target: { folder: { path } } }, { id: 'files' })
  const ids = ['../../up', '..', '/etc/passwd', 'a/b\\c:d*?"<>|', 'x\0y', '工单', 'a'.repeat(300), '\u202Egpj']
  for (const id of ids) await run(hub, rowsOf(1), { id })
  t.same(await readdir(root), ['out'])
  const names = await readdir(path)
  t.equal(names.length, ids.length * 2, 'no two jobs share a name')
  for (const name of names) t.match(name, /^tickets_files_20260101T000000Z_20260102T000000Z_[A-Za-z0-9._-]{1,64}\.(csv\.gz|manifest\.json)$/)
})

t.test('writes through no link that somebody laid there', async (t) => {
  const path = await folder(t)
  const elsewhere = join(await folder(t), 'precious')
  await writeFile(elsewhere, 'precious')
  await symlink(elsewhere, join(path, `.${BASE}.csv.gz.part`))
  await symlink(elsewhere, join(path, `${BASE}.csv.gz`))
  await run(await start(t, { target: { folder: { path } } }), rowsOf(1))
  const [[, precious]] = [...await readAll(join(elsewhere, '..'))] as [[string, Buffer]]
  t.equal(precious.toString(), 'precious')
  t.match(textOf(await readAll(path), `${BASE}.csv.gz`), /JACKET-1/)
})

t.test('rows that fail leave nothing, and their error is told as it is', async (t) => {
  const path = await folder(t)
  const hub = await start(t, { format: ['csv', 'ndjson', 'xlsx'], maxRowsPerFile: 1000, target: { folder: { path } } })
  const broken = Object.assign(new Error('the store went away'), { code: 'ECONNRESET', syscall: 'read' })
  async function * rows (): AsyncGenerator<TicketRow> {
    yield * rowsOf(1500)
    throw broken
  }
  t.equal(await failureOf(run(hub, rows())), broken)
  t.same(await readdir(path), [])
  t.match(hub.instance.health!(), { state: 'degraded', reason: /the store went away/ })
})

t.test('stops when it is told to, at once, and leaves nothing', async (t) => {
  for (const format of ['csv', 'ndjson', 'xlsx']) {
    const path = await folder(t)
    const abort = new AbortController()
    let isReturned = false
    async function * rows (): AsyncGenerator<TicketRow> {
      try {
        for (let index = 0; ; index++) {
          if (index === 1500) abort.abort(new Error('stop it'))
          yield toRow(index)
        }
      } finally {
        isReturned = true
      }
    }
    t.match(await failureOf(run(await start(t, { format: [format], maxRowsPerFile: 1000, target: { folder: { path } } }), rows(), {}, abort.signal)), { message: 'stop it' })
    t.ok(isReturned)
    t.same(await readdir(path), [])
  }
})

t.test('stops while it waits for a row that never comes', async (t) => {
  const path = await folder(t)
  const hub = await start(t, { target: { folder: { path } } })
  async function * rows (): AsyncGenerator<TicketRow> {
    yield toRow(1)
    setImmediate(() => { hub.close().catch(t.fail) })
    await new Promise(() => {})
  }
  t.match(await failureOf(run(hub, rows())), { name: 'AbortError' })
  t.same(await readdir(path), [])
})

t.test('publishes nothing after it was told to stop', async (t) => {
  const path = await folder(t)
  const abort = new AbortController()
  async function * rows (): AsyncGenerator<TicketRow> {
    yield toRow(1)
    setImmediate(() => abort.abort(new Error('stop it')))
  }
  await failureOf(run(await start(t, { target: { folder: { path } } }), rows(), {}, abort.signal))
  t.same(await readdir(path), [])
})

t.test('an attempt that was thought dead does not disturb its successor', async (t) => {
  const path = await folder(t)
  const hub = await start(t, { gzip: false, target: { folder: { path } } })
  let goOn = (): void => {}
  let isWaiting = (): void => {}
  const waits = new Promise<void>((resolve) => { isWaiting = resolve })
  async function * rows (): AsyncGenerator<TicketRow> {
    yield toRow(1)
    yield toRow(2)
    isWaiting()
    await new Promise<void>((resolve) => { goOn = resolve })
  }
  const old = failureOf(run(hub, rows()))
  await waits
  async function * successor (): AsyncGenerator<TicketRow> {
    yield toRow(7)
    goOn()
    t.match(await old, { verdict: 'retry', message: /Another attempt writes/ })
  }
  await run(hub, successor())
  const files = await readAll(path)
  t.same([...files.keys()], [`${BASE}.csv`, `${BASE}.manifest.json`])
  t.match(textOf(files, `${BASE}.csv`), /JACKET-7/)
})

/** A disk that is full: what is written to this device fails as it does there. */
class FullFolder extends FolderTarget {
  readonly opened: string[] = []
  override async open (name: string): Promise<FileHandle> {
    this.opened.push(name)
    return await open('/dev/full', 'r+')
  }
}

t.test('says that the disk is full and what to do', { skip: !existsSync('/dev/full') && 'there is no /dev/full' }, async (t) => {
  for (const [format, count] of [['csv', 3], ['csv', 5000], ['ndjson', 5000], ['xlsx', 3], ['xlsx', 20_000]] as const) {
    const path = await folder(t)
    const options = checkOptions('ticket-files', Options, { format: [format], gzip: false, target: { folder: { path } } }) as unknown as Options
    const target = new FullFolder({ path })
    const failure = await failureOf(new Exporter(options, 'files', target).run(JOB, rowsOf(count), new AbortController().signal))
    t.match(failure, { verdict: 'retry', message: /^The disk is full \(ENOSPC\): the folder .* free space/ }, `${format} ${count}`)
    t.equal(target.opened.length, 1)
    t.same(await readdir(path), [])
  }
})

t.test('says where it cannot write', async (t) => {
  const path = join(await folder(t), 'file')
  await writeFile(path, '')
  t.match(await failureOf(run(await start(t, { target: { folder: { path } } }), rowsOf(1))), { verdict: 'rejected', message: /\(EEXIST\)|\(ENOTDIR\)/ })
  t.match(await failureOf(run(await start(t, { target: { folder: { path: join(path, 'below') } } }), rowsOf(1))), { verdict: 'rejected', message: /\(ENOTDIR\); correct target\.folder\.path/ })
})

t.test('does not take a folder for an old file', async (t) => {
  const path = await folder(t)
  const hub = await start(t, { target: { folder: { path: join(path, `${BASE}.csv.gz`) } } })
  await run(hub, rowsOf(1), { id: 'other' })
  t.match(await failureOf(run(await start(t, { target: { folder: { path } } }), rowsOf(1))), { verdict: 'rejected', message: /EISDIR/ })
  t.same(await readdir(path), [`${BASE}.csv.gz`])
})
