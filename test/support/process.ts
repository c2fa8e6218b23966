import { spawn } from 'node:child_process'
import type { TestScope } from './scope.js'

const stopWithinMs = 15_000
const maxOutputChars = 1_000_000

/** How a process ended. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A process that a test has started; it does not outlive the test. */
export interface TestProcess {
  pid: number
  /** All that it has written so far, to either stream, in the order of arrival; at most the last million characters. */
  output: () => string
  /**
   * Waits for a line, written already or later, that matches.
   * @throws Error with the output when the process ends first or the time, 30 s unless told, is over
   */
  waitForLine: (pattern: RegExp, withinMs?: number) => Promise<RegExpExecArray>
  /** Sends SIGTERM and waits; SIGKILL after 15 s. */
  stop: () => Promise<Ending>
  /** Sends SIGKILL and waits. */
  kill: () => Promise<Ending>
  /** Settles when it has ended, by itself or not, and its output is complete. */
  ended: Promise<Ending>
}

/** How to start a process. */
export interface ProcessOptions {
  /** The program: this Node by default. */
  command?: string
  cwd?: string
  /** Added to this process's environment; undefined removes a variable. */
  env?: Record<string, string | undefined>
}

/**
 * Starts a process, by default of Node; pass `[...process.execArgv, file]` to run a TypeScript file as tap runs tests.
 */
export function startProcess (t: TestScope, args: string[], options: ProcessOptions = {}): TestProcess {
  const { command = process.execPath, cwd = process.cwd(), env = {} } = options
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })

  let written = ''
  let ending: Ending | undefined
  const listeners = new Set<() => void>()
  const notify = () => { for (const listener of listeners) listener() }
  const write = (text: string) => {
    written = (written + text).slice(-maxOutputChars)
    notify()
  }
  child.stdout.setEncoding('utf8').on('data', write)
  child.stderr.setEncoding('utf8').on('data', write)
  child.on('error', (error) => write(`${error.message}\n`))
  const ended = new Promise<Ending>((resolve) => {
    child.on('close', (code, signal) => {
      ending = { code, signal }
      notify()
      resolve(ending)
    })
  })

  function waitForLine (pattern: RegExp, withinMs = 30_000): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const settle = (settled: () => void) => {
        listeners.delete(look)
        clearTimeout(timer)
        settled()
      }
      const fail = (reason: string) => settle(() => reject(new Error(`${reason} before a line matched ${pattern}. Its output:\n${written}`)))
      const look = () => {
        // The last piece may be half a line, as long as more can come.
        for (const line of written.split('\n').slice(0, ending ? undefined : -1)) {
          const match = pattern.exec(line)
          if (match) return settle(() => resolve(match))
        }
        if (ending) fail(`${command} ended with ${ending.signal ?? `code ${ending.code}`}`)
      }
      const timer = setTimeout(() => fail(`${withinMs} ms have passed`), withinMs)
      listeners.add(look)
      look()
    })
  }

  async function end (signal: NodeJS.Signals): Promise<Ending> {
    if (ending) return ending
    child.kill(signal)
    const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
    try {
      return await ended
    } finally {
      clearTimeout(force)
    }
  }

  const stop = () => end('SIGTERM')
  t.teardown(async () => { await stop() })
  return { pid: child.pid ?? 0, output: () => written, waitForLine, stop, kill: () => end('SIGKILL'), ended }
}
