import { defineErp, Type, type ErpInstance } from '@kefuhub/contract'
import { createFakeHub, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import { connect, Options } from '../../src/kingdee/index.js'
import { KingdeeSystem, type KingdeeSettings } from '../../src/simulator/kingdee.js'
import type { Bill } from '../../src/simulator/kingdee-bills.js'
import { SystemServer } from '../../src/simulator/server.js'
import { watched } from '../../src/watched.js'
import { NOW_MS } from '../erp/requests.js'

export const WANG = { name: 'Wang Fang', phone: '138 0013-8000' }
export const ACCOUNT = { account: '000000000demo1', user: 'api_user', appId: '230001_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4', appSecret: '0123456789abcdef0123456789abcdef' }

/** The plugin with K3Cloud alone. */
export const plugin = defineErp({
  name: 'ticket-export',
  contract: '^1',
  title: { zh: '工单', en: 'Tickets' },
  options: Type.Object({ kingdee: Options }, { additionalProperties: false }),
  setup: (hub, options) => watched(connect(hub, options.kingdee))
})

export interface Stand {
  server: SystemServer<KingdeeSystem>
  system: KingdeeSystem
  hub: FakeHub<typeof plugin>
  kingdee: Required<ErpInstance>
  /** The bodies of the calls of a service. */
  calls (service: string): Array<Record<string, unknown>>
}

interface Teardown { teardown (close: () => unknown): unknown }

export async function openStand (
  t: Teardown,
  { settings = {}, options = {}, overrides = {} }: { settings?: Partial<KingdeeSettings>, options?: Record<string, unknown>, overrides?: FakeHubOverrides } = {}
): Promise<Stand> {
  const server = await SystemServer.start(new KingdeeSystem({ ...ACCOUNT, now: () => NOW_MS, ...settings }))
  t.teardown(() => server.close())
  const hub = await createFakeHub(plugin, { kingdee: { url: `${server.url}/k3cloud`, ...ACCOUNT, ...options } }, { nowMs: NOW_MS, ...overrides })
  t.teardown(() => hub.close())
  return {
    server,
    system: server.system,
    hub,
    kingdee: hub.instance as Required<ErpInstance>,
    calls: (service) => server.calls.filter(({ path }) => path.includes(`.${service}.`)).map((call) => JSON.parse(call.body.toString()) as Record<string, unknown>)
  }
}

/** An order of a customer with two lines. */
export function addOrder ({ system: { shop } }: Stand, more: Partial<Parameters<typeof shop.addOrder>[0]> = {}): Bill {
  return shop.addOrder({
    customer: WANG,
    placedAt: new Date(NOW_MS - 86_400_000),
    lines: [{ sku: 'CUP-1', title: '杯子', quantity: 3, price: 19.9 }, { sku: 'POT-2', title: '壶', quantity: 1, price: 0.1 }],
    ...more
  })
}

/** The ids of an order's lines. */
export function lineIds (order: Bill): string[] {
  return (order.tables.FSaleOrderEntry ?? []).map((line) => String(line.FSaleOrderEntry_FEntryID))
}
