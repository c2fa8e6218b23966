import type { Desk } from '../desk/desk.js'
import type { Store } from '../store/store.js'
import type { CliContext } from './context.js'
import { findConfigFile } from './context.js'

/** Opens the store of the config for one command, beside a hub that may be running on it, and closes it afterwards. */
export async function withDesk<T> (config: string | undefined, context: CliContext, run: (desk: Desk, store: Store) => Promise<T>): Promise<T> {
  const [{ loadConfig }, { openConfiguredStore }, { createDesk }, { createLog }] = await Promise.all([
    import('../config/config.js'), import('../open-store.js'), import('../desk/desk.js'), import('../log.js')
  ])
  const loaded = await loadConfig(findConfigFile(config, context), context.env)
  const configured = await openConfiguredStore(loaded, createLog({ level: 'silent', secrets: loaded.secrets }))
  try {
    return await run(createDesk(configured.store, { now: () => Date.now() }), configured.store)
  } finally {
    await configured.close()
  }
}
