import type { ChannelSimulator, SimulatedPlatform, SimulatedSystem, SystemSimulator } from '@kefuhub/contract/testing'
import { compileChecker } from '../../config/checker.js'
import type { LoadedConfig } from '../../config/config.js'
import type { LoadedPlugin } from '../../config/entry.js'
import type { TicketsConfig } from '../../config/tickets-schema.js'
import type { PluginReport } from './report.js'
import { findSimulator } from './simulators.js'

/** Systems that are only asked what changed are asked this often, in minutes. */
const POLL_MINUTES = 0.02

/** A plugin with a simulated other side. */
interface Player<S> { plugin: LoadedPlugin, simulated: S }

/** Which plugins take part, each with a simulator in place of the platform or system that it is for. */
export interface Cast {
  /** What the hub is to load: their options lead to the simulators. */
  plugins: LoadedPlugin[]
  channels: Array<Player<SimulatedPlatform>>
  systems: Array<Player<SimulatedSystem>>
  reports: PluginReport[]
  close (): Promise<void>
}

/**
 * Starts the simulators of a config's plugins. What has none is left out, and named: it would speak with the real system.
 * @param only ids of the channels that are wanted; all without it
 */
export async function castPlugins (loaded: LoadedConfig, only: readonly string[] | undefined): Promise<Cast> {
  const cast: Cast = {
    plugins: [],
    channels: [],
    systems: [],
    reports: [],
    close: async () => { await Promise.all([...cast.channels, ...cast.systems].map(async ({ simulated }) => { await simulated.close() })) }
  }
  for (const plugin of loaded.plugins) {
    const report = await castOne(cast, plugin, loaded, only)
    const { id, name, version } = plugin
    cast.reports.push({ id, name, version, ...report })
  }
  return cast
}

async function castOne (cast: Cast, plugin: LoadedPlugin, { dir, config }: LoadedConfig, only: readonly string[] | undefined): Promise<Pick<PluginReport, 'role' | 'reason'>> {
  const isChannel = plugin.module.kind === 'channel'
  if (isChannel && only !== undefined && !only.includes(plugin.id)) return untried('未选择（--only）', 'not asked for (--only)')
  try {
    const simulator = await findSimulator(plugin.use, dir)
    if (simulator === undefined) {
      if (plugin.module.kind !== 'feature') return untried('软件包没有模拟器', 'its package brings no simulator')
      cast.plugins.push(plugin)
      return { role: 'as-is' }
    }
    if (isChannel) {
      const simulated = await (simulator as ChannelSimulator).start(plugin.options, templatesOf(config.tickets, plugin.id))
      cast.channels.push({ plugin, simulated })
      cast.plugins.push(lay(plugin, simulated.options))
    } else {
      const simulated = await (simulator as SystemSimulator).start(plugin.options)
      cast.systems.push({ plugin, simulated })
      cast.plugins.push(lay(plugin, simulated.options))
    }
    return { role: 'simulated' }
  } catch (error) {
    const { message } = error as Error
    return { role: 'failed', reason: { zh: `模拟器无法启动：${message}`, en: `its simulator could not be started: ${message}` } }
  }
}

function untried (zh: string, en: string): Pick<PluginReport, 'role' | 'reason'> { return { role: 'untried', reason: { zh, en } } }

/** The templates that tickets mean on a channel, by id with the names of their values. */
function templatesOf ({ types }: TicketsConfig, channel: string): Record<string, string[]> {
  const templates: Record<string, string[]> = {}
  for (const { tell } of types.flatMap(({ statuses }) => statuses)) {
    const template = tell !== undefined && Object.hasOwn(tell.templates, channel) ? tell.templates[channel] : undefined
    if (template !== undefined) templates[template.id] = [...new Set([...templates[template.id] ?? [], ...Object.keys(template.values)])]
  }
  return templates
}

/** The plugin with other options. @throws Error when they are not ones that it takes */
function lay (plugin: LoadedPlugin, over: Record<string, unknown>): LoadedPlugin {
  const options = structuredClone({ ...plugin.options, ...over })
  const [violation] = compileChecker(plugin.module.options)(options)
  if (violation !== undefined) throw new Error(`what it gives does not fit the options: ${violation.path.join('.')} must be ${violation.allowed}`)
  const { tickets } = plugin
  return { ...plugin, options, ...(tickets !== undefined && { tickets: { ...tickets, pollMinutes: Math.min(tickets.pollMinutes, POLL_MINUTES) } }) }
}
