import type { Command } from 'commander'
import { errors } from '../errors.js'
import { CONFIG_OPTION, type CliContext } from './context.js'
import { withDesk } from './open-desk.js'

const AFTER_HELP = `
Example, when the only administrator has lost the password:
  $ kefuhub agent password admin`

/** Adds `kefuhub agent`: lists the people who work in the hub, and lets one of them in again. */
export function register (program: Command, context: CliContext): void {
  const write = (line: string): void => { context.stdout.write(`${line}\n`) }
  const agent = program.command('agent').description('list agents, and give one a new password').addHelpText('after', AFTER_HELP)

  agent.command('list')
    .description('list all agents')
    .option(...CONFIG_OPTION)
    .option('--json', 'write JSON')
    .action(async (options: { config?: string, json?: true }) => {
      await withDesk(options.config, context, async (desk) => {
        const list = await desk.agents.list()
        if (options.json === true) write(JSON.stringify(list, null, 2))
        else if (list.length === 0) write('There are no agents. The first start of the hub makes an administrator.')
        else for (const { login, name, role, isDisabled } of list) write(`${login}  ${role.padEnd(13)}  ${name}${isDisabled ? '  (disabled)' : ''}`)
      })
    })

  agent.command('password <login>')
    .description('make a password and show it, this once; it has to be changed at the next sign-in')
    .option(...CONFIG_OPTION)
    .action(async (login: string, options: { config?: string }) => {
      await withDesk(options.config, context, async (desk) => {
        const found = (await desk.agents.list()).find((one) => one.login === login.toLowerCase())
        if (found === undefined) throw new errors.KH_ERR_AGENT_NOT_FOUND(login)
        await desk.audit.append({ actor: 'cli', action: 'agent.resetPassword', target: found.id })
        const password = await desk.agents.resetPassword(found.id)
        await Promise.all([desk.signIn.closeAll(found.id), desk.signIn.unlock(found.login)])
        write(password)
        context.stderr.write('Keep it until the next sign-in: it is not shown again.\n')
      })
    })
}
