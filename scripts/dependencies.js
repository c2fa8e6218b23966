import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listPackages, readJson, root } from './packages.js'
import { runStep } from './step.js'

const dependencyFields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

/**
 * Installs the dependencies when node_modules does not hold what package-lock.json asks for (`npm ci`), or when
 * package-lock.json does not hold what a package.json asks for (`npm install`, which completes it).
 * @returns {Promise<void>}
 * @throws {StepError} when npm fails
 */
export async function installDependencies () {
  const { packages: locked } = readJson(join(root, 'package-lock.json'))
  if (!isLocked(locked)) await runNpm('install')
  else if (!isInstalled(locked)) await runNpm('ci')
}

/** @param {string} command */
async function runNpm (command) {
  // Development dependencies hold the compiler, so they are wanted even where NODE_ENV says production.
  const args = [command, '--include=dev', '--no-audit', '--no-fund']
  const npm = process.env.npm_execpath
  if (npm === undefined) await runStep(`installing packages (npm ${command})`, 'npm', args)
  else await runStep(`installing packages (npm ${command})`, process.execPath, [npm, ...args])
}

/**
 * Tells whether package-lock.json knows the dependencies of every package here, one that was just added included.
 * @param {Record<string, any>} locked
 * @returns {boolean}
 */
function isLocked (locked) {
  const manifests = [['', readJson(join(root, 'package.json'))], ...listPackages().map(({ folder, manifest }) => [folder, manifest])]
  return manifests.every(([folder, manifest]) => dependencyFields.every((field) => {
    const wanted = Object.entries(manifest[field] ?? {})
    const known = locked[folder]?.[field] ?? {}
    return locked[folder] !== undefined && wanted.length === Object.keys(known).length && wanted.every(([name, range]) => known[name] === range)
  }))
}

/**
 * Tells whether node_modules is in step with package-lock.json, from the record that npm keeps of what it installed.
 * @param {Record<string, any>} locked
 * @returns {boolean}
 */
function isInstalled (locked) {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const installed = readJson(record).packages
  return Object.entries(locked).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true
    const found = installed[path]
    // npm leaves out what is made for other platforms.
    if (found === undefined) return entry.optional === true || entry.devOptional === true
    return found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link
  })
}
