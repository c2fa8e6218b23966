import { InvalidArgumentError, type Command } from 'commander'
import { CONFIG_OPTION, findConfigFile, type CliContext } from './context.js'
import { count } from './report.js'
import { describeContent } from './transcript.js'

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A time as people say it: `30m`, `2h`, `7d` back from now, or an ISO date. */
function toTime (text: string): number {
  const [, number, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const time = number === undefined ? Date.parse(text) : Date.now() - Number(number) * UNITS[unit as keyof typeof UNITS]
  if (Number.isNaN(time)) throw new InvalidArgumentError('Say 30m, 2h, 7d or a date such as 2026-01-31 or 2026-01-31T08:00:00Z.')
  return time
}

/** Adds `kefuhub replay`: shows what the hub would answer today to what customers wrote. */
export function register (program: Command, context: CliContext): void {
  const write = (line: string): void => { context.stdout.write(`${line}\n`) }
  program.command('replay')
    .description('run stored messages of customers through the turn again, without sending anything')
    .option(...CONFIG_OPTION)
    .requiredOption('-s, --since <time>', 'from when on: 30m, 2h, 7d or a date', toTime)
    .option('--json', 'write one JSON object a line')
    .addHelpText('after', '\nExamples:\n  $ kefuhub replay --since 2h      try changed rules on what was written in the last two hours')
    .action(async (options: { config?: string, since: number, json?: true }) => {
      const [{ loadConfig }, { createHub }, { createLog }] = await Promise.all([
        import('../config/config.js'), import('../hub.js'), import('../log.js')
      ])
      const loaded = await loadConfig(findConfigFile(options.config, context), context.env)
      const hub = await createHub({ loaded, role: 'worker', version: program.version() ?? '', log: createLog({ level: 'silent', secrets: loaded.secrets }) })
      let shown = 0
      try {
        for await (const { message, wishes } of hub.pipeline.replay(options.since)) {
          shown++
          if (options.json === true) {
            write(JSON.stringify({ message, replies: wishes.replies, tags: [...wishes.tags], tickets: wishes.tickets, handOver: wishes.handOver }))
            continue
          }
          write(`${message.at.toISOString()}  ${message.thread}\n  < ${describeContent(message.content)}`)
          for (const { content } of wishes.replies) write(`  > ${describeContent(content)}`)
          for (const { ticket } of wishes.tickets) write(`  > opens a ticket (${ticket.type}): ${ticket.subject}`)
          if (wishes.handOver !== undefined) write(`  > waits for a human: ${wishes.handOver}`)
        }
      } finally {
        await hub.close()
      }
      if (options.json !== true) write(`${count(shown, 'message')} run again, nothing sent`)
    })
}
