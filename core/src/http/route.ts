import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type {} from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { LocalizedText, MediaStore, PluginInstance } from '@kefuhub/contract'
import type { Reconfigure } from '../config/plan.js'
import type { HubConfig } from '../config/schema.js'
import type { Desk } from '../desk/desk.js'
import type { Dispatcher } from '../outbox/dispatcher.js'
import type { Neighbours } from '../neighbours/neighbours.js'
import type { Channels } from '../pipeline/channels.js'
import type { Store } from '../store/store.js'
import type { HubHealth } from './health.js'
import type { HubMetrics } from './metrics.js'

/** What the routes work with. */
export interface RouteContext {
  config: Pick<HubConfig, 'server' | 'api' | 'media'>
  desk: Desk
  store: Store
  channels: Channels
  media: MediaStore
  dispatcher: Pick<Dispatcher, 'wake'>
  neighbours: Neighbours
  metrics: HubMetrics
  health: () => Promise<HubHealth>
  /** All plugins of the config that run here, filled while the hub starts. */
  plugins: ReadonlyArray<{ id: string, name: string, kind: string, title: LocalizedText, instance: PluginInstance }>
  /** Address of the page that people begin with, when a plugin has one. */
  home: () => string | undefined
  /** Takes over another config; absent where nobody can. */
  reconfigure?: Reconfigure
  /** The hub's own, shown in the OpenAPI document. */
  version: string
}

/** Fastify with requests and replies typed by their TypeBox schemas. */
export type RouteApp = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, TypeBoxTypeProvider>

/** Adds the routes of one resource. */
export type RouteModule = (app: RouteApp, context: RouteContext) => Promise<void>
