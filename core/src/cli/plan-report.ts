import type { ConfigChange, ConfigPlan, PlannedPlugin } from '../config/plan.js'
import type { CliContext } from './context.js'
import type { Paint } from './paint.js'
import { count, formatProblems, printable, showPath } from './report.js'

/** Whether a running hub would refuse to take a config over. */
export function isRefused ({ problems, restart }: ConfigPlan): boolean { return problems.length > 0 || restart.length > 0 }

/** Writes a plan for a person. Another process made it: nothing in it drives the terminal. */
export function formatPlan (plan: ConfigPlan, context: CliContext, paint: Paint): string {
  if (plan.problems.length > 0) return formatProblems(plan.file, plan.problems, context, paint)
  const lines = [
    ...plan.added.map((plugin) => paint('green', `+ ${describe(plugin)}`)),
    ...plan.removed.map((plugin) => paint('red', `- ${describe(plugin)}`)),
    ...plan.changed.flatMap(({ id, changes }) => [paint('yellow', `~ ${printable(id)}`), ...changes.map(describeChange)]),
    ...(plan.hub.length === 0 ? [] : [paint('yellow', '~ the hub'), ...plan.hub.map(describeChange)]),
    ...(plan.order === undefined ? [] : [`  order: ${printable(plan.order.join(', '))}`]),
    ...plan.restart.map((reason) => `${paint('red', 'takes a restart')}: ${printable(reason)}`)
  ]
  const number = plan.added.length + plan.removed.length + plan.changed.flatMap(({ changes }) => changes).length + plan.hub.length + (plan.order === undefined ? 0 : 1)
  const summary = number === 0 ? `nothing changed in ${showPath(plan.file, context)}` : `${count(number, 'change')} in ${showPath(plan.file, context)}`
  return `${[...lines, summary].join('\n')}\n`
}

function describe ({ id, name, version }: PlannedPlugin): string { return printable(`${id}  ${name} ${version}`) }

function describeChange ({ path, from = 'nothing', to = 'nothing' }: ConfigChange): string { return `    ${printable(`${path}: ${from} → ${to}`)}` }
