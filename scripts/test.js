import './node-version.js'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, constants, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPackages } from './build.js'
import { findChromium } from './chromium.js'
import { printCoverage } from './coverage.js'
import { installDependencies } from './dependencies.js'
import { root } from './packages.js'
import { followParent } from './parent.js'
import { startRedis } from './redis.js'
import { describeTotals, printFailures, printNotice } from './report.js'
import { startService } from './service.js'
import { findSftpServer } from './sftp-server.js'
import { runMain, StepError } from './step.js'
import { selectSuitesReading } from './suites.js'
import { listSuites, startTap } from './tap.js'

const usage = `npm test [-- [PATH…] [--reporter NAME] [--jobs N]]

Runs every suite, or those in the given files and folders (then without measuring coverage).

  --reporter NAME  one of tap's reporters in place of a line for each suite: base, terse, min, dot, tap, …
  --jobs N         how many suites of packages run at once (default: one for each processor); those of test/ run one by one

KEFUHUB_TEST_MONGODB_URL  a MongoDB on which every suite runs as well
KEFUHUB_TEST_ORACLE_URL   a server of MongoDB's protocol to compare the embedded store with
KEFUHUB_TEST_REDIS_URL    a Redis server to use in place of one started for the run
KEFUHUB_TEST_CHROMIUM     the program of a Chromium or Chrome to use in place of one found on PATH
KEFUHUB_TEST_SFTP_SERVER  the program of OpenSSH's SFTP server to use in place of one that is found`

/** Programs that only some suites need, by the variable that names one and that those suites read. */
const programs = { KEFUHUB_TEST_CHROMIUM: findChromium, KEFUHUB_TEST_SFTP_SERVER: findSftpServer }

/** What to undo when the run ends, last first. @type {Array<() => Promise<void> | void>} */
const undo = []

/** @type {NodeJS.Signals | undefined} */
let interruption

async function cleanUp () {
  for (const step of undo.splice(0).reverse()) await step()
}

/** @returns {{ paths: string[], reporter: string | undefined, jobs: string | undefined, help: boolean }} */
function readArguments () {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { reporter: { type: 'string' }, jobs: { type: 'string' }, help: { type: 'boolean', short: 'h' } }
    })
    const { reporter, jobs, help = false } = values
    if (jobs !== undefined && !/^[1-9]\d?$/.test(jobs)) throw new Error(`--jobs takes a number from 1 to 99, not '${jobs}'`)
    for (const path of positionals) if (!existsSync(resolve(root, path))) throw new Error(`there is no '${path}'`)
    return { paths: positionals, reporter, jobs, help }
  } catch (error) {
    throw new StepError(`kefuhub: ${/** @type {Error} */ (error).message}\n\n${usage}`)
  }
}

/**
 * Starts what the suites need and tells them by environment variables where it is.
 * @param {string} folder for throw-away data
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function startServices (folder) {
  let redisUrl = process.env.KEFUHUB_TEST_REDIS_URL
  if (!redisUrl) {
    const redis = await startRedis(folder)
    undo.push(redis.stop)
    redisUrl = redis.url
  }
  const bin = join(root, 'plugins/store-embedded/bin/kefuhub-store.js')
  const store = await startService('the embedded store', process.execPath, [bin, join(folder, 'store')], /^ready (mongodb:\S+)\s/m, 30_000)
  undo.push(store.stop)
  return {
    ...process.env,
    KEFUHUB_TEST_STORE_URL: store.ready[1],
    KEFUHUB_TEST_STORE_KIND: 'embedded',
    KEFUHUB_TEST_REDIS_URL: redisUrl
  }
}

/**
 * Finds the programs that the suites need, one after the other: package managers let nobody in beside them.
 * @param {string[]} suites
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function findPrograms (suites) {
  /** @type {NodeJS.ProcessEnv} */
  const found = {}
  for (const [variable, find] of Object.entries(programs)) {
    if (selectSuitesReading(suites, variable).length > 0) found[variable] = process.env[variable] ?? await find()
  }
  return found
}

/**
 * Says what this run does not show, for want of a server.
 * @param {string[]} suites
 */
function printOmissions (suites) {
  if (!process.env.KEFUHUB_TEST_MONGODB_URL) {
    const names = selectSuitesReading(suites, 'KEFUHUB_TEST_STORE_URL')
    if (names.length > 0) printNotice('NOT RUN ON MONGODB (no KEFUHUB_TEST_MONGODB_URL), only on the embedded store:', names)
  }
  if (!process.env.KEFUHUB_TEST_ORACLE_URL) {
    const names = selectSuitesReading(suites, 'KEFUHUB_TEST_ORACLE_URL')
    if (names.length > 0) printNotice('NOTHING TO COMPARE THE EMBEDDED STORE WITH (no KEFUHUB_TEST_ORACLE_URL):', names)
  }
}

await runMain(async () => {
  const { paths, reporter, jobs, help } = readArguments()
  if (help) {
    console.log(usage)
    return
  }
  process.chdir(root)
  followParent()
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, async () => {
      interruption = signal
      await cleanUp()
      process.exit(128 + constants.signals[signal])
    })
  }
  await installDependencies()
  await buildPackages()
  try {
    const folder = mkdtempSync(join(tmpdir(), 'kefuhub-test-'))
    undo.push(() => rmSync(folder, { recursive: true, force: true }))
    const [listed, services] = await Promise.all([listSuites(paths), startServices(folder)])
    const env = { ...services, ...await findPrograms(listed) }
    if (listed.length === 0) throw new StepError(`kefuhub: no test file in ${paths.join(', ') || 'the repository'}.`)

    const isFull = paths.length === 0
    rmSync(join(root, '.tap/report'), { recursive: true, force: true })
    // Left alone, tap keeps one processor of a few free.
    const common = [`--jobs=${jobs ?? availableParallelism()}`, ...listed]
    const covered = isFull ? ['--coverage-report=text', '--coverage-report=json-summary'] : ['--disable-coverage']
    const rounds = [{ title: 'on the embedded store', args: [...covered, ...common], env }]
    const mongodb = process.env.KEFUHUB_TEST_MONGODB_URL
    if (mongodb) {
      const there = { ...env, KEFUHUB_TEST_STORE_URL: mongodb, KEFUHUB_TEST_STORE_KIND: 'mongodb' }
      rounds.push({ title: 'on MongoDB', args: ['--disable-coverage', ...common], env: there })
    }

    const suites = []
    for (const round of rounds) {
      console.log(`kefuhub: ${listed.length} suites ${round.title}`)
      const run = startTap(round.args, round.env, { reporter, output: join(folder, 'run.tap') })
      undo.push(run.stop)
      const { suites: ran, exitCode } = await run.done
      if (interruption) throw new StepError(`kefuhub: stopped by ${interruption}`)
      if (exitCode !== 0) process.exitCode = 1
      suites.push(...ran)
    }
    if (isFull) printCoverage()
    printFailures(suites)
    printOmissions(listed)
    if (suites.some(({ failures }) => failures.length > 0) || suites.every(({ passed }) => passed === 0)) process.exitCode = 1
    await cleanUp()
    console.log(`\n${describeTotals(suites)}`)
  } finally {
    await cleanUp()
  }
})
