import { setTimeout as wait } from 'node:timers/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { errors } from '../errors.js'
import type { Connection, Preview } from '../http/routes/connections.js'
import type { CliContext } from './context.js'
import type { AsJson, HubClient } from './hub-client.js'
import { addHubOptions, openRunningHub, type RunningHubOptions } from './running-hub.js'
import { describeBackfill, describeGaps, describePreviewLine, describeProgress, describeStatus, describeSystem, isUnderWay, sumPreview, toMark, toStand } from './sync-text.js'

type System = AsJson<Connection>

/** How often a back-fill is looked at, in milliseconds. */
const LOOK_MS = 1000
/** A dry run reads the CRM page by page; in milliseconds. */
const DRY_RUN_MS = 600_000
const MAX_LIMIT = 500

const AFTER_HELP = `
These commands ask a running hub: the one that --url names, or the one that the config describes. KEFUHUB_TOKEN holds an API token; a
leader's may list and show, an administrator's also try, start and cancel.

Examples:
  $ export KEFUHUB_TOKEN=$(kefuhub token create sync --role administrator)
  $ kefuhub sync list                        the connected systems, and how they are doing
  $ kefuhub sync dry-run crm --limit 20      what would change or be new, field by field; nothing is written
  $ kefuhub sync back-fill crm --watch       bring both sides in step, and see how far it is
  $ kefuhub sync cancel crm                  stop it; the next back-fill goes on from there`

/** Adds `kefuhub sync`: shows how connected systems keep in step, and brings a CRM in step with what was there before. */
export function register (program: Command, context: CliContext): void {
  const write = (line: string): void => { context.stdout.write(`${line}\n`) }
  const sync = program.command('sync').description('keep a CRM in step: try it out, bring in what is there, see how it goes').addHelpText('after', AFTER_HELP)
  const add = (name: string, description: string): Command => addHubOptions(sync.command(name).description(description))

  add('list', 'list the connected systems and how they are doing')
    .option('--json', 'write JSON')
    .action(async (options: RunningHubOptions & { json?: true }, self: Command) => {
      const systems = await (await openRunningHub(options, self, context)).list<System>('/connections')
      if (options.json === true) write(JSON.stringify(systems, null, 2))
      else if (systems.length === 0) write('No system is connected. Add one under plugins in the config.')
      else for (const line of systems.flatMap(describeSystem)) write(line)
    })

  add('dry-run <crm>', 'show what a back-fill would change, and which records it would make; nothing is written')
    .option('-n, --limit <number>', `records at most, 1 to ${MAX_LIMIT}`, toLimit, 50)
    .option('--json', 'write one JSON object a line')
    .action(async (crm: string, options: RunningHubOptions & { limit: number, json?: true }, self: Command) => {
      const preview = await (await openRunningHub(options, self, context)).listing<AsJson<Preview>>(`${pathOf(crm)}/preview?limit=${options.limit}`, { timeoutMs: DRY_RUN_MS })
      const isJson = options.json === true
      for (const text of isJson ? preview.items.map((line) => JSON.stringify(line)) : [...preview.items.flatMap(describePreviewLine), sumPreview(preview)]) write(text)
      // Whoever reads JSON has to know of it, and wants nothing else on standard output.
      for (const gap of describeGaps(preview)) (isJson ? context.stderr : context.stdout).write(`${gap}\n`)
    })

  add('back-fill <crm>', 'go through everything on both sides, in the background of the hub; one that was cancelled goes on')
    .option('-w, --watch', 'stay until it is done')
    .action(async (crm: string, options: RunningHubOptions & { watch?: true }, self: Command) => {
      const hub = await openRunningHub(options, self, context)
      const found = await find(hub, crm)
      // Wanted once more it would run again after this time.
      const begun = isUnderWay(toStand(found.backfill)) ? found : await hub.post<System>(`${pathOf(crm)}/backfill`)
      if (options.watch === true) await watch(hub, begun, context)
      else write(describeBackfill(begun.backfill))
    })

  add('status <crm>', 'show how one system keeps in step, and which records do not')
    .option('--json', 'write JSON')
    .action(async (crm: string, options: RunningHubOptions & { json?: true }, self: Command) => {
      const system = await find(await openRunningHub(options, self, context), crm)
      if (options.json === true) write(JSON.stringify(system, null, 2))
      else for (const line of describeStatus(system)) write(line)
    })

  add('cancel <crm>', 'cancel a back-fill; what is in step stays so')
    .action(async (crm: string, options: RunningHubOptions, self: Command) => {
      const { backfill } = await (await openRunningHub(options, self, context)).delete<System>(`${pathOf(crm)}/backfill`)
      write(describeBackfill(backfill))
    })
}

async function find (hub: HubClient, id: string): Promise<System> {
  const found = (await hub.list<System>('/connections')).find((system) => system.id === id)
  if (found === undefined) throw new errors.KH_ERR_CONNECTION_NOT_FOUND(id)
  return found
}

/** Shows how far a back-fill is until it is over: on one line for a person, else a line for each step. */
async function watch (hub: HubClient, begun: System, context: CliContext): Promise<void> {
  const { stdout } = context
  let shown = ''
  for (let system = begun; ; system = await find(hub, begun.id)) {
    const { backfill } = system
    const isOver = !isUnderWay(toStand(backfill))
    if (stdout.isTTY) stdout.write(`\r\u001b[K${isOver ? `${describeBackfill(backfill)}\n` : describeProgress(backfill)}`)
    else if (toMark(backfill) !== shown) stdout.write(`${describeBackfill(backfill)}\n`)
    shown = toMark(backfill)
    if (isOver) {
      if (toStand(backfill) !== 'done') context.exitCode = 1
      return
    }
    await wait(LOOK_MS)
  }
}

function pathOf (id: string): string { return `/connections/${encodeURIComponent(id)}` }

function toLimit (text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw new InvalidArgumentError(`Say a number from 1 to ${MAX_LIMIT}.`)
  return limit
}
