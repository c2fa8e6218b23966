import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { LocalizedText } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { AcceptanceReport } from './accept/report.js'
import type { Language } from './accept/terminal.js'
import type { AcceptanceWish } from './accept/wish.js'
import { findConfigFile, type CliContext } from './context.js'
import type { HubClient } from './hub-client.js'
import { createPaint } from './paint.js'
import { showPath } from './report.js'
import { addHubOptions, openRunningHub, type RunningHubOptions } from './running-hub.js'

interface AcceptOptions extends RunningHubOptions { report?: string, only?: string[], ask: string, lang?: Language, live?: true }

const AFTER_HELP = `
Starts the hub of the config on a throw-away store, with a simulator in place of every platform and system
that its plugins connect it with, and plays a new customer on each channel. Nothing real is touched. Variables
that the config wants and that are not set get made-up values where a simulator takes their place.

With --live the same steps go through a running hub: the command says what a person with a phone does next,
watches what arrives, and asks y or n where only a person can tell; s passes over. It needs a team leader's API
token in KEFUHUB_TOKEN, and leaves a conversation behind, and tickets where that is agreed to.

Exit codes: 0 all that was tried works, 1 something does not, 2 the command line or the config is not right

Examples:
  $ kefuhub accept
  $ kefuhub accept --only shop site --report acceptance.html
  $ kefuhub accept --ask 怎么退款
  $ KEFUHUB_TOKEN=kh_… kefuhub accept --live --url https://kefu.example.com --report acceptance.html`

/** Adds `kefuhub accept`: the acceptance before an operator goes live. */
export function register (program: Command, context: CliContext): void {
  addHubOptions(program.command('accept').description('run the go-live acceptance through every channel, and report it'))
    .option('--report <file>', 'write the report as one HTML page')
    .option('--only <channel...>', 'ids of the channels to try (default: all)')
    .option('--ask <text>', 'what the customer asks first; the bot should have an answer', '你好')
    .addOption(new Option('--lang <language>', 'language of the terminal (default: both)').choices(['zh', 'en']))
    .option('--live', 'try a running hub, guided, with a phone in hand')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: AcceptOptions, self: Command) => {
      const [{ TerminalReport }, { isPassed }] = await Promise.all([import('./accept/terminal.js'), import('./accept/report.js')])
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
      const report = options.live === true
        ? await guide(await openRunningHub(options, self, context), context, wish, (text) => { say(terminal.instruction(text)) })
        : await rehearse(options, context, wish)
      say(terminal.summary(report))
      if (options.report !== undefined) await writeReport(options.report, report, context, say)
      context.exitCode = isPassed(report) ? 0 : 1
    })
}

async function rehearse ({ config }: AcceptOptions, context: CliContext, wish: AcceptanceWish): Promise<AcceptanceReport> {
  // The hub takes its time to load, which the help of other commands should not wait for.
  const { rehearse } = await import('./accept/rehearsal.js')
  return await rehearse(findConfigFile(config, context), context.env, wish)
}

async function guide (hub: HubClient, context: CliContext, wish: AcceptanceWish, say: (text: LocalizedText) => void): Promise<AcceptanceReport> {
  const [{ acceptLive }, { Dialogue }] = await Promise.all([import('./accept/live.js'), import('./accept/dialogue.js')])
  const dialogue = new Dialogue(context.stdin, say)
  try {
    return await acceptLive(hub, dialogue, wish)
  } finally {
    dialogue.close()
  }
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
