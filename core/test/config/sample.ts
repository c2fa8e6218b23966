import { symlinkSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { loadConfig, type LoadedConfig } from '../../src/config/config.js'
import { ConfigInvalidError, type Problem } from '../../src/config/problem.js'
import type { Env } from '../../src/config/references.js'

/** Folder of a plugin in `fixtures/plugins`. */
export function fixture (name: string): string {
  return fileURLToPath(new URL(`./fixtures/plugins/${name}`, import.meta.url))
}

/** Writes `hub.yaml` and other files into a folder of the test's own and gives the path of the first. */
export function writeConfig (t: Test, yaml: string, files: Record<string, string> = {}): string {
  return join(t.testdir({ 'hub.yaml': yaml, ...files }), 'hub.yaml')
}

/** Installs fixture plugins under package names beside a config file. */
export function installFixtures (configFile: string, fixtures: Record<string, string>): void {
  for (const [name, folder] of Object.entries(fixtures)) {
    const target = join(dirname(configFile), 'node_modules', name)
    mkdirSync(dirname(target), { recursive: true })
    symlinkSync(fixture(folder), target, 'junction')
  }
}

/** Loads a config that must be valid. */
export async function loadValid (t: Test, yaml: string, env: Env = {}): Promise<LoadedConfig> {
  return await loadConfig(writeConfig(t, yaml), env)
}

/** Loads a config file that must not be valid and gives its problems. */
export async function problemsOfFile (file: string, env: Env = {}): Promise<readonly Problem[]> {
  try {
    await loadConfig(file, env)
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error.problems
    throw error
  }
  throw new Error('the config was valid')
}

/** Loads a config that must not be valid and gives its problems. */
export async function problemsOf (t: Test, yaml: string, env: Env = {}): Promise<readonly Problem[]> {
  return await problemsOfFile(writeConfig(t, yaml), env)
}
