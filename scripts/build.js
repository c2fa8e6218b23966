import './node-version.js'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installDependencies } from './dependencies.js'
import { listPackages, readJson, root } from './packages.js'
import { runMain, runStep } from './step.js'

/** @typedef {import('./packages.js').Package} Package */

const stamps = join(root, 'node_modules/.cache/kefuhub/build.json')
const ignored = new Set(['node_modules', 'dist', 'test'])

/**
 * Builds every package whose files changed since its last build: those with a `build` script of their own by that script, all
 * others that have a tsconfig.json by one `tsc -b`.
 * @returns {Promise<void>}
 * @throws {StepError} when a build fails
 */
export async function buildPackages () {
  const last = existsSync(stamps) ? readJson(stamps) : {}
  const base = describe(join(root, 'tsconfig.base.json'))
  const packages = listPackages()
  /** @type {Record<string, string>} */
  const now = Object.fromEntries(packages.map((each) => [each.folder, digest([base, ...listInputs(each.path)])]))
  const stale = packages.filter((each) => now[each.folder] !== last[each.folder] || !existsSync(join(each.path, 'dist')))

  const compiled = packages.filter((each) => !hasBuildScript(each) && existsSync(join(each.path, 'tsconfig.json')))
  if (stale.some((each) => compiled.includes(each))) {
    for (const each of compiled) removeOrphans(each)
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    await runStep('building', process.execPath, [tsc, '-b', ...compiled.map((each) => each.folder)])
  }
  for (const each of stale.filter(hasBuildScript)) {
    const npm = process.env.npm_execpath
    const args = ['run', 'build', '--workspace', each.folder]
    await runStep(`building ${each.folder}`, npm ? process.execPath : 'npm', npm ? [npm, ...args] : args)
  }
  if (stale.length > 0) {
    mkdirSync(dirname(stamps), { recursive: true })
    writeFileSync(stamps, JSON.stringify(now))
  }
}

/** @param {Package} each */
function hasBuildScript (each) {
  return each.manifest.scripts?.build !== undefined
}

/**
 * Removes what was compiled from a package when a source file is gone (tsc never deletes) or when only its record is left
 * (tsc believes the record and would write nothing).
 * @param {Package} each
 */
function removeOrphans (each) {
  const dist = join(each.path, 'dist')
  const isOrphan = (/** @type {string} */ file) => file.endsWith('.js') &&
    !existsSync(join(each.path, 'src', relative(dist, file).replace(/\.js$/, '.ts')))
  if (existsSync(dist) && !listFiles(dist).some(isOrphan)) return
  rmSync(dist, { recursive: true, force: true })
  rmSync(join(each.path, 'tsconfig.tsbuildinfo'), { force: true })
}

/**
 * Describes every file that a package is built from.
 * @param {string} path
 * @returns {string[]}
 */
function listInputs (path) {
  return listFiles(path, (name) => ignored.has(name) || name.startsWith('.') || /\.(md|tsbuildinfo)$/.test(name)).map(describe)
}

/** @param {string} file */
function describe (file) {
  const { size, mtimeMs } = statSync(file)
  return `${relative(root, file)} ${size} ${mtimeMs}`
}

/** @param {string[]} lines */
function digest (lines) {
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

/**
 * @param {string} folder
 * @param {(name: string) => boolean} [isIgnored]
 * @returns {string[]}
 */
function listFiles (folder, isIgnored = () => false) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !isIgnored(entry.name))
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return existsSync(join(path, 'package.json')) ? [] : listFiles(path, isIgnored)
      return entry.isFile() ? [path] : []
    })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await installDependencies()
    await buildPackages()
  })
}
