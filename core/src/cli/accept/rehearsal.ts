import { randomInt } from 'node:crypto'
import { prefixOf } from '@kefuhub/contract'
import { loadConfig, type LoadedConfig } from '../../config/config.js'
import { createRedactor } from '../../config/redaction.js'
import type { Env } from '../../config/references.js'
import { errors } from '../../errors.js'
import type { HubClient } from '../hub-client.js'
import { setStage, type Stage } from '../stage.js'
import { castPlugins, type Cast } from './cast.js'
import { checkEngine, isolate } from './isolated-config.js'
import type { Attendant } from './phone.js'
import { hideIn, redact, type AcceptanceReport, type ChannelReport } from './report.js'
import { Scene, type SceneChannel } from './scene.js'
import { SimulatedPhone } from './simulated-phone.js'
import { CUSTOMER, hire, playSystems } from './simulated-side.js'
import { withStandIns } from './stand-ins.js'
import type { StepResult } from './step.js'
import { endAll, runSteps } from './steps.js'
import type { AcceptanceWish } from './wish.js'

/**
 * Runs a config's hub against simulators of all that it is connected with, on a throw-away store: nothing real is touched.
 * @throws KH_ERR_CONFIG_INVALID, KH_ERR_ACCEPT_CHANNEL, KH_ERR_ACCEPT_NOTHING, KH_ERR_ACCEPT_STORE
 */
export async function rehearse (file: string, env: Env, wish: AcceptanceWish): Promise<AcceptanceReport> {
  const startedAt = new Date()
  const startedMs = performance.now()
  const loaded = await loadConfig(file, await withStandIns(file, env))
  checkWish(loaded, wish.only)
  const hide = createRedactor(loaded.secrets)
  const cast = await castPlugins(loaded, wish.only)
  let stage: Stage | undefined
  try {
    stage = await setStage(wish.version, async (folder) => await isolate(loaded, cast.plugins, folder))
    connect(cast, stage.client)
    const channels = await acceptChannels(loaded, cast, stage.client, { ...wish, onStep: (result) => { wish.onStep(hideIn(result, hide)) } })
    return redact({ mode: 'simulated', subject: loaded.file, hubVersion: wish.version, startedAt, durationMs: Math.round(performance.now() - startedMs), plugins: cast.reports, channels }, hide)
  } finally {
    await stage?.close()
    await cast.close()
  }
}

function checkWish ({ plugins, dir }: LoadedConfig, only: AcceptanceWish['only']): void {
  const ids = plugins.filter(({ module }) => module.kind === 'channel').map(({ id }) => id)
  if (ids.length === 0) throw new errors.KH_ERR_ACCEPT_NOTHING()
  const unknown = only?.find((id) => !ids.includes(id))
  if (unknown !== undefined) throw new errors.KH_ERR_ACCEPT_CHANNEL(unknown, ids.join(', '))
  checkEngine(dir)
}

/** Tells the systems where the hub is. */
function connect ({ systems }: Cast, { url }: HubClient): void {
  for (const { plugin, simulated } of systems) simulated.connect?.(`${url}${prefixOf(plugin.module, plugin.id)}`)
}

interface ListedChannel extends SceneChannel { name: string, endpoints: Array<{ url: string }> }

async function acceptChannels ({ plugins }: LoadedConfig, cast: Cast, hub: HubClient, wish: AcceptanceWish): Promise<ChannelReport[]> {
  const { items } = await hub.get<{ items: ListedChannel[] }>('/channels')
  const attendant = await hire(hub)
  const reports: ChannelReport[] = []
  for (const { id, name, module } of plugins.filter(({ module, id }) => module.kind === 'channel' && wish.only?.includes(id) !== false)) {
    const report = { id, name, title: module.title }
    wish.onChannel(report)
    const scene = await open(items.find((channel) => channel.id === id), id, { cast, hub, attendant, question: wish.question })
    const steps = scene instanceof Scene ? await runSteps(scene, wish.onStep) : endAll(scene.state, scene.reason, wish.onStep)
    reports.push({ ...report, steps })
  }
  return reports
}

/** A customer on the channel's platform, or why there is none. */
async function open (channel: ListedChannel | undefined, id: string, { cast, hub, attendant, question }: { cast: Cast, hub: HubClient, attendant: Attendant, question: string }): Promise<Scene | Pick<StepResult, 'state' | 'reason'>> {
  const platform = cast.channels.find(({ plugin }) => plugin.id === id)?.simulated
  const { role, reason = { zh: '渠道没有启动', en: 'the channel did not start' } } = cast.reports.find((report) => report.id === id) ?? {}
  if (channel === undefined || platform === undefined) return { state: role === 'untried' ? 'skipped' : 'failed', reason }
  try {
    const customer = await platform.join(channel.endpoints.map(({ url }) => url), CUSTOMER)
    return new Scene({ hub, channel, phone: new SimulatedPhone(customer), attendant, systems: playSystems(cast), question, mark: `${id}-${randomInt(1000, 10_000)}` })
  } catch (error) {
    const { message } = error as Error
    return { state: 'failed', reason: { zh: `模拟平台无法接通渠道：${message}`, en: `The simulated platform could not be connected with the channel: ${message}` } }
  }
}
