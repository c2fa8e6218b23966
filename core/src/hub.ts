import { prefixOf, type Clock, type FeatureInstance, type Health, type Log } from '@kefuhub/contract'
import { fastify, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { LoadedConfig } from './config/config.js'
import type { Reconfigure } from './config/plan.js'
import { createDesk, type Desk } from './desk/desk.js'
import { createApp, type HubRole } from './http/app.js'
import type { HubHealth } from './http/health.js'
import { createMetrics } from './http/metrics.js'
import { openConfiguredStore, type ConfiguredStore } from './open-store.js'
import { createOutbound } from './outbound.js'
import type { Dispatcher } from './outbox/dispatcher.js'
import { LocalLive, type HubLive } from './outbox/live.js'
import { LocalDispatcher } from './outbox/local-dispatcher.js'
import { Neighbours } from './neighbours/neighbours.js'
import { Pipeline } from './pipeline/pipeline.js'
import { setUpPlugin, type RunningPlugin } from './plugin-hub.js'
import { GridMedia } from './store/media.js'
import type { Store } from './store/store.js'
import { StoredTokens } from './store/token-cache.js'

export type { HubRole } from './http/app.js'

/** What a hub is built from. */
export interface HubOptions {
  loaded: LoadedConfig
  role: HubRole
  version: string
  log: Logger
  clock?: Clock
  /** An open store, which stays open when the hub closes. Absent: the hub opens that of its config. */
  configured?: ConfiguredStore
  /** Takes over another config; absent where nobody can. */
  reconfigure?: Reconfigure
  /** Makes the driver report its commands; for tests of the queries. */
  monitorCommands?: boolean
}

/** One process of the hub. */
export interface Hub {
  /** Not listening: the caller decides on which port, or injects. */
  app: FastifyInstance
  desk: Desk
  store: Store
  pipeline: Pipeline
  neighbours: Neighbours
  dispatcher: Dispatcher
  live: HubLive
  plugins: readonly RunningPlugin[]
  health (): Promise<HubHealth>
  /** Takes up work in the background. */
  start (): void
  /** Accepts nothing more, finishes what runs and gives back what it holds; within 10 s. */
  close (): Promise<void>
}

const systemClock: Clock = { now: () => Date.now() }
/** A plugin that does not say how it is within this time counts as degraded; in milliseconds. */
const HEALTH_TIMEOUT_MS = 100

/** Builds one hub from one config. */
export async function createHub (options: HubOptions): Promise<Hub> {
  const { loaded, role, log, version } = options
  const { config } = loaded
  const clock = options.clock ?? systemClock
  const configured = options.configured ?? await openConfiguredStore(loaded, log, { monitorCommands: options.monitorCommands ?? false })
  const { store } = configured
  const stopping = new AbortController()
  const outbound = createOutbound(stopping.signal)
  const dispatcher = await createDispatcher(loaded, clock, log)
  const live = await createLive(loaded, log)
  const desk = createDesk({ store, clock, live, signIn: config.agents, tickets: config.tickets })
  const media = new GridMedia(store, config.media.maxBytes)
  const metrics = createMetrics()
  const tokens = new StoredTokens({ store, clock, secret: configured.secret })
  const pipeline = new Pipeline({ config, store, desk, media, dispatcher, clock, log, metrics })
  const neighbours = new Neighbours({ config, store, desk, pipeline, clock, log, plugins: async () => (await health()).plugins.map((state, index) => ({ ...state, title: plugins[index]?.title ?? { zh: state.name, en: state.name } })) })
  const plugins: RunningPlugin[] = []

  const health = async (): Promise<HubHealth> => {
    const [storeHealth, ...states] = await Promise.all([
      store.ping().then((): Health => ({ state: 'ok' }), (err: Error) => toDown(err, log)),
      ...plugins.map(async ({ id, name, version, kind, instance }) => ({ id, name, version, kind, ...worseOf(await healthOf(instance), neighbours.health(id)) }))
    ])
    const queue = dispatcher.health()
    // A plugin or a queue that is down is its own trouble: the rest of the hub receives and answers.
    const isWhole = [storeHealth, queue, ...states].every((part) => part.state === 'ok')
    return { state: storeHealth.state === 'down' ? 'down' : isWhole ? 'ok' : 'degraded', store: storeHealth, queue, plugins: states }
  }

  const home = (): string | undefined => plugins.map(({ instance }) => (instance as FeatureInstance).home).find((url) => url !== undefined)
  const app = await createApp({ log, config, desk, store, channels: pipeline.channels, media, dispatcher, neighbours, metrics, health, plugins, home, role, version, ...(options.reconfigure !== undefined && { reconfigure: options.reconfigure }) })
  // A worker sets its plugins up in an app of their own that nobody can reach.
  const routes = role === 'worker' ? fastify() : app
  const services = {
    configDir: loaded.dir,
    publicUrl: config.server.publicUrl,
    store,
    media,
    pipeline,
    neighbours,
    desk,
    live,
    secret: configured.secret,
    metrics,
    clock,
    log,
    fetch: outbound.fetch,
    signal: stopping.signal,
    tokens
  }
  const close = async (): Promise<void> => {
    await Promise.all([app.close(), pipeline.stop(), neighbours.stop()])
    stopping.abort()
    await Promise.allSettled(plugins.map(async ({ instance }) => { await instance.close?.() }))
    if (routes !== app) await routes.close()
    desk.bulletin.close()
    await live.close()
    await outbound.close()
    if (options.configured === undefined) await configured.close()
  }
  try {
    const forgotten = await tokens.forgetForeign()
    if (forgotten > 0) log.warn({ tokens: forgotten }, 'the secret has changed; access tokens of platforms are fetched anew')
    for (const plugin of loaded.plugins) {
      await routes.register(async (scope) => { plugins.push(await setUpPlugin(plugin, scope, services)) }, { prefix: prefixOf(plugin.module, plugin.id) })
    }
    await routes.ready()
    await app.ready()
  } catch (error) {
    await close()
    throw error
  }
  return {
    app,
    desk,
    store,
    pipeline,
    neighbours,
    dispatcher,
    live,
    plugins,
    health,
    start: () => {
      if (role === 'web') return
      pipeline.start()
      neighbours.start().catch((err: unknown) => { log.error({ err }, 'the jobs could not be started') })
      syncChannels(pipeline, log)
    },
    close
  }
}

async function createDispatcher ({ config }: LoadedConfig, clock: Clock, log: Log): Promise<Dispatcher> {
  const { url, prefix } = config.queue
  const { concurrency } = config.lanes
  if (url === undefined) return new LocalDispatcher({ concurrency, log, clock })
  // bull and its Redis client cost a hub without Redis a tenth of its memory.
  const { BullDispatcher } = await import('./outbox/bull-dispatcher.js')
  return new BullDispatcher({ url, prefix, concurrency, log, clock })
}

async function createLive ({ config }: LoadedConfig, log: Log): Promise<HubLive> {
  const { url, prefix } = config.queue
  if (url === undefined) return new LocalLive(log)
  const { RedisLive } = await import('./outbox/redis-live.js')
  return new RedisLive({ url, prefix, log })
}

/** Says no more than that: the driver's own words name addresses, and anybody may read this. */
function toDown (err: Error, log: Log): Health {
  log.warn({ err }, 'the message store does not answer')
  return { state: 'down', reason: 'The message store does not answer; the log of the hub says more' }
}

function syncChannels (pipeline: Pipeline, log: Log): void {
  for (const { id, instance } of pipeline.channels.list()) {
    instance.sync?.().catch((err: unknown) => log.warn({ err, channel: id }, 'the channel could not be synced; it goes on with what is there'))
  }
}

const STATES: ReadonlyArray<Health['state']> = ['ok', 'degraded', 'down']

/** What a plugin says of itself, or what calling it showed, whichever is worse. */
function worseOf (own: Health, seen: Health = { state: 'ok' }): Health {
  return STATES.indexOf(seen.state) > STATES.indexOf(own.state) ? seen : own
}

async function healthOf (instance: RunningPlugin['instance']): Promise<Health> {
  if (instance.health === undefined) return { state: 'ok' }
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([
      instance.health(),
      new Promise<Health>((resolve) => { timer = setTimeout(() => resolve({ state: 'degraded', reason: 'The plugin does not say how it is' }), HEALTH_TIMEOUT_MS) })
    ])
  } catch (error) {
    return { state: 'degraded', reason: (error as Error).message }
  } finally {
    clearTimeout(timer)
  }
}
