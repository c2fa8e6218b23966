import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { startService } from './service.js'
import { runStep, StepError } from './step.js'

const servers = ['redis-server', 'valkey-server']

/** How each package manager installs a Redis server without asking. */
const installers = [
  { manager: 'apt-get', needsRoot: true, commands: [['update'], ['install', '-y', '--no-install-recommends', 'redis-server']] },
  { manager: 'dnf', needsRoot: true, commands: [['install', '-y', 'redis']] },
  { manager: 'apk', needsRoot: true, commands: [['add', '--no-cache', 'redis']] },
  { manager: 'brew', needsRoot: false, commands: [['install', 'redis']] }
]

/**
 * Finds a program on PATH.
 * @param {string[]} names tried in order
 * @returns {string | undefined} its absolute path
 */
function findProgram (names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * Finds a Redis server, installing one from the system's package manager when there is none.
 * @returns {Promise<string>} the path of its program
 * @throws {StepError} when there is none and none can be installed
 */
async function findRedis () {
  const found = findProgram(servers)
  if (found !== undefined) return found

  const installer = installers.find(({ manager }) => findProgram([manager]))
  if (installer === undefined) {
    throw new StepError('kefuhub: the tests need a Redis server, and no package manager that could install one was found ' +
      `(looked for ${installers.map(({ manager }) => manager).join(', ')}). Install redis-server, or name one with KEFUHUB_TEST_REDIS_URL.`)
  }
  const { manager, needsRoot, commands } = installer
  const prefix = needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n'] : []
  for (const command of commands) {
    const [program = manager, ...args] = [...prefix, manager, ...command]
    await runStep(`installing a Redis server (${manager} ${command[0]})`, program, args, { ...process.env, DEBIAN_FRONTEND: 'noninteractive' })
  }
  const installed = findProgram(servers)
  if (installed === undefined) throw new StepError(`kefuhub: ${manager} installed no ${servers.join(' or ')} on PATH. Install one, or name one with KEFUHUB_TEST_REDIS_URL.`)
  return installed
}

/**
 * Starts a Redis server with throw-away data on a free port of 127.0.0.1.
 * @param {string} folder where it may write
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 * @throws {StepError} when none can be installed or started
 */
export async function startRedis (folder) {
  const program = await findRedis()
  const port = await findFreePort()
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder]
  const { stop } = await startService('Redis', program, args, /ready to accept connections/i, 20_000)
  return { url: `redis://127.0.0.1:${port}`, stop }
}

/** @returns {Promise<number>} */
function findFreePort () {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
