import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root } from './packages.js'
import { runStep } from './step.js'

/**
 * Installs the dependencies with `npm ci` when node_modules does not hold what package-lock.json asks for.
 * @returns {Promise<void>}
 * @throws {StepError} when npm fails
 */
export async function installDependencies () {
  if (isInstalled()) return
  // Development dependencies hold the compiler, so they are wanted even where NODE_ENV says production.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund']
  const npm = process.env.npm_execpath
  if (npm === undefined) await runStep('installing packages (npm ci)', 'npm', args)
  else await runStep('installing packages (npm ci)', process.execPath, [npm, ...args])
}

/**
 * Tells whether node_modules is in step with package-lock.json, from the record that npm keeps of what it installed.
 * @returns {boolean}
 */
function isInstalled () {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const installed = readJson(record).packages
  const wanted = readJson(join(root, 'package-lock.json')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true
    const found = installed[path]
    // npm leaves out what is made for other platforms.
    if (found === undefined) return entry.optional === true || entry.devOptional === true
    return found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link
  })
}
