import { setFlagsFromString } from 'node:v8'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { FeatureInstance } from '@kefuhub/contract'
import type { LoadedConfig } from '../config/config.js'
import type { Hub, HubRole } from '../hub.js'
import { CONFIG_OPTION, findConfigFile, type CliContext } from './context.js'
import type { HubHost } from './hub-host.js'
import { createPaint, type Paint } from './paint.js'
import { showPath } from './report.js'

interface StartOptions { config?: string, role: HubRole, host?: string, port?: number }

/** A stop that takes longer than this ends the process all the same; in milliseconds. */
const STOP_WITHIN_MS = 9500

const AFTER_HELP = `
Roles:
  all     receives, answers and delivers (default)
  web     receives and serves the API; needs a worker beside it
  worker  answers and delivers; serves only /healthz, /readyz and /metrics

The first start makes an administrator and an API token and shows both once.
SIGTERM and SIGINT finish what runs and end within 10 s. SIGHUP takes over the config file, as \`kefuhub reload\`
does for all processes; in a terminal it ends the hub.

Examples:
  $ kefuhub start
  $ kefuhub start --role worker --port 3001`

function toPort (text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return port
}

/** Adds `kefuhub start`: runs one process of the hub until it is told to stop. */
export function register (program: Command, context: CliContext): void {
  program.command('start')
    .description('start the hub')
    .option(...CONFIG_OPTION)
    .addOption(new Option('-r, --role <role>', 'which part of the work this process takes').choices(['all', 'web', 'worker']).default('all'))
    .option('--host <address>', 'listen here instead of server.host')
    .option('-p, --port <port>', 'listen here instead of server.port', toPort)
    .addHelpText('after', AFTER_HELP)
    .action(async (options: StartOptions) => {
      const paint = createPaint(context.stderr, context)
      const say = (line: string): void => { context.stderr.write(`${line}\n`) }
      const file = findConfigFile(options.config, context)
      const [, version = ''] = program.version()?.split(' ') ?? []
      say(`kefuhub ${version}  ${paint('dim', showPath(file, context))}`)
      const { HubHost } = await import('./hub-host.js')
      const { role, host: address, port } = options
      const host = await HubHost.open({ file, env: context.env, role, version, ...(address !== undefined && { host: address }), ...(port !== undefined && { port }) })
      const { hub, loaded } = host
      if (role === 'web' && loaded.config.queue.url === undefined) say('no queue.url: workers find new messages by looking into the store, which takes up to lanes.sweepMs')
      const url = await host.listen()
      hub.start()
      if (role !== 'worker') await welcome(hub, say, paint)
      const seconds = ((Date.now() - context.startedAt) / 1000).toFixed(1)
      // Heard from before the ready line on: who waits for that line may stop the hub at once.
      const signal = nextSignal()
      if (!context.stderr.isTTY) process.on('SIGHUP', () => { host.follow().catch((error: unknown) => { say(String(error)) }) })
      say(describe(hub, loaded, role, url, paint))
      say(`${paint('green', 'ready')} on ${paint('bold', url)} after ${seconds} s`)
      // Held back by bin/kefuhub.js; under load it may grow as usual.
      setFlagsFromString('--semi-space-growth-factor=2')
      context.exitCode = await untilStopped(host, await signal, say)
    })
}

/** Makes the first administrator and shows, this once, how to get in. */
async function welcome (hub: Hub, say: (line: string) => void, paint: Paint): Promise<void> {
  const first = await hub.desk.agents.createFirstAdministrator()
  if (first === undefined) return
  const { id, token } = await hub.desk.apiTokens.create('first administrator', 'administrator')
  await hub.desk.audit.append({ actor: 'cli', action: 'agent.create', target: first.login })
  await hub.desk.audit.append({ actor: 'cli', action: 'token.create', target: id })
  say(`
  ${paint('bold', 'First start.')} Keep these two; they are not shown again.
    administrator   ${first.login}
    password        ${first.password}   (to be changed at the first sign-in)
    API token       ${token}
`)
}

function describe (hub: Hub, { config }: LoadedConfig, role: HubRole, url: string, paint: Paint): string {
  // With port 0 nobody knew the port before.
  const reachable = (address: string): string => config.server.port === 0 ? address.replace(config.server.publicUrl, url) : address
  const lines = [
    `  role      ${role}`,
    `  store     ${config.store.url.replace(/\/\/[^@/]*@/, '//')}, database ${config.store.database}`,
    `  queue     ${config.queue.url === undefined ? 'in this process' : 'Redis'}`,
    ...hub.plugins.map(({ id, name, version }) => `  plugin    ${id}  ${paint('dim', `${name} ${version}`)}`),
    ...hub.plugins.flatMap(({ id, instance }) => (instance.endpoints ?? []).map((endpoint) => `  ${paint('cyan', id)}  ${endpoint.label.en}: ${reachable(endpoint.url)}`))
  ]
  const home = hub.plugins.map(({ instance }) => (instance as FeatureInstance).home).find((address) => address !== undefined)
  if (role !== 'worker') {
    if (home !== undefined) lines.push(`  console   ${reachable(home)}`)
    lines.push(`  API       ${url}/api/v1   described at ${url}/docs`)
    lines.push(`  try       curl -H "Authorization: Bearer $TOKEN" ${url}/api/v1/conversations`)
  }
  lines.push(`  health    ${url}/readyz`)
  return lines.join('\n')
}

/** The first of the signals that ask for a stop. */
function nextSignal (): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, resolve)
  })
}

/** Resolves with the exit code once everything was given back. */
async function untilStopped (host: HubHost, signal: NodeJS.Signals, say: (line: string) => void): Promise<number> {
  say(`${signal}: finishing what runs`)
  const deadline = setTimeout(() => process.exit(1), STOP_WITHIN_MS)
  // Who asks twice does not want to wait.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => process.exit(1))
  await host.close()
  clearTimeout(deadline)
  say('stopped')
  return 0
}
