import { startPlatform } from './platform.js'
import { checkStored, measureRate, printRound, startBareRoute, startReceiver } from './receive-rate.js'
import { measureInTurn } from './rounds.js'
import { median, medianRatio } from './statistics.js'
import { listStores } from './stores.js'
import { judge } from './table.js'

/** @typedef {import('./receive-rate.js').Received} Received */
/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./stores.js').StoreKind} StoreKind */
/** @typedef {import('./table.js').Row} Row */

const rolesMeasured = /** @type {const} */ (['all', 'web'])

/**
 * Durable receive by the hub beside a bare route without a store and one with an insert for each request.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureReceive (stage, sizes) {
  /** @type {Row[]} */
  const rows = []
  for (const kind of listStores()) rows.push(...await measureOn(kind, stage, sizes))
  return rows
}

/**
 * @param {StoreKind} kind
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
async function measureOn (kind, stage, sizes) {
  console.log(`kefuhub: receiving on the store '${kind.name}'`)
  const platform = await startPlatform(stage)
  const bare = await startBareRoute(stage)
  const insert = await startBareRoute(stage, kind.make(stage))
  const hubs = []
  for (const role of rolesMeasured) hubs.push({ role, hub: await startReceiver(stage, { platformUrl: platform.url, store: kind.make(stage), role }) })
  /** @type {Map<string, number>} */
  const answered = new Map(rolesMeasured.map((role) => [role, 0]))

  const variants = [
    ...[{ name: 'bare', server: bare }, { name: 'insert', server: insert }].map(({ name, server }) => ({
      name, ...server, measure: () => measureRate(platform, sizes, { pid: server.pid, url: server.url, channel: 'plain' })
    })),
    ...hubs.flatMap(({ role, hub }) => /** @type {const} */ (['plain', 'security']).map((channel) => ({
      name: channel === 'plain' ? role : `${role}/security`,
      pause: hub.pause,
      resume: hub.resume,
      async measure () {
        const received = await measureRate(platform, sizes, { pid: hub.pid, url: hub.callbackUrl(channel), channel })
        answered.set(role, Number(answered.get(role)) + received.answered)
        return received
      }
    })))
  ]
  const results = await measureInTurn(variants, sizes, printRound)
  for (const { role, hub } of hubs) await checkStored(`the hub in role ${role} on the store '${kind.name}'`, hub, Number(answered.get(role)))
  await stage.clear()

  const rates = (/** @type {string} */ name) => /** @type {Received[]} */ (results.get(name)).map(({ perSecond }) => perSecond)
  return [
    ...variants.map(({ name }) => judge(`receive-rate/${kind.name}/${name}`, median(rates(name)), 'messages/s')),
    ...rolesMeasured.flatMap((role) => [
      judge(`receive-vs-bare/${kind.name}/${role}`, medianRatio(rates(role), rates('bare')), 'x', kind.name === 'embedded' ? '>= 0.5' : null),
      judge(`receive-vs-insert/${kind.name}/${role}`, medianRatio(rates(role), rates('insert')), 'x', '>= 1.5')
    ])
  ]
}
