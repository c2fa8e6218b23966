import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runStep, StepError } from './step.js'

/**
 * A program that tests need.
 * @typedef {object} Wanted
 * @property {string} what as messages call it, with its article
 * @property {string[]} names of the program, tried in order
 * @property {string[]} [folders] where it may be beside those on PATH
 * @property {Record<string, string[]>} packages by package manager: what to install
 * @property {string} otherwise what else a user can do, as a sentence
 */

/** How each package manager installs without asking. */
const managers = [
  { manager: 'apt-get', needsRoot: true, prepare: [['update']], install: ['install', '-y', '--no-install-recommends'] },
  { manager: 'dnf', needsRoot: true, prepare: [], install: ['install', '-y'] },
  { manager: 'apk', needsRoot: true, prepare: [], install: ['add', '--no-cache'] },
  { manager: 'brew', needsRoot: false, prepare: [], install: ['install'] }
]

/**
 * Finds a program on PATH or in folders of its own, installing it from the system's package manager when there is none.
 * @param {Wanted} wanted
 * @returns {Promise<string>} its absolute path
 * @throws {StepError} when there is none and none can be installed
 */
export async function findOrInstall ({ what, names, folders = [], packages, otherwise }) {
  const found = findProgram(names, folders)
  if (found !== undefined) return found

  const usable = managers.filter(({ manager }) => packages[manager] !== undefined)
  const installer = usable.find(({ manager }) => findProgram([manager]))
  if (installer === undefined) {
    throw new StepError(`kefuhub: the tests need ${what}, and no package manager that could install one was found ` +
      `(looked for ${usable.map(({ manager }) => manager).join(', ')}). ${otherwise}`)
  }
  const { manager, needsRoot, prepare, install } = installer
  const prefix = needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n'] : []
  for (const command of [...prepare, install.concat(packages[manager] ?? [])]) {
    const [program = manager, ...args] = [...prefix, manager, ...command]
    await runStep(`installing ${what} (${manager} ${command[0]})`, program, args, { ...process.env, DEBIAN_FRONTEND: 'noninteractive' })
  }
  const installed = findProgram(names, folders)
  if (installed === undefined) throw new StepError(`kefuhub: ${manager} installed no ${names.join(' or ')} on PATH. ${otherwise}`)
  return installed
}

/**
 * Finds a program.
 * @param {string[]} names tried in order
 * @param {string[]} [more] folders beside those on PATH
 * @returns {string | undefined} its absolute path
 */
function findProgram (names, more = []) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), ...more]
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
