import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ChannelSimulator, SystemSimulator } from '@kefuhub/contract/testing'
import { findPackage, isPathUse, readManifest } from '../../config/package.js'

/** The simulator of a channel or of another system. */
export type Simulator = ChannelSimulator | SystemSimulator

/** What a package says that has no such part. */
const ABSENT: ReadonlySet<unknown> = new Set(['ERR_PACKAGE_PATH_NOT_EXPORTED', 'MODULE_NOT_FOUND'])

/** The folder of the package that `use` names; undefined for a file without one. */
function folderOf (use: string, configDir: string): { dir: string, name: string } | undefined {
  const dir = isPathUse(use) ? resolve(configDir, use) : findPackage(use, configDir)?.dir
  const name = dir === undefined ? undefined : readManifest(dir)?.name
  return dir === undefined || name === undefined ? undefined : { dir, name }
}

/**
 * Loads what a plugin's package exports as `PACKAGE/simulator`.
 * @returns undefined where it exports none
 * @throws what the module throws
 */
export async function findSimulator (use: string, configDir: string): Promise<Simulator | undefined> {
  const found = folderOf(use, configDir)
  if (found === undefined) return undefined
  let file: string
  try {
    file = createRequire(join(found.dir, 'package.json')).resolve(`${found.name}/simulator`)
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
  const { default: simulator } = await import(pathToFileURL(file).href) as { default?: Partial<Simulator> }
  return typeof simulator?.start === 'function' ? simulator as Simulator : undefined
}
