import { join } from 'node:path'
import { StepError } from '../step.js'
import { accounts } from './accounts.js'
import { startHub, writeConfigOf } from './hub-process.js'
import { startNeighbour } from './neighbours.js'
import { startPlatform } from './platform.js'
import { checkStored } from './receive-rate.js'
import { measureInTurn } from './rounds.js'
import { median, medianRatio } from './statistics.js'
import { embedded } from './stores.js'
import { formatValue, judge } from './table.js'

/** @typedef {import('./load.js').LoadResult} LoadResult */
/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./table.js').Row} Row */

/** Messages of each customer in one round; the next round has other customers, so that there is somebody to look up all the time. */
const messagesEach = 10

/**
 * Acknowledgements of a hub whose CRM takes every connection and answers none, beside those of a hub whose CRM is well. Both look up each
 * customer, make a record of each, and ask every minute what has changed. Neither is halted while the other is written to: the CRM hangs all the time.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureHang (stage, { hangMs, pacedMs, answersPerSecond: rate, connections }) {
  const platform = await startPlatform(stage)
  const count = Math.ceil(rate * pacedMs / 1000)
  const customers = Math.ceil(count / messagesEach)
  const hubs = []
  for (const name of /** @type {const} */ (['well', 'hanging'])) {
    const crm = await startNeighbour(stage, name)
    const folder = stage.makeFolder()
    const config = writeConfigOf(folder, embedded.make(stage), [channelOf(platform.url), {
      id: 'crm', use: '@kefuhub/crm-sync', options: { hubspot: { token: 'pat-na1-simulated-token', apiUrl: crm.url } }, sync: { create: 'always', pullMinutes: 1 }
    }])
    const hub = await startHub(stage, config, 'all', join(folder, 'hub.log'))
    let answered = 0
    hubs.push({
      name,
      measure: async () => {
        const result = await platform.run({ kind: 'paced', channel: 'plain', url: hub.callbackUrl('plain'), rate, count, connections, customers, firstCustomer: answered })
        answered += result.answered
        return result
      },
      check: async () => {
        await checkStored(`the hub whose CRM is ${name}`, hub, answered)
        if (name === 'well' && (await crm.count()).records === 0) throw new StepError('kefuhub: the CRM that is well was asked nothing.')
      }
    })
  }
  const results = await measureInTurn(hubs, { warmUps: 1, rounds: Math.ceil(hangMs / pacedMs / 2) }, (name, round, { p99Ms }) => {
    console.log(`  ${round < 1 ? 'warming up' : `round ${round}`}: the CRM is ${name}: p99 ${formatValue(p99Ms)} ms`)
  })
  for (const { check } of hubs) await check()
  const p99s = (/** @type {string} */ name) => /** @type {LoadResult[]} */ (results.get(name)).map(({ p99Ms }) => p99Ms)
  return [
    judge('ack-beside-well-crm', median(p99s('well')), 'ms'),
    judge('ack-beside-hanging-crm', median(p99s('hanging')), 'ms'),
    judge('crm-hangs', medianRatio(p99s('hanging'), p99s('well')), 'x', '<= 1.1')
  ]
}

/** @param {string} platformUrl */
function channelOf (platformUrl) {
  const { ghId, ...account } = accounts.plain
  return { id: 'plain', use: '@kefuhub/channel-wechat', options: { ...account, originalId: ghId, apiBase: platformUrl, rate: 1000 } }
}
