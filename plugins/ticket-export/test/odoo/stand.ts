import { defineErp, Type, type ErpInstance } from '@kefuhub/contract'
import { createFakeHub, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import { connect, Options } from '../../src/odoo/index.js'
import { watched } from '../../src/watched.js'
import { OdooSystem, type OdooSettings } from '../../src/simulator/odoo.js'
import { SystemServer } from '../../src/simulator/server.js'
import { NOW_MS } from '../erp/requests.js'

export const WANG = { name: 'Wang Fang', phone: '138 0013-8000', email: 'Wang.Fang@Example.com' }

/** The plugin with Odoo alone. */
export const plugin = defineErp({
  name: 'ticket-export',
  contract: '^1',
  title: { zh: '工单', en: 'Tickets' },
  options: Type.Object({ odoo: Options }, { additionalProperties: false }),
  setup: (hub, options) => watched(connect(hub, options.odoo))
})

export interface Stand {
  server: SystemServer<OdooSystem>
  system: OdooSystem
  hub: FakeHub<typeof plugin>
  odoo: Required<ErpInstance>
  /** Moves the time of both. */
  advance (ms: number): void
  /** The methods that were called, logins left out. */
  methods (): string[]
}

interface Teardown { teardown (close: () => unknown): unknown }

export async function openStand (
  t: Teardown,
  { settings = {}, options = {}, overrides = {} }: { settings?: Partial<OdooSettings>, options?: Record<string, unknown>, overrides?: FakeHubOverrides } = {}
): Promise<Stand> {
  let nowMs = NOW_MS
  const account = { database: 'shop', user: 'hub@example.com', apiKey: 'odoo-key-0001' }
  const server = await SystemServer.start(new OdooSystem({ ...account, now: () => nowMs, ...settings }))
  t.teardown(() => server.close())
  const hub = await createFakeHub(plugin, { odoo: { url: server.url, ...account, tickets: {}, ...options } }, { nowMs: NOW_MS, ...overrides })
  t.teardown(() => hub.close())
  return {
    server,
    system: server.system,
    hub,
    odoo: hub.instance as Required<ErpInstance>,
    advance (ms) {
      nowMs += ms
      hub.clock.advance(ms)
    },
    methods: () => server.calls.flatMap((call) => {
      const { params } = JSON.parse(call.body.toString()) as { params: { service: string, args: unknown[] } }
      return params.service === 'common' ? [] : [`${String(params.args[3])}.${String(params.args[4])}`]
    })
  }
}

/** An order of a customer with two lines. */
export function addOrder ({ system: { shop } }: Stand, { ref, customer = WANG, placedAt = new Date(NOW_MS - 86_400_000) }: { ref?: string, customer?: Parameters<typeof shop.addCustomer>[0], placedAt?: Date } = {}): { partner: number, order: number } {
  const partner = shop.addCustomer(customer)
  const order = shop.addOrder({
    partner,
    placedAt,
    ...(ref !== undefined && { ref }),
    lines: [{ sku: 'CUP-1', title: 'Cup', quantity: 3, price: 19.9 }, { sku: 'POT-2', title: 'Pot', quantity: 1, price: 0.1 }]
  })
  return { partner, order }
}
