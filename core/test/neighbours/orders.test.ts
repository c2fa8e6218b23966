import t, { type Test } from 'tap'
import { defineErp, Rejected, Retryable, Type, Uncertain, type AnyPlugin, type ContactView, type Order, type OrderQuery, type Return, type ReturnRequest } from '@kefuhub/contract'
import { createTestClock, createTestHub } from '../support/hub.js'

const PHONE = '+8613800000000'
const at = new Date(1_767_225_600_000)
const contact: ContactView = { id: 'k1', name: '王', phones: [PHONE], emails: ['Wang@example.com'], fields: {}, tags: [], identities: [], createdAt: at }
const order = (id: string, more: Partial<Order> = {}): Order => ({
  id,
  number: `S${id}`,
  status: 'confirmed',
  rawStatus: 'sale',
  payment: 'paid',
  total: { amount: '199.00', currency: 'CNY' },
  placedAt: at,
  changedAt: at,
  customer: { phones: [PHONE], emails: [] },
  lines: [],
  ...more
})
const request: ReturnRequest = { key: 'return-1', orderId: '1', kind: 'return', reason: 'broken', lines: [{ lineId: '1', quantity: 1 }] }

async function open (t: Test) {
  const queries: OrderQuery[] = []
  const returns = new Map<string, Return>()
  const state = { orders: [order('1'), order('2', { placedAt: new Date(at.getTime() + 1000) }), order('3', { customer: { phones: ['+8613900000000'], emails: [] } })], trouble: undefined as Error | undefined, canReturn: true, reads: 0 }
  const clock = createTestClock()
  const module = defineErp({
    name: 'fake-erp',
    contract: '^1',
    title: { zh: '订单系统', en: 'ERP' },
    options: Type.Object({}, { additionalProperties: false }),
    setup: () => ({
      findOrders: async (query) => {
        queries.push(query)
        if (state.trouble !== undefined) throw state.trouble
        return state.orders
      },
      getOrder: async (id) => {
        state.reads++
        return state.orders.find((each) => each.id === id)
      },
      getLogistics: async () => [{ id: 'p1', number: 'OUT1', trackingNumbers: ['SF1'], state: 'moving', steps: [] }],
      findReturn: async ({ key }) => returns.get(key),
      createReturn: async ({ key }) => {
        const made: Return = { id: 'r1', number: 'RET1', status: 'draft' }
        if (state.canReturn) returns.set(key, made)
        if (state.trouble !== undefined) throw state.trouble
        return made
      }
    })
  }) as unknown as AnyPlugin
  const hub = await createTestHub(t, { clock, plugins: [{ id: 'erp', module, tickets: { orderSeconds: 60 } }] })
  return { orders: hub.neighbours.orders, queries, returns, state, clock }
}

t.test('a customer sees their own orders, latest first, and nobody else\'s', async (t) => {
  const { orders, queries } = await open(t)
  t.match(await orders.ofContact(contact), [{ source: 'erp', title: { en: 'ERP' }, state: 'ok', orders: [{ id: '2' }, { id: '1' }] }])
  t.same(queries, [{ phone: PHONE }, { email: 'Wang@example.com' }])
  await t.rejects(orders.get('erp', '3', contact), { code: 'KH_ERR_ORDER_NOT_FOUND' })
  await t.rejects(orders.get('erp', '9', contact), { code: 'KH_ERR_ORDER_NOT_FOUND' })
  await t.rejects(orders.get('none', '1', contact), { code: 'KH_ERR_ORDER_SOURCE_UNKNOWN' })
  t.same(await orders.ofContact({ ...contact, phones: [], emails: [] }), [{ source: 'erp', title: { zh: '订单系统', en: 'ERP' }, hasParcels: true, takesReturns: true, state: 'ok', orders: [] }])
  t.match(await orders.logistics('erp', '1', contact), [{ trackingNumbers: ['SF1'] }])
})

t.test('what was read a moment ago is not read again, however often it is asked for', async (t) => {
  const { orders, state, clock } = await open(t)
  await Promise.all([1, 2, 3].map(() => orders.get('erp', '1', contact)))
  await orders.get('erp', '1', contact)
  t.equal(state.reads, 1)
  clock.advance(60_000)
  await orders.get('erp', '1', contact)
  t.equal(state.reads, 2)
})

t.test('a system that does not answer says so, and the next look asks again', async (t) => {
  const { orders, state } = await open(t)
  state.trouble = new Retryable('it is being restarted')
  t.match(await orders.ofContact(contact), [{ state: 'failed', reason: 'it is being restarted', orders: [] }])
  state.trouble = undefined
  t.match(await orders.ofContact(contact), [{ state: 'ok' }])
})

t.test('a return is made once, also when its answer gets lost', async (t) => {
  const { orders, state, returns } = await open(t)
  state.trouble = new Uncertain('no answer')
  t.match(await orders.return('erp', request, contact), { number: 'RET1' }, 'it was looked for')
  t.match(await orders.return('erp', request, contact), { number: 'RET1' }, 'and is found by whoever asks again')
  t.equal(returns.size, 1)
  state.canReturn = false
  await t.rejects(orders.return('erp', { ...request, key: 'return-2' }, contact), { code: 'KH_ERR_RETURN_UNCERTAIN' })
  state.trouble = new Rejected('more than was delivered')
  await t.rejects(orders.return('erp', { ...request, key: 'return-3' }, contact), { code: 'KH_ERR_RETURN_REFUSED', message: /more than was delivered/ })
  await t.rejects(orders.return('erp', { ...request, orderId: '3' }, contact), { code: 'KH_ERR_ORDER_NOT_FOUND' })
})
