import { fileURLToPath } from 'node:url'
import { startChild } from './child.js'

/** @typedef {import('./accounts.js').Channel} Channel */
/** @typedef {import('./load.js').LoadResult} LoadResult */
/** @typedef {import('./stage.js').Stage} Stage */

/**
 * One run of load.
 * @typedef {object} Job
 * @property {'closed' | 'paced' | 'questions'} kind as fast as answers come; at a pace; at a pace, timing the answers to the customers
 * @property {Channel} channel which account is written to
 * @property {string} url its callback address
 * @property {number} count callbacks, all signed before the clock starts
 * @property {number} customers who write in turn
 * @property {number} [firstCustomer] by number, so that runs have customers of their own; 0 by default
 * @property {number} connections
 * @property {number} [rate] callbacks per second, for a pace
 * @property {number} [forMs] ends a closed run early
 */

/**
 * The platform's side: the simulator and the load generator in a process of their own.
 * @typedef {object} Platform
 * @property {string} url of the simulated API
 * @property {(job: Job) => Promise<LoadResult>} run
 */

/**
 * Starts the platform's side.
 * @param {Stage} stage
 * @returns {Promise<Platform>}
 */
export async function startPlatform (stage) {
  const file = fileURLToPath(new URL('./platform-process.js', import.meta.url))
  const child = await startChild(stage, 'the load generator', [file], { ready: /^ready (\S+)\n/m, talks: true })
  return { url: /** @type {string} */ (child.ready[1]), run: (job) => child.ask(job) }
}
