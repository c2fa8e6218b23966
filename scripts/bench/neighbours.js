import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { root } from '../packages.js'
import { StepError } from '../step.js'
import { readMemoryMb, startChild } from './child.js'
import { makeId } from './filling.js'
import { startHub, writeConfigOf } from './hub-process.js'
import { openAdministrator } from './people.js'
import { embedded, serveStore } from './stores.js'
import { formatValue, judge } from './table.js'

/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./table.js').Row} Row */
/** @typedef {{ id: string, use: string, options: object, sync?: object, tickets?: object }} Entry */

const batch = 1000
const lookMs = 1000
/** Nothing is expected to take longer: of thousands of tickets a few fail many times in a row, and the hub waits up to five minutes between two tries. */
const patienceMs = 90 * 60_000
const reportMs = 60_000

/**
 * A back-fill of a CRM with many contacts, at the rate that the vendor allows, with a hub that is killed in the middle.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureBackfill (stage, { contacts }) {
  const crm = await startNeighbour(stage, 'crm')
  const hub = await openHub(stage, {
    id: 'crm', use: '@kefuhub/crm-sync', options: { hubspot: { token: 'pat-na1-simulated-token', apiUrl: crm.url } }, sync: { create: 'known', pullMinutes: 0 }
  }, async (db) => { await insert(db, 'contacts', contacts, makeContact) })
  const startedMs = performance.now()
  await hub.call('POST', 'connections/crm/backfill')
  /** @type {number[]} */
  const memoryMb = []
  let isKilled = false
  for (;;) {
    const { backfill } = await hub.connection()
    if (backfill?.lastDoneAt !== undefined) break
    const done = backfill?.pushed.done ?? 0
    memoryMb.push(readMemoryMb(hub.pid()))
    if (!isKilled && done >= contacts / 2) {
      isKilled = true
      console.log(`  ${formatValue(done)} contacts are written: the hub is killed`)
      await hub.kill()
    }
    await pause(startedMs)
  }
  const seconds = (performance.now() - startedMs) / 1000
  const { records, distinct } = await crm.count()
  const half = Math.floor(memoryMb.length / 2)
  return [
    judge('crm-backfill', records, 'contacts', `>= ${contacts}`),
    judge('crm-backfill-twice', records - distinct, 'contacts', '<= 0'),
    judge('crm-backfill-memory', Math.max(...memoryMb.slice(half)) / Math.max(...memoryMb.slice(0, half)), 'x', '<= 1.2'),
    judge('crm-backfill-time', seconds, 's')
  ]
}

/**
 * Tickets on their way to a system that refuses a fifth of the calls, lets one of twenty hang and does one of a hundred twice.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureTickets (stage, { tickets }) {
  const desk = await startNeighbour(stage, 'desk')
  const hub = await openHub(stage, {
    id: 'desk', use: '@kefuhub/ticket-export', options: { zendesk: { url: desk.url, token: 'simulated-token', callsPerMinute: 10_000, timeoutMs: 1000, updates: 'webhook', webhookSecret: 'a secret of a benchmark' } }
  }, async (db) => { await insert(db, 'tickets', tickets, makeTicket) })
  const startedMs = performance.now()
  let reportedMs = startedMs
  for (;;) {
    const { records } = await desk.count()
    if (performance.now() - reportedMs >= reportMs) {
      reportedMs = performance.now()
      console.log(`  ${formatValue(records)} tickets are there`)
    }
    const { items } = await hub.call('GET', 'dead-letters')
    if (items.length > 0) throw new StepError(`kefuhub: the hub gave up on a ticket: ${JSON.stringify(items[0])}`)
    if (records >= tickets && await hub.isIdle()) break
    await pause(startedMs)
  }
  const { records, distinct } = await desk.count()
  return [
    judge('tickets-exported', distinct, 'tickets', `>= ${tickets}`),
    judge('tickets-twice', records - distinct, 'tickets', '<= 0'),
    judge('tickets-time', (performance.now() - startedMs) / 1000, 's')
  ]
}

/**
 * Starts a connected system as a process of its own.
 * @param {Stage} stage
 * @param {'crm' | 'desk' | 'well' | 'hanging'} kind a CRM with its vendor's limits, a ticket system with faults, a CRM without limits, one that hangs
 */
