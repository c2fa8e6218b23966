import type { LoadedConfig } from '../../config/config.js'
import type { LoadedPlugin } from '../../config/entry.js'
import { discoverPlugins } from '../../config/package.js'
import { errors } from '../../errors.js'
import { findFreePort } from '../stage.js'

const SCHEME = 'embedded'
/** Steps look often. */
const REQUESTS_PER_MINUTE = 1_000_000

/** @throws KH_ERR_ACCEPT_STORE when no engine for a throw-away store is installed */
export function checkEngine (configDir: string): void {
  if (!discoverPlugins(configDir).some(({ kind, scheme }) => kind === 'store' && scheme === SCHEME)) throw new errors.KH_ERR_ACCEPT_STORE()
}

/** The config with these plugins, and an address, a store and a queue of its own: it meets nothing of the running hub. */
export async function isolate (loaded: LoadedConfig, plugins: LoadedPlugin[], folder: string): Promise<LoadedConfig> {
  // Channels have to know their address before the hub listens on it.
  const port = await findFreePort()
  const { queue: { url: _, ...queue }, ...config } = loaded.config
  return {
    ...loaded,
    plugins,
    config: {
      ...config,
      queue,
      server: { host: '127.0.0.1', port, publicUrl: `http://127.0.0.1:${port}`, trustProxy: false },
      store: { ...config.store, url: `${SCHEME}:${folder}` },
      api: { requestsPerMinute: REQUESTS_PER_MINUTE },
      log: { level: 'silent' }
    }
  }
}
