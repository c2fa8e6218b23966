import { InvalidArgumentError, type Command } from 'commander'
import { CONFIG_OPTION, findConfigFile, type CliContext } from './context.js'
import type { HubAddress } from './hub-address.js'

/** How a command names the running hub that it talks to. */
export interface RunningHubOptions { config?: string, url?: string, token?: string }

/** Adds the options of a command that talks to a running hub. */
export function addHubOptions (command: Command): Command {
  return command
    .option(...CONFIG_OPTION)
    .option('--url <url>', 'address of the running hub (default: the one that the config describes)', toUrl)
    .option('--token <token>', 'API token for it (default: $KEFUHUB_TOKEN)')
}

/** The running hub that a command talks to. The config is read only where it has to say the address. @throws KH_ERR_CONFIG_INVALID */
export async function findRunningHub (options: RunningHubOptions, context: CliContext): Promise<HubAddress> {
  const [{ nearAddressOf, toHubAddress }, { loadConfig }] = await Promise.all([import('./hub-address.js'), import('../config/config.js')])
  const url = options.url ?? nearAddressOf((await loadConfig(findConfigFile(options.config, context), context.env)).config.server)
  return toHubAddress(url, options.token ?? context.env['KEFUHUB_TOKEN'])
}

function toUrl (text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new InvalidArgumentError('An address begins with http:// or https://.')
  return text
}
