import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ChannelSimulator, SystemSimulator } from '@kefuhub/contract/testing'
import { findPackage, isPathUse, readManifest } from '../../config/package.js'

/** The simulator of a channel or of another system. */
export type Simulator = ChannelSimulator | SystemSimulator

/** The package that `use` names; undefined for a file without one, and for one that exports no parts. */
function folderOf (use: string, configDir: string): { dir: string, name: string } | undefined {
  const dir = isPathUse(use) ? resolve(configDir, use) : findPackage(use, configDir)?.dir
  const { name, exports } = (dir === undefined ? undefined : readManifest(dir)) ?? {}
  return dir === undefined || name === undefined || exports === undefined ? undefined : { dir, name }
}

/**
 * Loads what a plugin's package exports as `PACKAGE/simulator`.
 * @returns undefined where it exports none
 * @throws what Node says when it is exported and not there, and what the module throws
 */
export async function findSimulator (use: string, configDir: string): Promise<Simulator | undefined> {
  const found = folderOf(use, configDir)
  if (found === undefined) return undefined
  let file: string
  try {
    file = createRequire(join(found.dir, 'package.json')).resolve(`${found.name}/simulator`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined
    throw error
  }
  const { default: simulator } = await import(pathToFileURL(file).href) as { default?: Partial<Simulator> }
  return typeof simulator?.start === 'function' ? simulator as Simulator : undefined
}
