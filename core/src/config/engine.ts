import { CONTRACT_VERSION, type StoreDefinition } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { suggestName } from './allowed.js'
import { discoverPlugins, type DiscoveredPlugin } from './package.js'
import { isContractMet, loadPlugin } from './plugin.js'
import type { Finding } from './problem.js'

/** Schemes that the MongoDB driver serves itself. */
const DRIVER_SCHEMES: readonly string[] = ['mongodb', 'mongodb+srv']

/** Splits `store.url` at its first colon; undefined where the MongoDB driver takes the address as it is. */
export function splitStoreUrl (url: string): { scheme: string, location: string } | undefined {
  const scheme = url.slice(0, url.indexOf(':'))
  return DRIVER_SCHEMES.includes(scheme) ? undefined : { scheme, location: url.slice(scheme.length + 1) }
}

function listEngines (configDir: string): DiscoveredPlugin[] {
  return discoverPlugins(configDir).filter((plugin) => plugin.kind === 'store' && plugin.scheme !== undefined)
}

function describeEngines (engines: DiscoveredPlugin[]): string {
  return engines.map((engine) => `${engine.name} (${engine.scheme}:)`).join(', ') || 'none'
}

/** Says what is wrong with the choice of the store, without loading the engine. `secret` is the config's own, if it has one. */
export function findStoreFault (url: string, secret: unknown, configDir: string): Finding | undefined {
  const scheme = splitStoreUrl(url)?.scheme
  if (scheme === undefined) {
    if (secret !== undefined) return undefined
    return { code: 'KH_ERR_SECRET_MISSING', message: new errors.KH_ERR_SECRET_MISSING().message, path: ['secret'], part: 'key' }
  }
  const at = { path: ['store', 'url'], part: 'value', name: `${scheme}:` } as const
  const engines = listEngines(configDir)
  const engine = engines.find((engine) => engine.scheme === scheme)
  if (engine === undefined) {
    const schemes = [...DRIVER_SCHEMES, ...engines.map((engine) => String(engine.scheme))]
    const suggestion = suggestName(scheme, schemes)
    return {
      ...at,
      code: 'KH_ERR_STORE_ENGINE_NOT_FOUND',
      message: new errors.KH_ERR_STORE_ENGINE_NOT_FOUND(scheme, describeEngines(engines)).message,
      allowed: schemes.map((scheme) => `${scheme}:`).join(', '),
      ...(suggestion === undefined ? {} : { suggestion: `${suggestion}:` })
    }
  }
  if (isContractMet(engine.contract)) return undefined
  const { message } = new errors.KH_ERR_PLUGIN_CONTRACT_MISMATCH(engine.name, engine.version, engine.contract, CONTRACT_VERSION)
  return { ...at, code: 'KH_ERR_PLUGIN_CONTRACT_MISMATCH', message }
}

/**
 * Loads the installed engine that serves a scheme of `store.url`; of several the first by name.
 * @throws KH_ERR_STORE_ENGINE_NOT_FOUND, and what `loadPlugin` throws
 */
export async function findStoreEngine (scheme: string, configDir: string): Promise<StoreDefinition> {
  const engines = listEngines(configDir)
  const found = engines.find((engine) => engine.scheme === scheme)
  if (found === undefined) throw new errors.KH_ERR_STORE_ENGINE_NOT_FOUND(scheme, describeEngines(engines))
  const { module } = await loadPlugin(found.name, configDir)
  if (module.kind !== 'store' || module.scheme !== scheme) {
    throw new errors.KH_ERR_PLUGIN_EXPORT_INVALID(found.name, `its package.json promises a store for '${scheme}:', its module does not`)
  }
  return module
}
