import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../packages.js'
import { StepError } from '../step.js'
import { accounts } from './accounts.js'
import { startChild } from './child.js'

/** @typedef {import('./accounts.js').Channel} Channel */
/** @typedef {import('./child.js').Child} Child */
/** @typedef {import('./stores.js').Store} Store */

/** The hub's command. */
const bin = join(root, 'core/bin/kefuhub.js')
/** WeChat's own ceiling is an account's affair; this lets every answer out at once. Messages per second. */
const sendsPerSecond = 1000

/**
 * A hub that runs as a process of its own.
 * @typedef {Child & { url: string, callbackUrl: (channel: Channel) => string, countStored: () => Promise<number> }} HubProcess
 */

/**
 * Writes a config as a user would: a store, the bot with the shipped rules, the official accounts; all else by default.
 * @param {string} folder
 * @param {{ store: Store, platformUrl: string }} options
 * @returns {string} the file
 */
export function writeConfig (folder, { store, platformUrl }) {
  return writeConfigOf(folder, store, Object.entries(accounts).map(([id, { ghId, ...account }]) => ({
    id, use: '@kefuhub/channel-wechat', options: { ...account, originalId: ghId, apiBase: platformUrl, rate: sendsPerSecond }
  })))
}

/**
 * Writes a config with other plugins.
 * @param {string} folder
 * @param {Store} store
 * @param {Array<{ id: string, use: string, options?: object, sync?: object, tickets?: object }>} plugins beside the bot with the shipped rules
 * @param {object} [server] what is not by default in that section
 * @returns {string} the file
 */
export function writeConfigOf (folder, store, plugins, server) {
  const file = join(folder, 'hub.yaml')
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({
    server: { port: 0, ...server },
    store,
    ...(store.url.startsWith('mongodb') ? { secret: 'a secret that guards nothing in a benchmark' } : {}),
    plugins: [{ id: 'bot', use: '@kefuhub/bot', options: { rules: join(root, 'config/bot.yaml') } }, ...plugins]
  }, undefined, 2))
  return file
}

/**
 * Starts a hub as its users do.
 * @param {import('./stage.js').Stage} stage
 * @param {string} config the file
 * @param {'all' | 'web'} role
 * @param {string} log takes what the hub logs
 * @returns {Promise<HubProcess>}
 */
export async function startHub (stage, config, role, log) {
  const child = await startChild(stage, 'the hub', [bin, 'start', '--config', config, '--role', role], { ready: /^ready on (http:\S+) after .*\n/m, log })
  const [, origin = ''] = child.ready
  const paths = new Map([...child.output.matchAll(/^ *(\w+) .*: http:\/\/[^/\s]+(\/channels\/\S+)$/gm)].map(([, id, path]) => [id, path]))
  return {
    ...child,
    url: origin,
    callbackUrl (channel) {
      const path = paths.get(channel)
      if (path === undefined) throw new StepError(`kefuhub: the hub shows no callback address of '${channel}':\n${child.output}`)
      return origin + path
    },
    async countStored () {
      const text = await (await fetch(`${origin}/metrics`)).text()
      return [...text.matchAll(/^kefuhub_received_total\{.*outcome="stored".*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
    }
  }
}
