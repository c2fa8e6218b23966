import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { CONTRACT_VERSION } from '@kefuhub/contract'
import { readManifest } from '../config/package.js'
import { createProcessContext, type CliContext } from './context.js'
import { reportFailure } from './failure.js'
import { createPaint, hasColours } from './paint.js'

/** What the file of a command exports. */
interface CommandModule { register (program: Command, context: CliContext): void }

/** The commands in the order of the help. Only the one that is called is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  start: async () => await import('./start.js'),
  demo: async () => await import('./demo.js'),
  accept: async () => await import('./accept.js'),
  check: async () => await import('./check.js'),
  schema: async () => await import('./schema.js'),
  plan: async () => await import('./plan.js'),
  reload: async () => await import('./reload.js'),
  plugins: async () => await import('./plugins.js'),
  agent: async () => await import('./agent.js'),
  token: async () => await import('./token.js'),
  'dead-letters': async () => await import('./dead-letters.js'),
  sync: async () => await import('./sync.js'),
  replay: async () => await import('./replay.js'),
  new: async () => await import('./new.js')
}

const AFTER_HELP = `
Examples:
  $ kefuhub check                            list every mistake of config/hub.yaml
  $ kefuhub check --config other.yaml        the same for another file
  $ kefuhub schema --output hub.schema.json  let your editor complete the config
  $ kefuhub plan                             what a changed config would change in the running hub
  $ kefuhub plugins                          what is installed, and how it is doing

Environment:
  KEFUHUB_CONFIG    the config file, unless --config names one
  KEFUHUB_TOKEN     an API token, for commands that ask a running hub
  KEFUHUB_DEBUG=1   show where an error comes from
  NO_COLOR=1        no colours

Exit codes: 0 done, 1 failed, 2 the command line or the config is not right`

/** The commands that a command line needs: the one that is called, none for the version, and all of them for the help. */
function selectCommands (argv: readonly string[]): string[] {
  if (argv[0] === '--version' || argv[0] === '-V') return []
  const called = argv.find((argument) => !argument.startsWith('-')) ?? ''
  return Object.hasOwn(COMMANDS, called) ? [called] : Object.keys(COMMANDS)
}

/** Makes the program with the commands that the arguments need. */
export async function createProgram (context: CliContext): Promise<Command> {
  const { version = '0.0.0' } = readManifest(join(import.meta.dirname, '../..')) ?? {}
  const paint = createPaint(context.stdout, context)
  const program = new Command('kefuhub')
    .description('A self-hosted hub for customer service across channels')
    .version(`kefuhub ${version} (contract ${CONTRACT_VERSION})`, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .showHelpAfterError('(--help shows what is allowed)')
    .configureHelp({ styleTitle: (title) => paint('bold', title) })
    .configureOutput({
      writeOut: (text) => { context.stdout.write(text) },
      writeErr: (text) => { context.stderr.write(text) },
      getOutHasColors: () => hasColours(context.stdout, context),
      getErrHasColors: () => hasColours(context.stderr, context),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100
    })
    .addHelpText('after', AFTER_HELP)
  const modules = await Promise.all(selectCommands(context.argv).map((name) => COMMANDS[name]?.()))
  for (const module of modules) module?.register(program, context)
  return program
}

/** Runs one command line and gives the exit code; never throws. */
export async function main (context: CliContext = createProcessContext()): Promise<number> {
  try {
    const program = await createProgram(context)
    await program.parseAsync(context.argv, { from: 'user' })
    return context.exitCode
  } catch (error) {
    // Commander has said what is wrong; help and version end here too, with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return reportFailure(error, context)
  }
}
