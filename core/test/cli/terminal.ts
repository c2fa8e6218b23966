import { Readable } from 'node:stream'
import type { Test } from 'tap'
import type { CliContext } from '../../src/cli/context.js'
import { main } from '../../src/cli/main.js'

/** What a command line did. */
export interface Outcome { exitCode: number, stdout: string, stderr: string }

/** A context that writes into texts. */
export function createTestContext (argv: readonly string[], overrides: Partial<CliContext> & { isTTY?: boolean } = {}): { context: CliContext, outcome: Outcome } {
  const { isTTY = false, ...rest } = overrides
  const outcome: Outcome = { exitCode: 0, stdout: '', stderr: '' }
  const context: CliContext = {
    argv,
    env: {},
    cwd: '/',
    stdin: Readable.from([]),
    stdout: { isTTY, write: (text) => { outcome.stdout += text } },
    stderr: { isTTY, write: (text) => { outcome.stderr += text } },
    fetch: async () => { throw new TypeError('fetch failed') },
    startedAt: Date.now(),
    exitCode: 0,
    ...rest
  }
  return { context, outcome }
}

/** Runs a command line in this process. */
export async function run (argv: readonly string[], overrides: Partial<CliContext> & { isTTY?: boolean } = {}): Promise<Outcome> {
  const { context, outcome } = createTestContext(argv, overrides)
  outcome.exitCode = await main(context)
  return outcome
}

/** Runs a command line in a folder that holds these files. */
export async function runIn (t: Test, files: Record<string, unknown>, argv: readonly string[], overrides: Partial<CliContext> & { isTTY?: boolean } = {}): Promise<Outcome & { cwd: string }> {
  const cwd = t.testdir(files as Parameters<Test['testdir']>[0])
  return { ...await run(argv, { cwd, ...overrides }), cwd }
}
