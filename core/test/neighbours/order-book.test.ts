import t, { type Test } from 'tap'
import { defineErp, defineFeature, Retryable, Type, type AnyPlugin, type FeatureHub, type Order, type OrderQuery } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestHub } from '../support/hub.js'

const PHONE = '+8613800000000'
const order = (id: string, phone = PHONE, placedAt = 0): Order => ({
  id,
  number: `S${id}`,
  status: 'shipped',
  rawStatus: 'sent',
  payment: 'paid',
  total: { amount: '1.00', currency: 'CNY' },
  placedAt: new Date(placedAt),
  changedAt: new Date(placedAt),
  customer: { phones: [phone], emails: [] },
  lines: []
})

interface Erp { orders: Order[], queries: OrderQuery[], answer: () => Promise<unknown> }

function createErp (orders: Order[]): Erp & { module: AnyPlugin } {
  const erp: Erp = { orders, queries: [], answer: async () => undefined }
  const module = defineErp({
    name: 'fake-erp',
    contract: '^1',
    title: { zh: '订单系统', en: 'ERP' },
    options: Type.Object({}, { additionalProperties: false }),
    setup: () => ({
      // A careless system: whatever it is asked, it tells of everybody's orders with the number.
      findOrders: async (query) => {
        erp.queries.push(query)
        await erp.answer()
        return erp.orders.filter(({ number }) => query.number === undefined || number === query.number)
      },
      getOrder: async (id) => erp.orders.find((each) => each.id === id),
      getLogistics: async () => {
        await erp.answer()
        return [{ id: 'p1', number: 'OUT1', trackingNumbers: ['SF1'], state: 'moving', steps: [] }]
      }
    })
  }) as unknown as AnyPlugin
  return Object.assign(erp, { module })
}

async function open (t: Test) {
  const [first, second] = [createErp([order('1', PHONE, 1), order('9', '+8613911111111', 9)]), createErp([order('2', PHONE, 2)])]
  const channel = createTestChannel()
  let feature: FeatureHub | undefined
  const module = defineFeature({
    name: 'feature-test',
    contract: '^1',
    title: { zh: '测试', en: 'Test' },
    options: Type.Object({}, { additionalProperties: false }),
    setup: (hub) => {
      feature = hub
      return {}
    }
  }) as unknown as AnyPlugin
  const hub = await createTestHub(t, {
    plugins: [
      { id: 'shop', module: channel.definition as never }, { id: 'bot', module },
      { id: 'first', module: first.module, tickets: { orderSeconds: 60 } }, { id: 'second', module: second.module, tickets: { orderSeconds: 60 } }
    ]
  })
  await channel.hub.receive(inbound())
  await hub.pipeline.work('lane', 'shop:alice')
  const contact = (await hub.store.identities.findById('shop:alice').lean())?.contact ?? ''
  return { hub, contact, first, second, orders: (feature as FeatureHub).orders }
}

t.test('who is known by nothing has no orders, whatever number they name', async (t) => {
  const { contact, orders, first } = await open(t)
  t.same(await orders.find(contact), { orders: [], away: [] })
  t.same(await orders.find(contact, { number: 'S1' }), { orders: [], away: [] })
  t.same(await orders.find('nobody', { number: 'S1' }), { orders: [], away: [] })
  await t.rejects(orders.parcels(contact, { source: 'first', id: '1' }), { code: 'KH_ERR_ORDER_NOT_FOUND' })
  await t.rejects(orders.parcels('nobody', { source: 'first', id: '1' }), { code: 'KH_ERR_ORDER_NOT_FOUND' })
  t.same(first.queries, [], 'no system was even asked')
})

t.test('a customer finds their own orders over all systems, latest first, and nobody else\'s by its number', async (t) => {
  const { hub, contact, orders } = await open(t)
  await hub.desk.contacts.change(contact, { phones: [PHONE] })
  t.match(await orders.find(contact), { orders: [{ source: 'second', id: '2' }, { source: 'first', id: '1' }], away: [] })
  t.equal((await orders.find(contact, { limit: 1 })).orders.length, 1)
  t.match((await orders.find(contact, { number: 'S1' })).orders, [{ id: '1' }])
  t.same((await orders.find(contact, { number: 'S9' })).orders, [], 'it is there, and somebody else\'s')
  await t.rejects(orders.parcels(contact, { source: 'first', id: '9' }), { code: 'KH_ERR_ORDER_NOT_FOUND' })
  t.match(await orders.parcels(contact, { source: 'second', id: '2' }), [{ trackingNumbers: ['SF1'] }])
})

t.test('a system that fails or takes too long is away, and the others answer', async (t) => {
  const { hub, contact, orders, first, second } = await open(t)
  await hub.desk.contacts.change(contact, { phones: [PHONE] })
  first.answer = async () => { throw new Retryable('it is being restarted') }
  t.match(await orders.find(contact), { orders: [{ id: '2' }], away: ['first'] })
  let answer = (_value?: unknown): void => {}
  second.answer = async () => await new Promise((resolve) => { answer = resolve })
  t.match(await orders.find(contact, { number: 'S2' }), { orders: [], away: ['first', 'second'] })
  answer()
  t.match(await orders.find(contact, { number: 'S2' }), { orders: [{ id: '2' }], away: ['first'] }, 'what came too late is there for the next look')
  t.equal(second.queries.length, 2)
  await t.rejects(orders.parcels(contact, { source: 'second', id: '2' }), { message: /2000 ms/ })
  answer()
})
