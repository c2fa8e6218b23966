import { hkdfSync } from 'node:crypto'
import { resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type {
  AnyPlugin, ChannelHub, ChannelInstance, Clock, CrmInstance, ErpHub, ErpInstance, FeatureHub, Fetch, Live, LocalizedText, MediaStore, NotifierInstance, PluginHub, PluginInstance
} from '@kefuhub/contract'
import { prefixOf } from '@kefuhub/contract'
import type { Logger } from 'pino'
import type { LoadedPlugin } from './config/entry.js'
import type { Desk } from './desk/desk.js'
import type { Neighbours } from './neighbours/neighbours.js'
import { createOrderBook } from './neighbours/order-book.js'
import type { PipelineMetrics } from './pipeline/metrics.js'
import type { Pipeline } from './pipeline/pipeline.js'
import { threadKey } from './pipeline/receive.js'
import { openCollection } from './store/collection.js'
import { cursorsOf } from './store/cursors.js'
import type { Store } from './store/store.js'
import type { StoredTokens } from './store/token-cache.js'

/** What plugins are given pieces of. */
export interface PluginServices {
  configDir: string
  publicUrl: string
  store: Store
  tokens: StoredTokens
  media: MediaStore
  pipeline: Pipeline
  neighbours: Neighbours
  desk: Desk
  live: Live
  /** The hub's own secret. */
  secret: string
  metrics: PipelineMetrics
  fetch: Fetch
  clock: Clock
  log: Logger
  signal: AbortSignal
}

/** A plugin that was set up. */
export interface RunningPlugin {
  id: string
  name: string
  version: string
  kind: AnyPlugin['kind']
  title: LocalizedText
  instance: PluginInstance
}

/** Gives a plugin its hub and sets it up. @param app the plugin's own encapsulated context */
export async function setUpPlugin (plugin: LoadedPlugin, app: FastifyInstance, services: PluginServices): Promise<RunningPlugin> {
  const { id, module, options } = plugin
  const common = createCommon(plugin, app, services)
  const set = options as never
  let instance: PluginInstance
  switch (module.kind) {
    case 'channel': {
      instance = await module.setup(createChannelHub(common, services), set)
      services.pipeline.channels.add({ id, capabilities: module.capabilities(set), instance: instance as ChannelInstance })
      break
    }
    case 'feature':
      instance = await module.setup(createFeatureHub(common, services), set)
      break
    case 'erp':
      instance = await module.setup(createErpHub(common, services), set)
      services.neighbours.addErp(plugin, instance as ErpInstance)
      break
    case 'notifier':
      instance = await module.setup(common, set)
      services.neighbours.addNotifier(plugin, instance as NotifierInstance)
      break
    case 'crm':
      instance = await module.setup(common, set)
      services.neighbours.addCrm(plugin, instance as CrmInstance)
      break
  }
  return { id, name: module.name, version: plugin.version, kind: module.kind, title: module.title, instance }
}

function createCommon (plugin: LoadedPlugin, app: FastifyInstance, services: PluginServices): PluginHub {
  const { id } = plugin
  return {
    id,
    app,
    log: services.log.child({ plugin: id }),
    clock: services.clock,
    fetch: services.fetch,
    tokens: services.tokens.of(id),
    cursors: cursorsOf(services.store, id),
    media: services.media,
    events: { subscribe: (name, event, handler) => services.pipeline.subscribe(`${id}.${name}`, event, handler) },
    live: {
      get lapses () { return services.live.lapses },
      publish: (topic, message) => { services.live.publish(`${id}\n${topic}`, message) },
      subscribe: (topic, listener) => services.live.subscribe(`${id}\n${topic}`, listener)
    },
    alerts: {
      raise: async (key, alert) => { await services.desk.alerts.raise(id, key, alert) },
      resolve: async (key) => { await services.desk.alerts.resolve(id, key) }
    },
    deriveKey: (purpose) => Buffer.from(hkdfSync('sha256', services.secret, '', `kefuhub plugin ${id}\n${purpose}`, 32)),
    baseUrl: services.publicUrl + prefixOf(plugin.module, id),
    signal: services.signal
  }
}

function createChannelHub (common: PluginHub, { pipeline, desk, metrics }: PluginServices): ChannelHub {
  return {
    ...common,
    get forms () { return desk.tickets.types.forms },
    receive: async (message) => await pipeline.receive(common.id, message),
    receipt: async (receipt) => await pipeline.receipt(common.id, receipt),
    profileChanged: async (sender, profile) => await pipeline.profileChanged(common.id, sender, profile),
    history: async (senderId, query) => await desk.messages.readThread(threadKey(common.id, senderId), query),
    typing: (senderId, isTyping) => desk.bulletin.typing({ thread: threadKey(common.id, senderId), isTyping }),
    refused: (reason) => metrics.refused(common.id, reason)
  }
}

function createFeatureHub (common: PluginHub, { pipeline, neighbours, desk, store, configDir }: PluginServices): FeatureHub {
  return {
    ...common,
    orders: createOrderBook(desk, neighbours.orders),
    onTurn: (stage, handler) => pipeline.stages.add(stage, common.id, common.log, handler),
    collection: (name, indexes) => openCollection(store, common.id, name, indexes),
    resolvePath: (path) => resolve(configDir, path)
  }
}

function createErpHub (common: PluginHub, { neighbours, configDir }: PluginServices): ErpHub {
  return {
    ...common,
    ticketChanged: async (news) => { await neighbours.tickets.hear(common.id, news) },
    resolvePath: (path) => resolve(configDir, path)
  }
}
