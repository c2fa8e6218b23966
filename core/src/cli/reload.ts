import type { Command } from 'commander'
import type { ConfigPlan } from '../config/plan.js'
import type { CliContext } from './context.js'
import { createPaint } from './paint.js'
import { formatPlan, isRefused } from './plan-report.js'
import { addHubOptions, openRunningHub, type RunningHubOptions } from './running-hub.js'

const AFTER_HELP = `
No message is lost: a hub with the new config takes over the port, and the old one finishes what it has begun. Consoles and
chats connect again by themselves. All processes on the same Redis follow. A config that is refused leaves the old one running.
Rules and other files that plugins read are read again; new code of plugins and new variables of the environment take a restart.

Examples:
  $ export KEFUHUB_TOKEN=kh_…
  $ kefuhub plan && kefuhub reload`

/** Adds `kefuhub reload`: the running hub takes over its changed config file. */
export function register (program: Command, context: CliContext): void {
  addHubOptions(program.command('reload').description('let the running hub take over its changed config'))
    .addHelpText('after', AFTER_HELP)
    .action(async (options: RunningHubOptions, self: Command) => {
      const hub = await openRunningHub(options, self, context)
      const paint = createPaint(context.stdout, context)
      const plan = await hub.get<ConfigPlan>('/config/plan')
      context.stdout.write(formatPlan(plan, context, paint))
      if (isRefused(plan)) context.exitCode = plan.problems.length > 0 ? 2 : 1
      else {
        await hub.post('/config/reload')
        context.stdout.write(`${paint('green', 'reloaded')}\n`)
      }
    })
}
