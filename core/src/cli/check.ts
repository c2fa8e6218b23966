import type { Command } from 'commander'
import { CONFIG_OPTION, findConfigFile, type CliContext } from './context.js'
import { createPaint } from './paint.js'
import { count, formatProblems, showPath } from './report.js'

interface CheckOptions { config?: string, json?: true }

const AFTER_HELP = `
Loads the plugins, but starts nothing and connects to nothing. Environment variables and files that the config
refers to must be there.

Examples:
  $ kefuhub check
  $ kefuhub check --json | jq '.problems[].message'`

/** Adds `kefuhub check`: lists every mistake of a config; exit code 2 when there is one. */
export function register (program: Command, context: CliContext): void {
  program.command('check')
    .description('check a config and list every mistake at once')
    .option(...CONFIG_OPTION)
    .option('--json', 'write JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: CheckOptions) => {
      const { loadConfig } = await import('../config/config.js')
      const { ConfigInvalidError } = await import('../config/problem.js')
      const file = findConfigFile(options.config, context)
      const write = (result: object): void => { context.stdout.write(`${JSON.stringify(result, null, 2)}\n`) }
      try {
        const { plugins } = await loadConfig(file, context.env)
        const list = plugins.map(({ id, use, name, version }) => ({ id, use, name, version }))
        if (options.json === true) write({ file, valid: true, plugins: list, problems: [] })
        else {
          const ids = list.length === 0 ? '' : ` (${list.map(({ id }) => id).join(', ')})`
          const paint = createPaint(context.stdout, context)
          context.stdout.write(`${paint('green', `${showPath(file, context)} is valid`)}: ${count(list.length, 'plugin')}${ids}\n`)
        }
      } catch (error) {
        if (!(error instanceof ConfigInvalidError)) throw error
        context.exitCode = 2
        if (options.json === true) write({ file, valid: false, plugins: [], problems: error.problems })
        else context.stdout.write(formatProblems(file, error.problems, context, createPaint(context.stdout, context)))
      }
    })
}
