import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
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

/**
 * Waits until a process that somebody else started has ended.
 * @throws Error when it is still there after 15 s
 */
export async function waitUntilGone (pid: number): Promise<void> {
  const until = Date.now() + stopWithinMs
  while (isRunning(pid)) {
    if (Date.now() > until) throw new Error(`process ${pid} is still running`)
    await pause(20)
  }
}

function isRunning (pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A process that nobody has asked about since it ended still has its number.
    return !existsSync('/proc/self/stat') || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
