import { resolve } from 'node:path'
import type { Env } from '../config/references.js'

/** Where a command writes. */
export interface Output {
  write (text: string): void
  /** Whether a person reads along. */
  readonly isTTY: boolean
}

/** All that a command may know of the process that it runs in, so that tests run commands inside their own. */
export interface CliContext {
  /** Arguments after the name of the program. */
  readonly argv: readonly string[]
  readonly env: Env
  /** Absolute; relative paths of arguments start here. */
  readonly cwd: string
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: Output
  readonly stderr: Output
  readonly fetch: typeof fetch
  /** When the process began, in milliseconds since 1970. */
  readonly startedAt: number
  /** 0: done. 1: failed. 2: the command line or the config is not right. */
  exitCode: number
}

/** The context of the real process. */
export function createProcessContext (): CliContext {
  const open = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => { stream.write(text) },
    isTTY: stream.isTTY
  })
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: open(process.stdout),
    stderr: open(process.stderr),
    fetch: globalThis.fetch,
    startedAt: performance.timeOrigin,
    exitCode: 0
  }
}

/** The option that all commands with a config share. */
export const CONFIG_OPTION = ['-c, --config <file>', 'config file (default: $KEFUHUB_CONFIG, else config/hub.yaml)'] as const

/** The config file that a command line means: `--config`, then `KEFUHUB_CONFIG`, then `config/hub.yaml`. Absolute. */
export function findConfigFile (option: string | undefined, context: CliContext): string {
  return resolve(context.cwd, option ?? (context.env['KEFUHUB_CONFIG'] || 'config/hub.yaml'))
}
