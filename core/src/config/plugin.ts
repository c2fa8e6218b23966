import { realpathSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import semver from 'semver'
import { CONTRACT_VERSION, checkDefinition, checkDescription, type AnyPlugin, type PluginKind } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { suggestName } from './allowed.js'
import { discoverPlugins, findOwner, findPackage, isPathUse, readManifest, resolveEntry, type Manifest } from './package.js'

/** A plugin's module with where it came from. */
export interface PluginModule {
  /** Package name, or the path for a file without one. */
  name: string
  version: string
  module: AnyPlugin
}

const KINDS: readonly PluginKind[] = ['channel', 'crm', 'erp', 'notifier', 'feature', 'store']
const MAX_REASON_LENGTH = 200

/** Whether a plugin that states this semver range can run in this hub. */
export function isContractMet (range: string): boolean {
  return semver.satisfies(CONTRACT_VERSION, range, { includePrerelease: true })
}

/** Reads the first line of an error's message; stack and paths stay with `cause`. */
function reasonOf (error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const line = message.split('\n', 1)[0] ?? ''
  return line.length > MAX_REASON_LENGTH ? `${line.slice(0, MAX_REASON_LENGTH)}…` : line
}

function isFolder (path: string, use: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new errors.KH_ERR_PLUGIN_NOT_FOUND(use, code === 'ENOENT' ? 'paths are relative to the config file' : `the path cannot be read: ${code}`)
  }
}

function findFile (use: string, dir: string): { name: string, manifest: Manifest, entry: () => string } {
  if (!isPathUse(use)) {
    const found = findPackage(use, dir)
    if (found === undefined) throw new errors.KH_ERR_PLUGIN_NOT_FOUND(use, `npm install ${use}`)
    return { name: use, manifest: found.manifest, entry: () => resolveEntry(found.dir, found.manifest) }
  }
  const path = resolve(dir, use)
  if (!isFolder(path, use)) {
    const file = realpathSync(path)
    return { name: use, manifest: findOwner(file) ?? {}, entry: () => file }
  }
  const manifest = readManifest(path) ?? {}
  return { name: manifest.name ?? use, manifest, entry: () => resolveEntry(realpathSync(path), manifest) }
}

/** The package that an import failed to find, unless it is one of the plugin's own files. */
function missingDependency (error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown, message?: unknown }
  // Under module hooks (a test runner, a tracer) Node 20 loses the code on the way.
  if (code !== undefined && code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined
  const wanted = /^Cannot find (?:package|module) '([^']+)'/.exec(String(message))?.[1]
  return wanted === undefined || isPathUse(wanted) || wanted.startsWith('file:') ? undefined : wanted
}

async function importEntry (name: string, entry: () => string): Promise<unknown> {
  let file: string
  try {
    file = entry()
  } catch (cause) {
    throw new errors.KH_ERR_PLUGIN_IMPORT_FAILED(name, 'its entry file is missing; build it or install it again', { cause })
  }
  try {
    const namespace = await import(pathToFileURL(file).href) as { default?: unknown }
    // A CommonJS build of an ES module keeps its default export inside.
    const outer = namespace.default as { default?: unknown } | undefined
    return typeof outer === 'object' && outer !== null && 'default' in outer ? outer.default : outer
  } catch (cause) {
    const dependency = missingDependency(cause)
    if (dependency !== undefined) throw new errors.KH_ERR_PLUGIN_DEPENDENCY_MISSING(name, dependency, { cause })
    throw new errors.KH_ERR_PLUGIN_IMPORT_FAILED(name, reasonOf(cause), { cause })
  }
}

function refuseOtherContract (name: string, version: string, range: string): void {
  if (!isContractMet(range)) throw new errors.KH_ERR_PLUGIN_CONTRACT_MISMATCH(name, version, range, CONTRACT_VERSION)
}

function checkModule (name: string, version: string, found: unknown): AnyPlugin {
  const refuse = (why: string, cause?: unknown): never => { throw new errors.KH_ERR_PLUGIN_EXPORT_INVALID(name, why, { cause }) }
  if (typeof found !== 'object' || found === null) return refuse('it has no default export made by defineChannel, defineCrm, defineErp, defineNotifier, defineFeature or defineStore')
  const plugin = found as AnyPlugin
  if (typeof plugin.contract === 'string') refuseOtherContract(name, version, plugin.contract)
  if (!KINDS.includes(plugin.kind)) refuse(`its kind is none of ${KINDS.join(', ')}`)
  const entries = plugin.kind === 'store' ? [plugin.open] : plugin.kind === 'channel' ? [plugin.setup, plugin.capabilities] : [plugin.setup]
  if (!entries.every((entry) => typeof entry === 'function')) refuse(`a ${plugin.kind} needs ${plugin.kind === 'store' ? 'open' : plugin.kind === 'channel' ? 'setup and capabilities' : 'setup'}`)
  try {
    if (plugin.kind === 'store') checkDescription(plugin)
    else checkDefinition(plugin)
  } catch (cause) {
    refuse(reasonOf(cause), cause)
  }
  return plugin
}

/**
 * Imports the plugin that `use` names: a package, looked for from the config's folder and then from the hub's, or a path.
 * @throws KH_ERR_PLUGIN_NOT_FOUND, KH_ERR_PLUGIN_DEPENDENCY_MISSING, KH_ERR_PLUGIN_IMPORT_FAILED, KH_ERR_PLUGIN_EXPORT_INVALID, KH_ERR_PLUGIN_CONTRACT_MISMATCH
 */
export async function loadPlugin (use: string, configDir: string): Promise<PluginModule> {
  const { name, manifest, entry } = findFile(use, configDir)
  const version = String(manifest.version ?? '0.0.0')
  // Before the import: a plugin for another contract may fail there already, on a name that its contract has and this one has not.
  if (typeof manifest.kefuhub?.contract === 'string') refuseOtherContract(name, version, manifest.kefuhub.contract)
  return { name, version, module: checkModule(name, version, await importEntry(name, entry)) }
}

/** The installed plugin that a mistyped `use` probably means; its name without the scope will do. */
export function suggestPlugin (use: string, configDir: string): string | undefined {
  const names = discoverPlugins(configDir).map((plugin) => plugin.name)
  const last = basename(use)
  return suggestName(use, names) ?? names.find((name) => basename(name) === suggestName(last, names.map((name) => basename(name)))) ??
    names.find((name) => last !== '' && basename(name).endsWith(`-${last}`))
}
