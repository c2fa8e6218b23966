import { spawn } from 'node:child_process'
import { root } from './packages.js'

/** How much of a failed step's output is shown. */
const maxShownChars = 20_000

/** A failure that its message explains: shown without a stack trace. */
export class StepError extends Error {}

/**
 * Runs a command as one long step: a progress line before and after, its output only when it fails.
 * @param {string} title what the step does, as a progress line
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env] in place of this process's environment
 * @returns {Promise<void>}
 * @throws {StepError} when the command cannot be started or does not exit with 0
 */
export async function runStep (title, command, args, env = process.env) {
  const startedAt = Date.now()
  console.log(`kefuhub: ${title} …`)
  let output = ''
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => { output = (output + text).slice(-maxShownChars) })
  }
  const kill = () => child.kill()
  process.once('exit', kill)
  const outcome = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`))
  })
  process.off('exit', kill)
  if (outcome !== undefined) {
    throw new StepError(`${output.trimEnd()}\nkefuhub: ${title} failed: ${outcome}. The command was: ${[command, ...args].join(' ')}`)
  }
  console.log(`kefuhub: ${title}: done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

/**
 * Runs a command's main function; a StepError ends the process with its message and exit code 1.
 * @param {() => Promise<void>} main
 * @returns {Promise<void>}
 */
export async function runMain (main) {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
