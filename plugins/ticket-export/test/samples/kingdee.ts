import type { ErpSample, ErpStand } from '@kefuhub/contract/testing'
import { KingdeeSystem, type KingdeeSettings } from '../../src/simulator/kingdee.js'
import type { Bill } from '../../src/simulator/kingdee-bills.js'
import { SystemServer } from '../../src/simulator/server.js'
import { NOW_MS, faultsOf } from './stand.js'

const ACCOUNT = { account: '000000000demo1', user: 'api_user', appId: '230001_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4', appSecret: '0123456789abcdef0123456789abcdef' }

/** Starts a K3Cloud site with the kit's handles. */
export async function openKingdee (settings: Partial<KingdeeSettings> = {}): Promise<ErpStand> {
  const system = new KingdeeSystem({ ...ACCOUNT, custom: { order: ['F_EMAIL'], return: ['F_KEFUHUB_KEY'] }, now: () => NOW_MS, ...settings })
  const server = await SystemServer.start(system)
  const { bills, shop } = system
  const order = (id: string): Bill => bills.get('SAL_SaleOrder', Number(id))
  return {
    options: { kingdee: { ...ACCOUNT, url: `${server.url}/k3cloud/`, emailField: 'F_EMAIL' } },
    ...faultsOf(server),
    close: () => server.close(),
    orders: {
      add: ({ number, customer, lines, placedAtMs }) => String(shop.addOrder({
        number, customer, placedAt: new Date(placedAtMs), lines: lines.map((line) => ({ ...line, price: Number(line.price) })), more: { F_EMAIL: customer.email ?? '' }
      }).id),
      ship: (id, { carrier, trackingNumber }) => { shop.ship(order(id), { carrier, waybill: trackingNumber }) },
      cancel: (id) => shop.cancel(order(id)),
      returns: (id) => bills.all('SAL_RETURNSTOCK').filter((bill) => String(shop.orderOf(bill)) === id).map((bill) => ({ id: String(bill.id), text: Object.values(bill.head).join('\n') }))
    }
  }
}

/** K3Cloud. */
export const kingdeeSample: ErpSample = {
  options: { kingdee: { ...ACCOUNT, url: 'https://k3.test/k3cloud' } },
  badOptions: [
    { name: 'an AppID without its second part', options: { kingdee: { ...ACCOUNT, url: 'https://k3.test/k3cloud', appId: '230001' } }, path: '/kingdee/appId' },
    { name: 'a field that is SQL', options: { kingdee: { ...ACCOUNT, url: 'https://k3.test/k3cloud', emailField: "F_EMAIL='' or 1=1" } }, path: '/kingdee/emailField' },
    { name: 'a field that the plugin does not know', options: { kingdee: { ...ACCOUNT, url: 'https://k3.test/k3cloud', fields: { orderColour: 'FColour' } } }, path: '/kingdee/fields/orderColour' }
  ],
  nowMs: NOW_MS,
  // The site does not say how long; the plugin comes again after a minute.
  waitMs: 60_000,
  open: () => openKingdee(),
  orders: { unknownId: '4711' },
  logistics: true,
  returns: { kind: 'return' },
  tickets: null,
  polling: null,
  webhook: null,
  files: null
}
