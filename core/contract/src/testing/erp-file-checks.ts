import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { ErpDefinition, TicketFilesJob, TicketRow, WrittenFile } from '../erp.js'
import type { Bench } from './bench.js'
import type { Check } from './check.js'
import { method, needed, toExport, type ErpRun } from './erp-calls.js'
import type { ErpSample } from './erp-sample.js'
import { HOSTILE_NAMES } from './hostile.js'
import { defineSystemCheck } from './system-check.js'

const ROWS = 300

const define = (name: string, look: (bench: Bench<ErpDefinition, ErpSample>) => Promise<void>): Check<ErpDefinition, ErpSample> =>
  defineSystemCheck<ErpDefinition, ErpSample>(name, look, ({ files }) => files !== null)

/** How tickets get into files. */
export const erpFileChecks: ReadonlyArray<Check<ErpDefinition, ErpSample>> = [
  define('files are written, and what is said of them is true', async (bench) => {
    const run = await bench.open()
    const written = await write(bench, run)
    assert.ok(written.length > 0, 'no file is written')
    await assertTrue(run, written)
    for (const { rows } of written) assert.ok(rows >= 0 && rows <= ROWS, `a file has ${rows} rows`)
    assert.ok(written.some(({ rows }) => rows > 0), 'no file has a row')
  }),

  define('the same job writes the same files, from whichever process', async (bench) => {
    const run = await bench.open()
    const other = await bench.open({ stand: run.stand })
    const first = await write(bench, run)
    const names = await files(run).list()
    for (const again of [run, other]) {
      const written = await write(bench, again)
      assert.deepEqual(written, first)
      assert.deepEqual([...await files(run).list()].sort(), [...names].sort(), 'the files')
      await assertTrue(run, written)
    }
    const next = await write(bench, run, { id: 'job-2', from: new Date(bench.sample.nowMs), to: new Date(bench.sample.nowMs + 3_600_000) })
    assert.ok(next.every(({ name }) => !names.includes(name)), 'another job writes over the files of the first')
    await assertTrue(run, first)
  }),

  define('rows that fail leave no file behind', async (bench) => {
    const run = await bench.open()
    const refusal = await failure(method(run, 'exportFiles')(jobOf(bench), brokenRows(bench), new AbortController().signal))
    assert.ok(refusal instanceof Error, 'it succeeds')
    assert.deepEqual(await finished(run), [], 'files under their final names')
  }),

  define('a job that is aborted leaves no file behind', async (bench) => {
    const run = await bench.open()
    const abort = new AbortController()
    const refusal = await failure(method(run, 'exportFiles')(jobOf(bench), rowsThat(bench, (index) => { if (index === ROWS >> 1) abort.abort() }), abort.signal))
    assert.ok(refusal instanceof Error, 'it succeeds')
    assert.deepEqual(await finished(run), [], 'files under their final names')
  }),

  define('a job without a ticket succeeds', async (bench) => {
    const run = await bench.open()
    const written = await method(run, 'exportFiles')(jobOf(bench), none(), new AbortController().signal)
    assert.ok(written.every(({ rows }) => rows === 0), 'there are rows')
    await assertTrue(run, written)
  })
]

function files (run: ErpRun): NonNullable<ErpRun['stand']['files']> { return needed(run.stand.files, 'files') }

/** The files that somebody who waits for them would take: a hidden one, or one with a name for the time being, is none. */
async function finished (run: ErpRun): Promise<string[]> {
  return (await files(run).list()).filter((name) => !/^\.|\.(part|tmp|temp)$/.test(name))
}

function jobOf (bench: Bench<ErpDefinition, ErpSample>, job: Partial<TicketFilesJob> = {}): TicketFilesJob {
  const { nowMs, files } = bench.sample
  return { id: 'job-1', from: new Date(nowMs - 3_600_000), to: new Date(nowMs), fieldNames: files?.fieldNames ?? [], titles: { types: [], fields: [] }, ...job }
}

async function write (bench: Bench<ErpDefinition, ErpSample>, run: ErpRun, job?: Partial<TicketFilesJob>): Promise<WrittenFile[]> {
  return await method(run, 'exportFiles')(jobOf(bench, job), rowsThat(bench, () => {}), new AbortController().signal)
}

async function * rowsThat (bench: Bench<ErpDefinition, ErpSample>, happens: (index: number) => void): AsyncGenerator<TicketRow> {
  for (let index = 0; index < ROWS; index++) {
    happens(index)
    const hostile = HOSTILE_NAMES[index % HOSTILE_NAMES.length] ?? ''
    const { ticket } = toExport(bench.sample, { key: `ticket-${index}`, ticket: { subject: hostile, fields: Object.fromEntries((bench.sample.files?.fieldNames ?? []).map((name) => [name, hostile])) } })
    yield { ticket, contact: { name: hostile }, comments: [] }
  }
}

async function * brokenRows (bench: Bench<ErpDefinition, ErpSample>): AsyncGenerator<TicketRow> {
  yield * rowsThat(bench, (index) => { if (index === ROWS >> 1) throw new Error('the store went away') })
}

async function * none (): AsyncGenerator<TicketRow> {}

async function failure (work: Promise<unknown>): Promise<unknown> { return await work.then(() => undefined, (error: unknown) => error) }

async function assertTrue (run: ErpRun, written: readonly WrittenFile[]): Promise<void> {
  assert.equal(new Set(written.map(({ name }) => name)).size, written.length, 'two files have the same name')
  for (const { name, bytes, sha256 } of written) {
    const content = await files(run).read(name)
    assert.deepEqual({ bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }, { bytes, sha256 }, name)
  }
}
