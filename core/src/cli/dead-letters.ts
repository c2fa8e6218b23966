import type { Command } from 'commander'
import type { DeadLetter } from '../desk/dead-letters.js'
import type { Desk } from '../desk/desk.js'
import { CONFIG_OPTION, type CliContext } from './context.js'
import { withDesk } from './open-desk.js'
import { count } from './report.js'

const PAGE = 200

/** Adds `kefuhub dead-letters`: shows what the hub gave up on and puts it back to work. */
export function register (program: Command, context: CliContext): void {
  const write = (line: string): void => { context.stdout.write(`${line}\n`) }
  const command = program.command('dead-letters').description('show what the hub gave up on, and try it again')

  command.command('list')
    .description('list all dead letters, the latest first')
    .option(...CONFIG_OPTION)
    .option('--json', 'write one JSON object a line')
    .action(async (options: { config?: string, json?: true }) => {
      await withDesk(options.config, context, async (desk) => {
        let shown = 0
        for await (const letter of all(desk)) {
          write(options.json === true ? JSON.stringify(letter) : describe(letter))
          shown++
        }
        if (options.json !== true) write(count(shown, 'dead letter'))
      })
    })

  command.command('retry [ids...]')
    .description('put dead letters back to work; a running hub takes them up within lanes.sweepMs')
    .option(...CONFIG_OPTION)
    .option('--all', 'all of them')
    .action(async (ids: string[], options: { config?: string, all?: true }, self: Command) => {
      if (ids.length === 0 && options.all !== true) self.error('Name at least one dead letter, or use --all.')
      await withDesk(options.config, context, async (desk) => {
        const chosen = [...ids]
        if (options.all === true) for await (const letter of all(desk)) chosen.push(letter.id)
        for (const id of chosen) {
          await desk.deadLetters.retry(id)
          await desk.audit.append({ actor: 'cli', action: 'dead-letter.retry', target: id })
        }
        write(`${count(chosen.length, 'dead letter')} back to work`)
      })
    })
}

async function * all (desk: Desk): AsyncGenerator<DeadLetter> {
  let cursor: string | undefined
  do {
    const page = await desk.deadLetters.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) })
    yield * page.items
    cursor = page.next
  } while (cursor !== undefined)
}

function describe ({ id, kind, at, target, attempts, code, reason }: DeadLetter): string {
  return `${at.toISOString()}  ${kind.padEnd(7)}  ${target}  ${id}\n  ${code} after ${count(attempts, 'attempt')}: ${reason}`
}
