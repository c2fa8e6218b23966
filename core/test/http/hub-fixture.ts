import { createHash, randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { pino } from 'pino'
import type { ChannelCapabilities, ChannelInstance } from '@kefuhub/contract'
import { FakeLive } from '@kefuhub/contract/testing'
import { openTestStore } from '../../../test/support/store.js'
import { createDesk, type Desk } from '../../src/desk/desk.js'
import { createApp, type AppOptions } from '../../src/http/app.js'
import type { HubHealth } from '../../src/http/health.js'
import { createMetrics } from '../../src/http/metrics.js'
import type { HubConfig } from '../../src/config/schema.js'
import { Neighbours } from '../../src/neighbours/neighbours.js'
import type { Dispatcher, WorkKind } from '../../src/outbox/dispatcher.js'
import { Outbox } from '../../src/outbox/outbox.js'
import type { Pipeline } from '../../src/pipeline/pipeline.js'
import { Channels } from '../../src/pipeline/channels.js'
import { GridMedia } from '../../src/store/media.js'
import { openStore, type Store } from '../../src/store/store.js'
import { REFUNDS } from '../support/tickets.js'
import type { Role } from '../../src/store/agent-model.js'

const CONFIG = { delivery: { attempts: 3, firstDelayMs: 10, maxDelayMs: 100 }, server: { publicUrl: 'http://127.0.0.1:3000' } } as HubConfig

/** The hub's own origin. */
export const ORIGIN = 'http://127.0.0.1:3000'

export const HEALTHY: HubHealth = {
  state: 'ok',
  store: { state: 'ok' },
  queue: { state: 'ok' },
  plugins: [{ id: 'shop', name: 'channel-test', version: '1.2.3', kind: 'channel', state: 'degraded', reason: 'The menu could not be synced; try again' }]
}

export const CAPABILITIES: ChannelCapabilities = {
  in: { text: {}, image: { maxBytes: 10_000_000 } },
  out: { text: { maxBytes: 600 }, image: { maxBytes: 100, mimeTypes: ['image/png'] }, menu: { maxItems: 10 } },
  replyWindows: [
    { trigger: 'message', sends: 5, durationMs: 172_800_000, reopens: { zh: '客户发来消息', en: 'The customer writes' } },
    { trigger: 'order', sends: Infinity, durationMs: 60_000, reopens: { zh: '下单', en: 'An order' } }
  ],
  rate: { sends: 100, perMs: 60_000 },
  receipts: ['read'],
  firstReadBackMs: 0
}

const instance: ChannelInstance = {
  send: async () => ({}),
  endpoints: [{ label: { zh: '代码', en: 'Code' }, url: `${ORIGIN}/x`, snippet: '<script></script>' }],
  preview: `${ORIGIN}/preview`
}

export interface Fixture {
  neighbours: Neighbours
  app: Awaited<ReturnType<typeof createApp>>
  store: Store
  desk: Desk
  media: GridMedia
  metrics: ReturnType<typeof createMetrics>
  channels: Channels
  woken: Array<[string, string[]]>
  /** Log lines, parsed. */
  lines: Array<Record<string, unknown>>
  /** A token of a role, as a header. */
  as: (role: Role) => Promise<{ authorization: string }>
  /** A signed-in person of a role on a page of the hub itself, as headers; a browser of its own each time. */
  asPerson: (role: Role) => Promise<{ cookie: string, origin: string }>
}

/** A hub's HTTP side over a store of its own. */
export async function openFixture (t: Test, options: Partial<AppOptions> & { requestsPerMinute?: number, maxBytes?: number } = {}): Promise<Fixture> {
  const { requestsPerMinute = 10_000, maxBytes = 4096, ...overrides } = options
  const { url, database } = openTestStore(t)
  const store = await openStore({ url, database })
  t.teardown(() => store.close())
  const clock = { now: () => Date.now() }
  const desk = createDesk({ store, clock, live: new FakeLive(), signIn: { lockAfter: 3, lockMinutes: 15, idleMinutes: 60 }, tickets: REFUNDS })
  const channels = new Channels(clock)
  channels.add({ id: 'shop', capabilities: CAPABILITIES, instance })
  const media = new GridMedia(store, maxBytes)
  const metrics = createMetrics()
  const woken: Fixture['woken'] = []
  const lines: Fixture['lines'] = []
  const outbox = new Outbox({ store, dispatcher: { wake: (kind: WorkKind, ids: Iterable<string>) => { woken.push([kind, [...ids]]) }, wakeIn: () => {} } as unknown as Dispatcher, clock, log: pino({ level: 'silent' }) })
  const pipeline = { outbox, channels, subscribe: () => {}, wake: (kind: 'lane' | 'outbox', id: string) => { woken.push([kind, [id]]) } } as unknown as Pipeline
  const neighbours = new Neighbours({ config: CONFIG, store, desk, pipeline, clock, log: pino({ level: 'silent' }), plugins: async () => [] })
  t.teardown(() => neighbours.stop())
  const app = await createApp({
    neighbours,
    log: pino({ level: 'info' }, { write: (line: string) => { lines.push(JSON.parse(line) as Record<string, unknown>) } }),
    config: {
      server: { host: '127.0.0.1', port: 0, publicUrl: 'http://127.0.0.1:3000', trustProxy: false },
      api: { requestsPerMinute },
      media: { maxBytes }
    },
    desk,
    store,
    channels,
    media,
    dispatcher: { wake: (kind, ids) => { woken.push([kind, [...ids]]) } },
    metrics,
    health: async () => HEALTHY,
    plugins: [{ id: 'shop', name: 'channel-test', kind: 'channel', title: { zh: '测试', en: 'Test' }, instance: {} }],
    home: () => undefined,
    role: 'all',
    version: '1.2.3',
    ...overrides
  })
  t.teardown(() => app.close())
  const tokens = new Map<Role, string>()
  const as = async (role: Role) => {
    const token = tokens.get(role) ?? (await desk.apiTokens.create(`the ${role}`, role)).token
    tokens.set(role, token)
    return { authorization: `Bearer ${token}` }
  }
  const people = new Map<Role, string>()
  const asPerson = async (role: Role) => {
    const id = people.get(role) ?? (await desk.agents.create({ login: role, name: `the ${role}`, role, groups: [] })).agent.id
    if (!people.has(role)) await store.agents.updateOne({ _id: id }, { $set: { mustChangePassword: false } })
    people.set(role, id)
    const token = randomBytes(32).toString('base64url')
    const now = clock.now()
    await store.agentSessions.create({ _id: createHash('sha256').update(token).digest('hex'), agent: id, createdAt: new Date(now), expiresAt: new Date(now + 3_600_000) })
    return { cookie: `kh_session=${token}`, origin: ORIGIN }
  }
  return { app, neighbours, store, desk, channels, media, metrics, woken, lines, as, asPerson }
}
