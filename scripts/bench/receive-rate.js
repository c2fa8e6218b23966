import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { StepError } from '../step.js'
import { readCpuMs, startChild } from './child.js'
import { startHub, writeConfig } from './hub-process.js'
import { formatValue } from './table.js'

/** @typedef {import('./accounts.js').Channel} Channel */
/** @typedef {import('./hub-process.js').HubProcess} HubProcess */
/** @typedef {import('./platform.js').Platform} Platform */
/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./child.js').Child} Child */

/**
 * What a round of receiving showed.
 * @typedef {object} Received
 * @property {number} answered
 * @property {number} perSecond messages per second
 * @property {number} cpuUs processor time of the server for one message, in microseconds; NaN where the system does not tell
 */

/** @typedef {import('./rounds.js').Variant<Received>} Variant */

/**
 * Writes to a server as fast as it answers.
 * @param {Platform} platform
 * @param {Sizes} sizes
 * @param {{ pid: number, url: string, channel: Channel }} server
 * @returns {Promise<Received>}
 */
export async function measureRate (platform, sizes, { pid, url, channel }) {
  const { roundMs, maxPerSecond, connections, customers } = sizes
  const cpuBefore = readCpuMs(pid)
  const { answered, elapsedMs } = await platform.run({
    kind: 'closed', channel, url, connections, customers, forMs: roundMs, count: Math.ceil(maxPerSecond * roundMs / 1000)
  })
  const cpuAfter = readCpuMs(pid)
  const cpuUs = cpuBefore === undefined || cpuAfter === undefined ? NaN : (cpuAfter - cpuBefore) * 1000 / answered
  return { answered, perSecond: answered * 1000 / elapsedMs, cpuUs }
}

/**
 * Starts a hub on a store of its own or on a given one.
 * @param {Stage} stage
 * @param {{ platformUrl: string, store: { url: string, database: string }, role: 'all' | 'web' }} options
 */
export async function startReceiver (stage, { platformUrl, store, role }) {
  const folder = stage.makeFolder()
  return await startHub(stage, writeConfig(folder, { store, platformUrl }), role, join(folder, 'hub.log'))
}

/**
 * Starts the bare route, with one insert for each request if a store is given.
 * @param {Stage} stage
 * @param {{ url: string, database: string }} [store]
 * @returns {Promise<Child & { url: string }>}
 */
export async function startBareRoute (stage, store) {
  const file = fileURLToPath(new URL('./bare-process.js', import.meta.url))
  const child = await startChild(stage, 'the bare route', [file, ...(store === undefined ? [] : [store.url, store.database])], { ready: /^ready (\S+)\n/m })
  return { ...child, url: /** @type {string} */ (child.ready[1]) }
}

/**
 * Refuses a result for which a hub acknowledged messages that it did not store.
 * @param {string} name
 * @param {HubProcess} hub
 * @param {number} answered over all rounds
 * @throws {StepError}
 */
export async function checkStored (name, hub, answered) {
  const stored = await hub.countStored()
  if (stored !== answered) throw new StepError(`kefuhub: ${name} acknowledged ${answered} messages and stored ${stored}.`)
}

/**
 * Tells of one round.
 * @param {string} name
 * @param {number} round
 * @param {Received} received
 */
export function printRound (name, round, { perSecond, cpuUs }) {
  const which = round < 1 ? 'warming up' : `round ${round}`
  console.log(`  ${which}: ${name}: ${formatValue(perSecond)} messages/s${Number.isNaN(cpuUs) ? '' : `, ${formatValue(cpuUs)} us of processor time each`}`)
}
