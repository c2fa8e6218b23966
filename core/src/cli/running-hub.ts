import { InvalidArgumentError, type Command } from 'commander'
import { CONFIG_OPTION, findConfigFile, type CliContext } from './context.js'
import type { HubClient } from './hub-client.js'

/** How a command names the running hub that it talks to. */
export interface RunningHubOptions { config?: string, url?: string, token?: string }

/** Adds the options of a command that talks to a running hub. */
export function addHubOptions (command: Command): Command {
  return command
    .option(...CONFIG_OPTION)
    .option('--url <url>', 'address of the running hub (default: the one that the config describes)', toUrl)
    .option('--token <token>', 'API token for it (default: $KEFUHUB_TOKEN)')
}

/** The running hub that a command line means. The config is read only where it has to say the address. @throws KH_ERR_CONFIG_INVALID */
export async function openRunningHub (options: RunningHubOptions, command: Command, context: CliContext): Promise<HubClient> {
  const token = options.token ?? context.env['KEFUHUB_TOKEN'] ?? ''
  if (token === '') command.error('KEFUHUB_TOKEN is not set. Make a token with: kefuhub token create NAME --role administrator')
  const { HubClient } = await import('./hub-client.js')
  return new HubClient({ url: options.url ?? await findUrl(options, context), token }, context)
}

async function findUrl ({ config }: RunningHubOptions, context: CliContext): Promise<string> {
  const [{ nearAddressOf }, { loadConfig }] = await Promise.all([import('./hub-address.js'), import('../config/config.js')])
  return nearAddressOf((await loadConfig(findConfigFile(config, context), context.env)).config.server)
}

/** Reads an address of a command line. */
export function toUrl (text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new InvalidArgumentError('An address begins with http:// or https://.')
  return text
}
