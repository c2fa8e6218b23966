import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve, isAbsolute } from 'node:path'

/** The part of a package.json that matters here. */
export interface Manifest {
  name?: string
  version?: string
  exports?: unknown
  /** What the package says of itself, so that the hub need not load it to know. */
  kefuhub?: { kind?: string, contract?: string, scheme?: string }
}

/** An installed package. */
export interface InstalledPackage {
  /** Absolute folder, links resolved. */
  dir: string
  manifest: Manifest
}

/** An installed package that says that it is a plugin. */
export interface DiscoveredPlugin {
  name: string
  version: string
  kind: string
  /** Semver range of the contract. */
  contract: string
  /** The scheme of `store.url` that it serves. */
  scheme?: string
  dir: string
}

const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/
const MAX_MANIFEST_BYTES = 1_048_576
/** The folder that the hub itself is installed in. */
const HUB_DIR = import.meta.dirname

/** Whether `use` is a path, not a package name. */
export function isPathUse (use: string): boolean {
  return /^\.{1,2}[\\/]/.test(use) || isAbsolute(use)
}

/** Reads a folder's package.json; undefined where there is none that can be read. */
export function readManifest (dir: string): Manifest | undefined {
  try {
    const file = join(dir, 'package.json')
    if (statSync(file).size > MAX_MANIFEST_BYTES) return undefined
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined
  } catch {
    return undefined
  }
}

function foldersAbove (dir: string): string[] {
  const parent = dirname(dir)
  return parent === dir ? [dir] : [dir, ...foldersAbove(parent)]
}

/** The `node_modules` folders that plugins are looked for in: above the config file first, then above the hub. */
export function listModuleFolders (configDir: string): string[] {
  const folders = [...foldersAbove(configDir), ...foldersAbove(HUB_DIR)].map((dir) => join(dir, 'node_modules'))
  return [...new Set(folders)].filter((folder) => existsSync(folder))
}

/** Finds the package that `use` names; undefined when it is not installed. */
export function findPackage (use: string, configDir: string): InstalledPackage | undefined {
  if (!PACKAGE_NAME.test(use)) return undefined
  for (const folder of listModuleFolders(configDir)) {
    const dir = join(folder, use)
    const manifest = readManifest(dir)
    if (manifest !== undefined) return { dir: realpathSync(dir), manifest }
  }
  return undefined
}

function pickImport (target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return undefined
  for (const [condition, next] of Object.entries(target)) {
    const picked = ['.', 'import', 'node', 'default'].includes(condition) ? pickImport(next) : undefined
    if (picked !== undefined) return picked
  }
  return undefined
}

/** The file that importing a package loads. @throws what Node says when that file is missing or nothing is exported */
export function resolveEntry (dir: string, manifest: Manifest): string {
  const require = createRequire(join(dir, 'package.json'))
  if (manifest.exports === undefined || manifest.name === undefined) return require.resolve(dir)
  try {
    // A package with exports can name itself; Node applies the conditions it was started with.
    return require.resolve(manifest.name)
  } catch (error) {
    const entry = (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? pickImport(manifest.exports) : undefined
    if (entry === undefined) throw error
    return require.resolve(resolve(dir, entry))
  }
}

/** The package that a file belongs to: the nearest package.json with a name above it. */
export function findOwner (file: string): Manifest | undefined {
  return foldersAbove(dirname(file)).map(readManifest).find((manifest) => manifest?.name !== undefined)
}

function listFolder (dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

/**
 * The installed packages that say in package.json (`"kefuhub": { "kind", "contract" }`) that they are plugins, by name. Looks at
 * scoped packages and at `kefuhub-*`; of two with one name the nearer one counts, as it does for Node.
 */
export function discoverPlugins (configDir: string): DiscoveredPlugin[] {
  const found = new Map<string, DiscoveredPlugin>()
  for (const folder of listModuleFolders(configDir)) {
    const names = listFolder(folder).flatMap((name) => {
      if (name.startsWith('@')) return listFolder(join(folder, name)).map((inner) => `${name}/${inner}`)
      return name.startsWith('kefuhub-') ? [name] : []
    })
    for (const name of names.filter((name) => !found.has(name))) {
      const manifest = readManifest(join(folder, name))
      const { kind, contract, scheme } = manifest?.kefuhub ?? {}
      if (typeof kind !== 'string' || typeof contract !== 'string') continue
      found.set(name, {
        name,
        version: String(manifest?.version ?? '0.0.0'),
        kind,
        contract,
        ...(typeof scheme === 'string' ? { scheme } : {}),
        dir: realpathSync(join(folder, name))
      })
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'))
}
