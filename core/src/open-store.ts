import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '@kefuhub/contract'
import type { LoadedConfig } from './config/config.js'
import { findStoreEngine, splitStoreUrl } from './config/engine.js'
import { errors } from './errors.js'
import { openStore, type Store } from './store/store.js'

/** A store that is open, and what else its engine settles. */
export interface ConfiguredStore {
  store: Store
  /** Encrypts what must not stand readable in the store. */
  secret: string
  close (): Promise<void>
}

/** Readable and writable by the hub's user alone. */
const PRIVATE = 0o600

/**
 * Opens the store that a config names: serves it first where an installed engine has to.
 * @throws KH_ERR_STORE_UNREACHABLE, KH_ERR_SECRET_MISSING
 */
export async function openConfiguredStore (loaded: LoadedConfig, log: Log, options: { monitorCommands?: boolean } = {}): Promise<ConfiguredStore> {
  const { url, database } = loaded.config.store
  const served = splitStoreUrl(url)
  if (served === undefined) {
    const { secret } = loaded.config
    if (secret === undefined) throw new errors.KH_ERR_SECRET_MISSING()
    const store = await connect({ url, database, ...options })
    return { store, secret, close: store.close }
  }
  const engine = await findStoreEngine(served.scheme, loaded.dir)
  const open = await engine.open(served.location, { log })
  const store = await connect({ url: open.url, database, ...options })
  return {
    store,
    secret: loaded.config.secret ?? await ownSecret(served.location),
    close: async () => {
      await store.close()
      await open.close()
    }
  }
}

async function connect (options: Parameters<typeof openStore>[0]): Promise<Store> {
  try {
    return await openStore(options)
  } catch (cause) {
    throw Object.assign(new errors.KH_ERR_STORE_UNREACHABLE((cause as Error).message), { cause })
  }
}

/** The secret of a store in a folder of ours, made on the first run. */
async function ownSecret (folder: string): Promise<string> {
  const file = join(folder, 'secret.key')
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: PRIVATE })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return await readFile(file, 'utf8')
}
