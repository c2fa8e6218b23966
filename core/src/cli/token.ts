import { Option, type Command } from 'commander'
import type { Role } from '../store/agent-model.js'
import { CONFIG_OPTION, type CliContext } from './context.js'
import { withDesk } from './open-desk.js'

const ROLES: readonly Role[] = ['administrator', 'leader', 'agent']

/** Adds `kefuhub token`: makes, lists and revokes API tokens. */
export function register (program: Command, context: CliContext): void {
  const write = (line: string): void => { context.stdout.write(`${line}\n`) }
  const token = program.command('token').description('make, list and revoke API tokens')

  token.command('create <name>')
    .description('make a token and show it, this once')
    .option(...CONFIG_OPTION)
    .addOption(new Option('-r, --role <role>', 'what its holder may do').choices(ROLES).default('agent'))
    .action(async (name: string, options: { config?: string, role: Role }) => {
      await withDesk(options.config, context, async (desk) => {
        const made = await desk.apiTokens.create(name, options.role)
        await desk.audit.append({ actor: 'cli', action: 'token.create', target: made.id, detail: { name, role: options.role } })
        write(made.token)
        context.stderr.write('Keep it: it is not shown again.\n')
      })
    })

  token.command('list')
    .description('list all tokens, without their secrets')
    .option(...CONFIG_OPTION)
    .option('--json', 'write JSON')
    .action(async (options: { config?: string, json?: true }) => {
      await withDesk(options.config, context, async (desk) => {
        const list = (await desk.apiTokens.list()).map(({ hash: _, ...rest }) => rest)
        if (options.json === true) write(JSON.stringify(list, null, 2))
        else if (list.length === 0) write('There are no tokens. Make one with: kefuhub token create NAME')
        else {
          for (const { _id, name, role, createdAt, lastUsedAt, revokedAt } of list) {
            const state = revokedAt === undefined ? `last used ${lastUsedAt?.toISOString() ?? 'never'}` : `revoked ${revokedAt.toISOString()}`
            write(`${_id}  ${role.padEnd(13)}  made ${createdAt.toISOString()}  ${state}  ${name}`)
          }
        }
      })
    })

  token.command('revoke <id>')
    .description('make a token worthless; running hubs notice within 5 s')
    .option(...CONFIG_OPTION)
    .action(async (id: string, options: { config?: string }) => {
      await withDesk(options.config, context, async (desk) => {
        await desk.apiTokens.revoke(id)
        await desk.audit.append({ actor: 'cli', action: 'token.revoke', target: id })
        write(`${id} is revoked`)
      })
    })
}
