import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { TicketFilesJob, TicketRow, TicketView, WrittenFile } from '@kefuhub/contract'
import { createFakeHub, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import plugin from '../src/index.js'

/** A `t` of tap, as far as it is needed. */
export interface Test { teardown (work: () => unknown): void }

export const NOW_MS = Date.UTC(2026, 0, 2, 18)

export const JOB: TicketFilesJob = {
  id: 'job-1',
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2026-01-02T00:00:00Z'),
  fieldNames: ['sku', 'amount', 'isPaid'],
  titles: { types: [], fields: [] }
}

/** The part of a job that says which fields there are; nobody has titles for them. */
export function named (fieldNames: string[]): Pick<TicketFilesJob, 'fieldNames' | 'titles'> { return { fieldNames, titles: JOB.titles } }

/** What the names of that job's files begin with. */
export const BASE = 'tickets_ticket-files_20260101T000000Z_20260102T000000Z_job-1'

/** A row in which everything is there. */
export function toRow (index = 1, ticket: Partial<TicketView> = {}, rest: Partial<Omit<TicketRow, 'ticket'>> = {}): TicketRow {
  const at = new Date(Date.UTC(2026, 0, 1, 0, 0, index))
  return {
    ticket: {
      id: `t${index}`,
      number: String(1000 + index),
      type: 'refund',
      subject: `退款 ${index}`,
      description: 'Jacket, "red"\nand torn',
      status: 'checking',
      state: 'in-progress',
      priority: 'high',
      fields: { sku: `JACKET-${index}`, amount: 199.5, isPaid: true },
      contact: 'c1',
      conversation: 'v1',
      messages: ['m1'],
      order: { source: 'erp', id: 'o1', number: '2026010112345678' },
      group: 'returns',
      assignee: 'a1',
      dueAt: new Date('2026-01-03T00:00:00Z'),
      createdBy: { kind: 'agent', id: 'a1', name: 'Li Lei' },
      createdAt: at,
      changedAt: at,
      copies: [{ target: 'zammad', externalId: '77', externalNumber: '#77', url: 'https://zammad.test/77', status: 'open', changedAt: at }],
      ...ticket
    },
    contact: { name: '王芳', phone: '+8613800138000', email: 'wang@example.com' },
    comments: [{ id: 'k1', at, by: { kind: 'agent', id: 'a1', name: 'Li Lei' }, text: 'please wait', isPublic: true }],
    ...rest
  }
}

/** So many rows. */
export async function * rowsOf (count: number, ticket: Partial<TicketView> = {}): AsyncGenerator<TicketRow> {
  for (let index = 1; index <= count; index++) yield toRow(index, ticket)
}

/** The rows of a list. */
export async function * listed (...rows: TicketRow[]): AsyncGenerator<TicketRow> { yield * rows }

/** The plugin in a hub. */
export async function start (t: Test, options: object, overrides: FakeHubOverrides = {}): Promise<FakeHub<typeof plugin>> {
  const hub = await createFakeHub(plugin, options, { nowMs: NOW_MS, ...overrides })
  t.teardown(() => hub.close())
  return hub
}

/** Runs a job of that plugin. */
export async function run (hub: FakeHub<typeof plugin>, rows: AsyncIterable<TicketRow>, job: Partial<TicketFilesJob> = {}, signal = new AbortController().signal): Promise<WrittenFile[]> {
  return await hub.instance.exportFiles!({ ...JOB, ...job }, rows, signal)
}

/** An empty folder. */
export async function folder (t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'ticket-files-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

/** All files of a folder, hidden ones too. */
export async function readAll (path: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(path)).sort()
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))] as const)))
}

/** What a file says. */
export function textOf (files: Map<string, Buffer>, name: string): string {
  const content = files.get(name)
  if (content === undefined) throw new Error(`there is no ${name} among ${[...files.keys()].join(', ')}`)
  return (name.endsWith('.gz') ? gunzipSync(content) : content).toString()
}

/** What a call throws. */
export async function failureOf (work: Promise<unknown>): Promise<Error & { verdict?: string, afterMs?: number }> {
  try {
    await work
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not fail')
}
