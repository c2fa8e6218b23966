import type { Desk } from '../desk/desk.js'
import type { Store } from '../store/store.js'
import type { CliContext } from './context.js'
import { findConfigFile } from './context.js'

/** Opens the store of the config for one command, beside a hub that may be running on it, and closes it afterwards. */
export async function withDesk<T> (config: string | undefined, context: CliContext, run: (desk: Desk, store: Store) => Promise<T>): Promise<T> {
  const [{ loadConfig }, { openConfiguredStore }, { createDesk }, { createLog }, { LocalLive }] = await Promise.all([
    import('../config/config.js'), import('../open-store.js'), import('../desk/desk.js'), import('../log.js'), import('../outbox/live.js')
  ])
  const loaded = await loadConfig(findConfigFile(config, context), context.env)
  const log = createLog({ level: 'silent', secrets: loaded.secrets })
  const configured = await openConfiguredStore(loaded, log)
  try {
    return await run(createDesk({ store: configured.store, clock: { now: () => Date.now() }, live: new LocalLive(log), signIn: loaded.config.agents, tickets: loaded.config.tickets }), configured.store)
  } finally {
    await configured.close()
  }
}
