import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { StepError } from '../step.js'

/** A clock tick of proc(5), in milliseconds: 100 a second on every Linux that Node runs on. */
const tickMs = 10
/** Windows cannot halt a process; there the variants that rest only have nothing to do. */
const canPause = process.platform !== 'win32'

/**
 * A process that a benchmark started and will stop.
 * @typedef {object} Child
 * @property {number} pid
 * @property {RegExpMatchArray} ready what its ready line matched
 * @property {number} readyMs from its start to its ready line
 * @property {string} output what it wrote up to its ready line
 * @property {() => Promise<void>} stop asks it to end, and ends it after the time it has for that; harmless when repeated
 * @property {() => void} pause halts it, so that it takes no time from others
 * @property {() => void} resume
 * @property {(job: object) => Promise<any>} ask sends it a job and waits for its answer, if it `talks`; one at a time
 */

/**
 * Starts a process and waits for the line of its standard error or output that says it is ready.
 * @param {import('./stage.js').Stage} stage ends it with the rest
 * @param {string} name as messages call it
 * @param {string[]} args Node's arguments
 * @param {{ ready: RegExp, log?: string, talks?: boolean, withinMs?: number, stopWithinMs?: number }} options `log`: a file that takes its
 *   standard output, in place of being looked at; `talks`: it answers each message of this process with `{ result }` or `{ error }`; how long
 *   start and stop may take, 60 and 10 s unless told
 * @returns {Promise<Child>}
 * @throws {StepError} when it is not ready in time or ends; the message carries what it wrote
 */
export async function startChild (stage, name, args, { ready, log, talks = false, withinMs = 60_000, stopWithinMs = 10_000 }) {
  stage.refuseIfClosed()
  const startedMs = performance.now()
  const file = log === undefined ? undefined : openSync(log, 'a')
  const child = spawn(process.execPath, args, { stdio: ['ignore', file ?? 'pipe', 'pipe', ...(talks ? /** @type {const} */ (['ipc']) : [])] })
  if (file !== undefined) closeSync(file)
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`))
  })
  const isRunning = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined
  const stop = async () => {
    if (!isRunning()) return
    if (canPause) child.kill('SIGCONT')
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
    await ended
    clearTimeout(force)
  }
  stage.add(stop)

  let output = ''
  let timer
  /** @type {RegExpMatchArray | string} */
  const outcome = await Promise.race([
    new Promise((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text) => {
          output = (output + text).slice(-10_000)
          const match = output.match(ready)
          if (match !== null) resolve(match)
        })
      }
    }),
    ended,
    new Promise((resolve) => { timer = setTimeout(resolve, withinMs, `it was not ready within ${withinMs / 1000} s`) })
  ])
  const readyMs = performance.now() - startedMs
  clearTimeout(timer)
  if (typeof outcome === 'string') {
    await stop()
    throw new StepError(`${output.trimEnd()}\nkefuhub: ${name} did not start: ${outcome}. The command was: ${[process.execPath, ...args].join(' ')}`)
  }
  return {
    pid: /** @type {number} */ (child.pid),
    ready: outcome,
    readyMs,
    output,
    stop,
    pause: () => { if (canPause && isRunning()) child.kill('SIGSTOP') },
    resume: () => { if (canPause && isRunning()) child.kill('SIGCONT') },
    async ask (job) {
      const answered = once(child, 'message').then(([answer]) => answer)
      child.send(job)
      const answer = await Promise.race([answered, ended])
      if (typeof answer === 'string') throw new StepError(`kefuhub: ${name} is gone: ${answer}.\n${output}`)
      if (answer.error !== undefined) throw new StepError(`kefuhub: ${answer.error}.`)
      return answer.result
    }
  }
}

/**
 * The processor time that a process has taken, all threads together, in milliseconds; undefined where the system has no /proc.
 * @param {number} pid
 */
export function readCpuMs (pid) {
  const text = readProc(pid, 'stat')
  if (text === undefined) return undefined
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

/**
 * The memory that a process holds (resident set), in MB of 1,048,576 bytes.
 * @param {number} pid
 * @throws {StepError} where the system has no /proc
 */
export function readMemoryMb (pid) {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1]
  if (kilobytes === undefined) throw new StepError('kefuhub: the memory of a process is read from /proc, which this system does not have.')
  return Number(kilobytes) / 1024
}

/**
 * @param {number} pid
 * @param {string} name
 */
function readProc (pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}
