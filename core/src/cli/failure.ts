import { ConfigInvalidError } from '../config/problem.js'
import { maskUrlPassword } from '../config/redaction.js'
import type { CliContext } from './context.js'
import { createPaint } from './paint.js'
import { formatProblems } from './report.js'

/** A code of a catalogue: somebody thought about this error, and its message says what to do. */
const KNOWN_CODE = /^[A-Z][A-Z0-9]*_ERR_[A-Z0-9_]+$/

/** What the command line or the config is to blame for. */
const WRONG_INPUT = /^KH_ERR_(CONFIG|ACCEPT)_/

function firstLine (error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}

/**
 * Tells a person why a command failed and gives the exit code: 2 for a mistake in the config or in what was asked for, else 1. A stack shows only with
 * `KEFUHUB_DEBUG=1`.
 */
export function reportFailure (error: unknown, context: CliContext): number {
  const paint = createPaint(context.stderr, context)
  const write = (text: string): void => { context.stderr.write(`${maskUrlPassword(text)}\n`) }
  if (error instanceof ConfigInvalidError) {
    context.stderr.write(formatProblems(error.file, error.problems, context, paint))
    return 2
  }
  const { code, cause, stack } = error as { code?: unknown, cause?: unknown, stack?: unknown }
  const isKnown = typeof code === 'string' && KNOWN_CODE.test(code)
  if (isKnown) {
    write(`${paint('red', code)}: ${(error as Error).message}`)
    if (cause !== undefined) write(`  cause: ${firstLine(cause)}`)
  } else {
    write(`${paint('red', 'kefuhub failed unexpectedly')}: ${firstLine(error)}`)
    write('  This is a defect of the hub or of a plugin. Run it again with KEFUHUB_DEBUG=1 to see where.')
  }
  if (context.env['KEFUHUB_DEBUG'] === '1') write(String(stack ?? error))
  return isKnown && WRONG_INPUT.test(code) ? 2 : 1
}
