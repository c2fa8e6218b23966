import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { root } from './packages.js'
import { printSuite } from './report.js'
import { tallySuites } from './tally.js'

/** @typedef {import('./tally.js').Suite} Suite */

const tap = join(root, 'node_modules/tap/dist/esm/run.mjs')
const killAfterMs = 15_000

/**
 * A run of tap.
 * @typedef {object} TapRun
 * @property {Promise<{ suites: Suite[], exitCode: number }>} done settles when tap has ended; the code is 1 for a signal
 * @property {() => Promise<void>} stop ends tap with all that its suites have started
 */

/**
 * Starts tap in a process group of its own.
 * @param {string[]} args for `tap run`
 * @param {NodeJS.ProcessEnv} env
 * @param {{ reporter?: string | undefined, output: string }} options a reporter of tap's in place of one line a suite; a file that
 *   may be written
 * @returns {TapRun}
 */
export function startTap (args, env, { reporter, output }) {
  const isOurs = reporter === undefined
  const flags = isOurs ? ['--reporter=tap'] : [`--reporter=${reporter}`, `--output-file=${output}`]
  const child = spawn(process.execPath, [tap, 'run', ...flags, ...args], {
    cwd: root, env, stdio: ['ignore', isOurs ? 'pipe' : 'inherit', 'inherit'], detached: true
  })
  const ended = new Promise((resolve) => child.on('close', resolve))

  async function run () {
    const { Parser } = await import('tap-parser')
    /** @type {Suite[]} */
    const suites = []
    const parser = new Parser()
    tallySuites(parser, (suite) => {
      suites.push(suite)
      if (isOurs) printSuite(suite)
    }, (line) => {
      if (isOurs) console.log(line.trimEnd())
    })
    if (child.stdout) await pipeline(child.stdout, parser)
    const exitCode = (await ended) ?? 1
    if (!isOurs) await pipeline(createReadStream(output), parser)
    return { suites, exitCode }
  }

  async function stop () {
    signalGroup('SIGTERM')
    const force = setTimeout(signalGroup, killAfterMs, 'SIGKILL')
    await ended
    clearTimeout(force)
    // What a suite started may outlive tap.
    signalGroup('SIGKILL')
  }

  /** @param {NodeJS.Signals} signal */
  function signalGroup (signal) {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, signal)
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
    }
  }

  return { done: run(), stop }
}

/**
 * Lists the suites that .taprc includes.
 * @param {string[]} paths only these files, and those in these folders; none for all
 * @returns {Promise<string[]>} relative to the repository
 */
export async function listSuites (paths) {
  const child = spawn(process.execPath, [tap, 'list'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => { output += text })
  await new Promise((resolve) => child.on('close', resolve))
  // tap takes every file of a folder for a suite when it is given one, so the choice is made here.
  const wanted = paths.map((path) => relative(root, resolve(root, path)))
  return output.split('\n').filter((suite) => suite !== '' &&
    (wanted.length === 0 || wanted.some((path) => path === '' || suite === path || suite.startsWith(`${path}/`))))
}
