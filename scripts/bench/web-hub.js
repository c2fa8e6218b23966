import { join } from 'node:path'
import { startHub, writeConfigOf } from './hub-process.js'

/** @typedef {import('./hub-process.js').HubProcess} HubProcess */

/** The page on which the visitors are. */
export const shopOrigin = 'https://shop.example'
/** The id of the web channel. */
export const webChannel = 'site'

/**
 * Starts a hub with the console and a web channel on a store of its own or on a given one.
 * @param {import('./stage.js').Stage} stage
 * @param {import('./stores.js').Store} store
 * @returns {Promise<HubProcess & { channelUrl: string }>}
 */
export async function startWebHub (stage, store) {
  const folder = stage.makeFolder()
  const plugins = [
    { id: 'console', use: '@kefuhub/console' },
    { id: webChannel, use: '@kefuhub/channel-web', options: { origins: [shopOrigin] } }
  ]
  // Visitors come from many addresses; here all of them come from one and say which they stand for.
  const config = writeConfigOf(folder, store, plugins, { trustProxy: true })
  const hub = await startHub(stage, config, 'all', join(folder, 'hub.log'))
  return { ...hub, channelUrl: `${hub.url}/web/${webChannel}` }
}