export async function startNeighbour (stage, kind) {
  const child = await startChild(stage, 'the connected system', [join(root, 'scripts/bench/neighbour-process.js'), kind], { ready: /^ready (http:\S+)/m, talks: true })
  return { url: /** @type {string} */ (child.ready[1]), count: async () => /** @type {{ records: number, distinct: number }} */ (await child.ask({})) }
}

/**
 * Lets a hub make its store, fills that, and starts the hub on it again.
 * @param {Stage} stage
 * @param {Entry} entry
 * @param {(db: import('mongodb').Db) => Promise<void>} fill
 */
async function openHub (stage, entry, fill) {
  const store = embedded.make(stage)
  const folder = stage.makeFolder()
  const config = writeConfigOf(folder, store, [entry])
  const start = async () => await startHub(stage, config, 'all', join(folder, 'hub.log'))
  let hub = await start()
  const { cookie } = await openAdministrator(hub)
  await hub.stop()
  const served = await serveStore(stage, store)
  const client = new MongoClient(served.url)
  await fill(client.db(served.database))
  await client.close()
  await served.stop()
  hub = await start()
  const call = async (/** @type {'GET' | 'POST'} */ method, /** @type {string} */ path) => {
    const response = await fetch(`${hub.url}/api/v1/${path}`, { method, headers: { cookie, origin: hub.url } })
    if (!response.ok) throw new StepError(`kefuhub: the hub answers ${method} ${path} with ${response.status} ${await response.text()}`)
    return /** @type {any} */ (await response.json())
  }
  return {
    call,
    pid: () => hub.pid,
    connection: async () => (await call('GET', 'connections')).items[0],
    isIdle: async () => /^kefuhub_outbox_depth(\{.*\})? 0$/m.test(await (await fetch(`${hub.url}/metrics`)).text()),
    kill: async () => {
      process.kill(hub.pid, 'SIGKILL')
      await hub.stop()
      hub = await start()
    }
  }
}

/**
 * @param {import('mongodb').Db} db
 * @param {string} name
 * @param {number} count
 * @param {(index: number) => any} make
 */
async function insert (db, name, count, make) {
  for (let stored = 0; stored < count; stored += batch) {
    await db.collection(name).insertMany(Array.from({ length: Math.min(batch, count - stored) }, (_, place) => make(stored + place)), { ordered: false })
  }
}

/** @param {number} index */
export function makeContact (index) {
  const name = `客户 ${String(index).padStart(6, '0')}`
  const at = new Date()
  return {
    _id: makeId(at.getTime()), name, terms: [], alias: false, phones: [`+86138${String(index).padStart(8, '0')}`], emails: [], fields: {}, changed: {}, tags: [], createdAt: at, createdBy: `m-${index}`
  }
}

/** @param {number} index */
export function makeTicket (index) {
  const at = new Date()
  const id = makeId(at.getTime())
  const by = { kind: 'agent', id: 'bench' }
  const step = { id: `${id}.1`, at, revision: 1, by, changes: [] }
  return {
    _id: id,
    number: String(100_000 + index),
    type: 'general',
    subject: `退款 ${index}`,
    description: '收到的商品有破损',
    status: 'new',
    state: 'new',
    priority: 'normal',
    fields: {},
    messages: [],
    files: [],
    createdBy: by,
    createdAt: at,
    changedAt: at,
    copies: [],
    history: [step],
    revision: 1,
    untold: [step],
    tell: true
  }
}

/** @param {number} startedMs */
async function pause (startedMs) {
  if (performance.now() - startedMs > patienceMs) throw new StepError(`kefuhub: it was not done within ${patienceMs / 60_000} min.`)
  await new Promise((resolve) => setTimeout(resolve, lookMs))
}
