import { spawn } from 'node:child_process'
import { StepError } from './step.js'

const stopWithinMs = 10_000

/**
 * A process that this run started and will stop.
 * @typedef {object} Service
 * @property {RegExpMatchArray} ready what its ready line matched
 * @property {() => Promise<void>} stop asks it to end, and ends it after ten seconds; harmless when repeated
 */

/**
 * Starts a process in the background and waits for the line that says it is ready.
 * @param {string} name as messages call it
 * @param {string} command
 * @param {string[]} args
 * @param {RegExp} ready matches its ready line
 * @param {number} withinMs how long it may take
 * @returns {Promise<Service>}
 * @throws {StepError} when it cannot be started, ends, or is not ready in time; the message carries its output
 */
export async function startService (name, command, args, ready, withinMs) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`))
  })
  async function stop () {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
    await ended
    clearTimeout(force)
  }

  let output = ''
  let timer
  const outcome = await Promise.race([
    new Promise((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => {
          output = (output + text).slice(-10_000)
          const match = output.match(ready)
          if (match) resolve(match)
        })
      }
    }),
    ended,
    new Promise((resolve) => { timer = setTimeout(resolve, withinMs, `it was not ready within ${withinMs / 1000} s`) })
  ])
  clearTimeout(timer)
  if (typeof outcome === 'string') {
    await stop()
    throw new StepError(`${output.trimEnd()}\nkefuhub: ${name} did not start: ${outcome}. The command was: ${[command, ...args].join(' ')}`)
  }
  return { ready: outcome, stop }
}
