import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { errors } from '../errors.js'
import type { AcceptanceReport } from './accept/report.js'
import type { AcceptanceWish } from './accept/rehearsal.js'
import type { Language } from './accept/terminal.js'
import { CONFIG_OPTION, findConfigFile, type CliContext } from './context.js'
import { createPaint } from './paint.js'
import { showPath } from './report.js'

interface AcceptOptions { config?: string, report?: string, only?: string[], ask: string, lang?: Language }

const AFTER_HELP = `
Starts the hub of the config on a throw-away store, with a simulator in place of every platform and system
that its plugins connect it with, and plays a new customer on each channel. Nothing real is touched. Variables
that the config wants and that are not set get made-up values where a simulator takes their place.

Exit codes: 0 all that was tried works, 1 something does not, 2 the command line or the config is not right

Examples:
  $ kefuhub accept
  $ kefuhub accept --only shop site --report acceptance.html
  $ kefuhub accept --ask 怎么退款`

/** Adds `kefuhub accept`: the acceptance before an operator goes live. */
export function register (program: Command, context: CliContext): void {
  program.command('accept')
    .description('run the go-live acceptance through every channel, and report it')
    .option(...CONFIG_OPTION)
    .option('--report <file>', 'write the report as one HTML page')
    .option('--only <channel...>', 'ids of the channels to try (default: all)')
    .option('--ask <text>', 'what the customer asks first; the bot should have an answer', '你好')
    .addOption(new Option('--lang <language>', 'language of the terminal (default: both)').choices(['zh', 'en']))
    .addHelpText('after', AFTER_HELP)
    .action(async (options: AcceptOptions) => {
      // The hub takes its time to load, which the help of other commands should not wait for.
      const [{ rehearse }, { TerminalReport }, { isPassed }] = await Promise.all([import('./accept/rehearsal.js'), import('./accept/terminal.js'), import('./accept/report.js')])
      const [, version = ''] = program.version()?.split(' ') ?? []
      const terminal = new TerminalReport(createPaint(context.stdout, context), options.lang)
      const say = (text: string): void => { context.stdout.write(`${text}\n`) }
      const wish: AcceptanceWish = {
        question: options.ask,
        version,
        ...(options.only !== undefined && { only: options.only }),
        onChannel: (channel) => { say(terminal.channel(channel)) },
        onStep: (result) => { say(terminal.step(result)) }
      }
      const report = await rehearse(findConfigFile(options.config, context), context.env, wish)
      say(terminal.summary(report))
      if (options.report !== undefined) await writeReport(options.report, report, context, say)
      context.exitCode = isPassed(report) ? 0 : 1
    })
}

async function writeReport (option: string, report: AcceptanceReport, context: CliContext, say: (text: string) => void): Promise<void> {
  const { writePage } = await import('./accept/page.js')
  const file = resolve(context.cwd, option)
  try {
    await writeFile(file, writePage(report))
  } catch (error) {
    throw new errors.KH_ERR_ACCEPT_REPORT(showPath(file, context), (error as NodeJS.ErrnoException).code ?? (error as Error).message)
  }
  say(showPath(file, context))
}
