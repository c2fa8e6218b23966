import { defineErp, Type, type ErpInstance } from '@kefuhub/contract'
import { createFakeHub, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import { connect, Options } from '../../src/erpnext/index.js'
import { ErpnextSystem, type ErpnextSettings } from '../../src/simulator/erpnext.js'
import { SystemServer } from '../../src/simulator/server.js'
import { watched } from '../../src/watched.js'
import { NOW_MS } from '../erp/requests.js'

export const WANG = { name: 'Wang Fang', phone: '138 0013-8000', email: 'Wang.Fang@Example.com' }
export const SECRET = 'frappe-webhook-secret'

/** The plugin with ERPNext alone. */
export const plugin = defineErp({
  name: 'ticket-export',
  contract: '^1',
  title: { zh: '工单', en: 'Tickets' },
  options: Type.Object({ erpnext: Options }, { additionalProperties: false }),
  setup: (hub, options) => watched(connect(hub, options.erpnext))
})

export interface Stand {
  server: SystemServer<ErpnextSystem>
  system: ErpnextSystem
  hub: FakeHub<typeof plugin>
  erpnext: Required<ErpInstance>
  /** Moves the time of both. */
  advance (ms: number): void
  /** The calls that change something. */
  writes (): string[]
}

interface Teardown { teardown (close: () => unknown): unknown }

export async function openStand (
  t: Teardown,
  { settings = {}, options = {}, overrides = {} }: { settings?: Partial<ErpnextSettings>, options?: Record<string, unknown>, overrides?: FakeHubOverrides } = {}
): Promise<Stand> {
  let nowMs = NOW_MS
  const account = { apiKey: 'erpnext-key', apiSecret: 'erpnext-secret' }
  // Every look at the clock takes a millisecond, as writing takes time.
  const server = await SystemServer.start(new ErpnextSystem({ ...account, tickets: { webhookSecret: SECRET }, now: () => nowMs++, ...settings }))
  t.teardown(() => server.close())
  const hub = await createFakeHub(plugin, { erpnext: { url: server.url, ...account, tickets: { updates: 'both', webhookSecret: SECRET }, ...options } }, { nowMs: NOW_MS, ...overrides })
  t.teardown(() => hub.close())
  return {
    server,
    system: server.system,
    hub,
    erpnext: hub.instance as Required<ErpInstance>,
    advance (ms) {
      nowMs += ms
      hub.clock.advance(ms)
    },
    writes: () => server.calls.filter(({ method, path }) => method !== 'GET' && !path.includes('make_sales_return')).map(({ method, path }) => `${method} ${path}`)
  }
}

/** An order of a customer with two lines. */
export function addOrder ({ system: { shop } }: Stand, more: Partial<Parameters<typeof shop.addOrder>[0]> = {}): ReturnType<typeof shop.addOrder> {
  return shop.addOrder({
    customer: WANG,
    placedAt: new Date(NOW_MS - 86_400_000),
    lines: [{ sku: 'CUP-1', title: 'Cup', quantity: 3, price: 19.9 }, { sku: 'POT-2', title: 'Pot', quantity: 1, price: 0.1 }],
    ...more
  })
}
