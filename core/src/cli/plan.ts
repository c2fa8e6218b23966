import type { Command } from 'commander'
import type { ConfigPlan } from '../config/plan.js'
import type { CliContext } from './context.js'
import { createPaint } from './paint.js'
import { formatPlan, isRefused } from './plan-report.js'
import { addHubOptions, openRunningHub, type RunningHubOptions } from './running-hub.js'

const AFTER_HELP = `
The hub reads its own config file, with the environment that it was started with. Secrets show as digests: another
digest, another secret. The token is one of an administrator: \`kefuhub token create NAME\`.

Exit codes: 0 it can be taken over, 1 it takes a restart, 2 the config is not right

Examples:
  $ export KEFUHUB_TOKEN=kh_…
  $ kefuhub plan
  $ kefuhub plan --url https://kefu.example.com --json`

/** Adds `kefuhub plan`: what the changed config file would change in the running hub. */
export function register (program: Command, context: CliContext): void {
  addHubOptions(program.command('plan').description('show what a changed config would change in the running hub'))
    .option('--json', 'write JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: RunningHubOptions & { json?: true }, self: Command) => {
      const plan = await (await openRunningHub(options, self, context)).get<ConfigPlan>('/config/plan')
      if (isRefused(plan)) context.exitCode = plan.problems.length > 0 ? 2 : 1
      context.stdout.write(options.json === true ? `${JSON.stringify(plan, null, 2)}\n` : formatPlan(plan, context, createPaint(context.stdout, context)))
    })
}
