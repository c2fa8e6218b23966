import { randomUUID } from 'node:crypto'
import { SimulatedServer, type CrmSeed, type CrmStand, type ServedAnswer, type ServedCall, type SystemSimulator } from '@kefuhub/contract/testing'
import type { Note, Row } from '../wire.js'

/**
 * A simulation of the CRM for tests and demos: as strict as its documentation is.
 * It rests on an invented API; say here on what yours does.
 */

/** The wait that a busy CRM asks for, in milliseconds. */
export const WAIT_MS = 7000
export const TOKEN = 'a token of the simulator'
const PAGE = 3
const GRADES = ['A', 'B']
const FIELDS = [{ name: 'note', label: 'Note', type: 'text' }, { name: 'grade', label: 'Grade', type: 'choice', choices: GRADES }]

class Table {
  readonly rows = new Map<string, Row>()
  readonly notes = new Map<string, Note[]>()
  #version = 0

  put (id: string, change: Partial<Row>): Row {
    const before = this.rows.get(id)
    const fields = Object.fromEntries(Object.entries({ ...before?.fields, ...change.fields }).filter(([, value]) => value !== null))
    const row = { ...before, ...change, id, fields, version: ++this.#version, changedAt: new Date().toISOString() }
    this.rows.set(id, row)
    return row
  }

  get present (): Row[] { return [...this.rows.values()].filter(({ deleted }) => deleted !== true) }

  search (field: keyof Row, values: readonly unknown[], limit: number): Row[] {
    return this.present.filter((row) => values.includes(field === 'email' ? row.email?.toLowerCase() : row[field])).slice(0, limit)
  }
}

function execute (table: Table, { method, url, body }: ServedCall): ServedAnswer {
  const [, resource, id, part] = url.pathname.split('/').map(decodeURIComponent)
  const json = (body.length > 0 ? JSON.parse(body.toString()) : {}) as Record<string, unknown>
  if (resource === 'fields') return { status: 200, body: FIELDS }
  if (resource === 'changes') {
    const changed = [...table.rows.values()].filter(({ version }) => version > Number(url.searchParams.get('since'))).sort((a, b) => a.version - b.version)
    return { status: 200, body: { rows: changed.slice(0, PAGE), more: changed.length > PAGE } }
  }
  if (id === 'search') return { status: 200, body: table.search(json['field'] as keyof Row, json['values'] as unknown[], Number(json['limit'])) }
  if (id !== undefined && table.present.every((row) => row.id !== id)) return { status: 404, body: { error: 'there is no such record' } }
  if (part === 'notes') {
    const notes = table.notes.get(id ?? '') ?? []
    if (method === 'POST') table.notes.set(id ?? '', [...notes, json as unknown as Note])
    return { status: 200, body: notes }
  }
  const { grade = 'A' } = (json['fields'] ?? {}) as { grade?: string }
  if (!GRADES.includes(grade)) return { status: 422, body: { error: 'grade: must be A or B' } }
  return { status: 200, body: table.put(id ?? randomUUID(), json as Partial<Row>) }
}

/** Starts a CRM with the handles that tests need. */
export async function startCrm (): Promise<CrmStand> {
  const table = new Table()
  const server = new SimulatedServer({
    kindOf: ({ method, url }) => method === 'GET' || url.pathname === '/contacts/search' ? 'read' : 'write',
    refusal (fault) {
      if (fault === 'rejected') return { status: 422, body: { error: 'a rule of the CRM' } }
      if (fault === 'unauthorized') return { status: 401, body: { error: 'who are you?' } }
      return { status: 429, headers: fault === 'busy' ? {} : { 'retry-after': String(WAIT_MS / 1000) }, body: { error: 'too many calls' } }
    },
    answer: (call) => call.headers.authorization === `Bearer ${TOKEN}` ? execute(table, call) : { status: 401, body: { error: 'who are you?' } }
  })
  const toRow = ({ name, phone, email, externalId }: Partial<CrmSeed>): Partial<Row> => ({
    ...(name !== undefined && { name }), ...(phone !== undefined && { phone }), ...(email !== undefined && { email }), ...(externalId !== undefined && { hubId: externalId })
  })
  return {
    options: { connection: { baseUrl: await server.listen(), auth: { bearer: { token: TOKEN } } } },
    ...server.handles,
    add: (seed) => table.put(randomUUID(), toRow(seed)).id,
    change: (id, seed) => { table.put(id, toRow(seed)) },
    remove: (id) => { table.put(id, { deleted: true }) },
    contacts: () => table.present.map(({ id, hubId, name, phone, email, fields }) => ({
      id, ...(hubId !== undefined && { externalId: hubId }), ...(name !== undefined && { name }), phones: phone === undefined ? [] : [phone], emails: email === undefined ? [] : [email], fields
    })),
    activities: (contactId) => table.notes.get(contactId)?.map(({ text }) => text) ?? []
  }
}

const simulator: SystemSimulator = { start: async () => await startCrm() }

export default simulator
