import t from 'tap'
import { toOrder, toReturn, toShipment } from '../../src/rest/order-record.js'
import type { OrderOptions } from '../../src/rest/order-options.js'
import { failsAs, open } from '../open.js'
import { openRest, ORDERS } from '../samples/rest.js'
import { NOW_MS } from '../samples/stand.js'

const OPTIONS = { statuses: { sent: 'shipped' }, countryCode: '86' } as unknown as OrderOptions
const AT = '2026-01-01T00:00:00Z'

t.test('makes an order of what an expression gives, whatever is missing', async (t) => {
  t.same(toOrder({ id: 7, placedAt: AT }, OPTIONS), {
    id: '7', number: '7', status: 'unknown', rawStatus: 'unknown', payment: 'unknown', total: { amount: '0.00', currency: 'XXX' }, placedAt: new Date(AT), changedAt: new Date(AT), customer: { phones: [], emails: [] }, lines: []
  })
  t.same(toOrder({
    id: '7',
    number: 'KH-1',
    externalNumber: 'T-1',
    status: 'sent',
    payment: 'paid',
    total: 12.5,
    currency: 'CNY',
    placedAt: AT,
    changedAt: '2026-01-02T00:00:00Z',
    name: 'Li Lei',
    phones: '139 1234 5678',
    emails: ['Li@Mail.test', 'none'],
    lines: { sku: 'A', quantity: '2', price: '6.25' },
    url: 'https://erp.test/7'
  }, OPTIONS), {
    id: '7',
    number: 'KH-1',
    externalNumber: 'T-1',
    status: 'shipped',
    rawStatus: 'sent',
    payment: 'paid',
    total: { amount: '12.50', currency: 'CNY' },
    placedAt: new Date(AT),
    changedAt: new Date('2026-01-02T00:00:00Z'),
    customer: { name: 'Li Lei', phones: ['+8613912345678'], emails: ['li@mail.test'] },
    lines: [{ id: '1', sku: 'A', title: 'A', quantity: 2, shipped: 0, returned: 0, price: { amount: '6.25', currency: 'CNY' } }],
    url: 'https://erp.test/7'
  })
  t.match(toOrder({ id: 7, placedAt: AT, status: 'confirmed', url: 'javascript:alert(1)' }, OPTIONS), { status: 'confirmed', url: undefined })
  for (const nothing of [undefined, null, {}, { id: '7' }, { placedAt: AT }, 'x']) t.throws(() => toOrder(nothing, OPTIONS), { verdict: 'rejected', message: /rest\/orders\/order/ })
})

t.test('makes a parcel of what an expression gives', async (t) => {
  t.same(toShipment({ id: 1 }), { id: '1', number: '1', trackingNumbers: [], state: 'unknown', steps: [] })
  t.same(toShipment({
    id: 1, number: 'P-1', carrier: 'SF', trackingNumbers: 'SF1, SF2', trackingUrl: 'https://sf.test/SF1', state: 'delivered', shippedAt: AT, deliveredAt: AT, steps: [{ at: '2026-01-02T00:00:00Z', text: 'there' }, { at: AT, text: 'sent' }, { text: 'when?' }]
  }), {
    id: '1',
    number: 'P-1',
    carrier: 'SF',
    trackingNumbers: ['SF1', 'SF2'],
    trackingUrl: 'https://sf.test/SF1',
    state: 'delivered',
    shippedAt: new Date(AT),
    deliveredAt: new Date(AT),
    steps: [{ at: new Date(AT), text: 'sent' }, { at: new Date('2026-01-02T00:00:00Z'), text: 'there' }]
  })
  t.throws(() => toShipment({}), { verdict: 'rejected', message: /gave no id/ })
})

t.test('makes a return of what an expression gives; nothing is approved that is not said to be', async (t) => {
  t.same(toReturn({ id: 1, status: 'whatever', url: 'https://erp.test/r/1' }), { id: '1', number: '1', status: 'requested', url: 'https://erp.test/r/1' })
  t.same(toReturn({ id: 1, number: 'R-1', status: 'approved' }), { id: '1', number: 'R-1', status: 'approved' })
  t.throws(() => toReturn({}), { verdict: 'rejected', message: /gave no id/ })
})

t.test('offers what the config describes', async (t) => {
  const { logistics: _logistics, returns: _returns, ...orders } = ORDERS
  const { hub } = await open(t, openRest({ orders }))
  t.same(Object.keys(hub.instance).sort(), ['findOrders', 'getOrder', 'health'])
})

t.test('finds orders of a customer where there is no search by number, and by the hub\'s id', async (t) => {
  const { number: _number, ...find } = ORDERS.find
  const byId = { externalId: { request: { method: 'GET', path: '/orders', query: { phone: '{{externalId}}' } }, items: 'orders' } }
  const { hub, stand } = await open(t, openRest({ orders: { ...ORDERS, find: { ...find, ...byId } } }))
  const seed = { customer: { name: 'Li Lei', phone: '13912345678' }, lines: [{ sku: 'A', title: 'A', quantity: 1, price: '1' }], placedAtMs: NOW_MS }
  for (const number of ['KH-1', 'KH-2']) await stand.orders?.add({ ...seed, number })
  const findOrders = async (query: object) => (await hub.instance.findOrders?.(query, 5))?.map(({ number }) => number)
  t.same(await findOrders({ number: 'kh-2', phone: '+8613912345678' }), ['KH-2'])
  t.same(await findOrders({ number: 'KH-2' }), [])
  t.same(await findOrders({ externalId: '13912345678' }), ['KH-1', 'KH-2'])
  t.same(await findOrders({}), [])
})

t.test('a return is made once, by a search or by a header', async (t) => {
  const { create, ...returns } = ORDERS.returns
  const { hub, stand } = await open(t, openRest({ orders: { ...ORDERS, returns: { ...returns, create: { ...create, idempotencyHeader: 'Idempotency-Key' } } } }))
  const orderId = await stand.orders?.add({ number: 'KH-1', customer: { name: 'Li Lei' }, lines: [{ sku: 'A', title: 'A', quantity: 1, price: '1' }], placedAtMs: NOW_MS }) ?? ''
  await stand.orders?.ship(orderId, { carrier: 'SF', trackingNumber: 'SF1' })
  const request = { key: 'return-1', orderId, kind: 'return', reason: 'It is broken', lines: [{ lineId: '1', quantity: 1 }] } as const
  const made = await hub.instance.createReturn?.({ ...request, lines: [...request.lines] })
  t.match(made, { status: 'requested', number: /^R-/ })
  t.equal(stand.server.calls.at(-1)?.headers['idempotency-key'], 'return-1')
  await failsAs(t, hub.instance.createReturn?.({ ...request, key: 'return-2', lines: [...request.lines] }), { verdict: 'rejected', message: /cannot come back/ })
})
