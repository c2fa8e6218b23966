import assert from 'node:assert/strict'
import type { ErpDefinition, Money, Order } from '../erp.js'
import { phoneSpellings } from '../phone.js'
import type { Check } from './check.js'
import { addShipped, method, needed, orderSeed } from './erp-calls.js'
import { ORDER_STATUSES, type ErpSample } from './erp-sample.js'
import { HOSTILE_NAMES, hostileQueries } from './hostile.js'
import { PERSON } from './person.js'
import { defineSystemCheck } from './system-check.js'

const { name, phone, email } = PERSON
const ORDER_STATES: ReadonlyArray<Order['status']> = ['draft', 'confirmed', 'partly-shipped', 'shipped', 'done', 'cancelled', 'unknown']
const PAYMENTS: ReadonlyArray<Order['payment']> = ['unpaid', 'partly-paid', 'paid', 'refunded', 'unknown']
const STRANGER = { name: 'Somebody else', phone: '+8613800000000', email: 'somebody@mail.example' }

const define = (name: string, look: Parameters<typeof defineSystemCheck<ErpDefinition, ErpSample>>[1]): Check<ErpDefinition, ErpSample> =>
  defineSystemCheck<ErpDefinition, ErpSample>(name, look, ({ orders }) => orders !== null)

/** How an ERP plugin finds orders. */
export const erpOrderChecks: ReadonlyArray<Check<ErpDefinition, ErpSample>> = [
  define('an order is found by its number, whole', async (bench) => {
    const run = await bench.open()
    const seed = orderSeed(bench.sample)
    const id = await needed(run.stand.orders, 'orders').add(seed)
    const [order, ...others] = await method(run, 'findOrders')({ number: seed.number }, 5)
    assert.deepEqual(others, [])
    assert.ok(order !== undefined, 'nothing is found')
    assertOrder(order)
    assert.equal(order.id, id)
    assert.ok([order.number, order.externalNumber].includes(seed.number), `its numbers are ${order.number} and ${order.externalNumber}`)
    assert.deepEqual((await method(run, 'findOrders')({ number: order.number }, 5)).map((found) => found.id), [id], 'by the number that is shown')
    assert.equal(order.placedAt.getTime(), seed.placedAtMs, 'placedAt')
    assert.equal(Number(order.total.amount), 2 * 199.5 + 20, 'the total')
    assert.deepEqual(order.lines.map(({ sku, quantity, shipped, returned }) => ({ sku, quantity, shipped, returned })),
      [{ sku: 'JACKET-RED', quantity: 2, shipped: 0, returned: 0 }, { sku: 'CAP', quantity: 1, shipped: 0, returned: 0 }])
    assert.deepEqual([order.customer.name, order.customer.phones, order.customer.emails.map(lower)], [name, [phone], [lower(email)]], 'whose it is')
    assert.deepEqual(await method(run, 'getOrder')(id), order, 'getOrder says the same')
  }),

  define('an order is found by every spelling of a phone', async (bench) => {
    for (const spelling of phoneSpellings(phone)) {
      const run = await bench.open()
      const orders = needed(run.stand.orders, 'orders')
      const id = await orders.add(orderSeed(bench.sample, { customer: { name, phone: spelling } }))
      await orders.add(orderSeed(bench.sample, { number: 'KH-2', customer: STRANGER }))
      const found = await method(run, 'findOrders')({ phone }, 5)
      assert.deepEqual(ids(found), [id], `kept as '${spelling}'`)
      assert.deepEqual(found[0]?.customer.phones, [phone], `the phones of a customer that is kept as '${spelling}'`)
    }
  }),

  define('an order is found by e-mail in upper and lower case', async (bench) => {
    for (const [kept, asked] of [[email, lower(email)], [lower(email), email.toUpperCase()]] as const) {
      const run = await bench.open()
      const orders = needed(run.stand.orders, 'orders')
      const id = await orders.add(orderSeed(bench.sample, { customer: { name, email: kept } }))
      await orders.add(orderSeed(bench.sample, { number: 'KH-2', customer: { name, email: `not.${email}` } }))
      assert.deepEqual(ids(await method(run, 'findOrders')({ email: asked }, 5)), [id], `'${asked}', kept as '${kept}'`)
    }
  }),

  define("somebody else's order is not shown to who knows its number", async (bench) => {
    const run = await bench.open()
    const seed = orderSeed(bench.sample)
    const id = await needed(run.stand.orders, 'orders').add(seed)
    const findOrders = method(run, 'findOrders')
    await needed(run.stand.orders, 'orders').add(orderSeed(bench.sample, { number: 'KH-2', customer: STRANGER }))
    assert.deepEqual(ids(await findOrders({ number: seed.number, phone }, 5)), [id], 'to whom it belongs')
    assert.deepEqual(await findOrders({ number: seed.number, phone: STRANGER.phone }, 5), [], 'to somebody with another phone')
    assert.deepEqual(await findOrders({ number: seed.number, email: STRANGER.email }, 5), [], 'to somebody with another e-mail')
  }),

  define('the latest orders come first, no more than asked for', async (bench) => {
    const run = await bench.open()
    const added: string[] = []
    for (const [index, day] of [2, 5, 1, 4, 3].entries()) {
      added[day] = await needed(run.stand.orders, 'orders').add(orderSeed(bench.sample, { number: `KH-${index}`, placedAtMs: bench.sample.nowMs - 30 * 86_400_000 + day * 86_400_000 }))
    }
    const latest = added.slice(1).reverse()
    assert.deepEqual(ids(await method(run, 'findOrders')({ phone }, 10)), latest)
    assert.deepEqual(ids(await method(run, 'findOrders')({ phone }, 2)), latest.slice(0, 2))
  }),

  define('no order found is an empty list, and nothing', async (bench) => {
    const run = await bench.open()
    const { unknownId } = bench.sample.orders ?? { unknownId: '' }
    for (const when of ['in an empty ERP', 'beside others']) {
      for (const query of [{ number: 'KH-404' }, { phone: STRANGER.phone }, { email: STRANGER.email }]) {
        assert.deepEqual(await method(run, 'findOrders')(query, 5), [], `${JSON.stringify(query)} ${when}`)
      }
      assert.equal(await method(run, 'getOrder')(unknownId), undefined, when)
      await needed(run.stand.orders, 'orders').add(orderSeed(bench.sample, { number: when }))
    }
  }),

  define('what customers write is no query for orders', async (bench) => {
    const run = await bench.open()
    for (const number of ['KH-1', 'KH-2']) await needed(run.stand.orders, 'orders').add(orderSeed(bench.sample, { number }))
    for (const [key, kept] of Object.entries({ number: 'KH-1', phone: phone.slice(1), email })) {
      for (const hostile of hostileQueries(kept)) {
        assert.deepEqual(await method(run, 'findOrders')({ [key]: hostile }, 5), [], `${key} ${JSON.stringify(hostile)} found something`)
      }
    }
  }),

  define('an order tells what became of it', async (bench) => {
    const run = await bench.open()
    const orders = needed(run.stand.orders, 'orders')
    const confirmed = await orders.add(orderSeed(bench.sample, { number: 'KH-1' }))
    const shipped = await addShipped(run, bench.sample, { number: 'KH-2' })
    const cancelled = await orders.add(orderSeed(bench.sample, { number: 'KH-3' }))
    await orders.cancel(cancelled)
    for (const [what, id] of Object.entries({ confirmed, shipped, cancelled })) {
      const order = needed(await method(run, 'getOrder')(id), `an order that is ${what}`)
      assertOrder(order)
      const expected: readonly string[] = ORDER_STATUSES[what as keyof typeof ORDER_STATUSES]
      assert.ok(expected.includes(order.status), `one that is ${what} is '${order.status}'`)
      if (what === 'shipped') assert.deepEqual(order.lines.map((line) => line.shipped), order.lines.map((line) => line.quantity), 'what was shipped')
    }
  }),

  define('unicode and markup survive in an order', async (bench) => {
    const run = await bench.open()
    for (const [index, hostile] of HOSTILE_NAMES.entries()) {
      const id = await needed(run.stand.orders, 'orders').add(orderSeed(bench.sample, {
        number: `KH-${index}`, customer: { name: hostile, email: `c${index}@mail.example` }, lines: [{ sku: `SKU-${index}`, title: hostile, quantity: 1, price: '1.00' }]
      }))
      const order = await method(run, 'getOrder')(id)
      assert.deepEqual([order?.customer.name, order?.lines[0]?.title], [hostile, hostile])
    }
  }),

  defineSystemCheck<ErpDefinition, ErpSample>('an order tells where its parcels are', async (bench) => {
    const run = await bench.open()
    const getLogistics = method(run, 'getLogistics')
    const waiting = await needed(run.stand.orders, 'orders').add(orderSeed(bench.sample, { number: 'KH-1' }))
    assert.deepEqual((await getLogistics(waiting)).flatMap((parcel) => parcel.trackingNumbers), [], 'before it was sent')
    const sent = await needed(run.stand.orders, 'orders').add(orderSeed(bench.sample, { number: 'KH-2' }))
    await needed(run.stand.orders, 'orders').ship(sent, { carrier: 'SF', trackingNumber: 'SF1234567890' })
    const [parcel, ...others] = await getLogistics(sent)
    assert.deepEqual(others, [])
    assert.ok(parcel !== undefined && parcel.id !== '' && parcel.number !== '', 'there is no parcel')
    assert.deepEqual(parcel.trackingNumbers, ['SF1234567890'])
    assert.ok(parcel.carrier?.includes('SF'), `the carrier is '${parcel.carrier}'`)
    assert.ok(['moving', 'delivered', 'unknown'].includes(parcel.state), `a parcel that was sent is '${parcel.state}'`)
    const times = parcel.steps.map(({ at }) => at.getTime())
    assert.deepEqual(times, [...times].sort((a, b) => a - b), 'the steps')
    assert.deepEqual(await getLogistics(bench.sample.orders?.unknownId ?? ''), [], 'of no order')
  }, ({ logistics }) => logistics)
]

/** Asserts that an order is what the contract says. */
function assertOrder (order: Order): void {
  const where = `order ${order.id}`
  assert.ok(order.id && order.number && order.rawStatus, `${where}: id, number and rawStatus`)
  assert.ok(ORDER_STATES.includes(order.status), `${where}: status '${order.status}'`)
  assert.ok(PAYMENTS.includes(order.payment), `${where}: payment '${order.payment}'`)
  assertMoney(order.total, where)
  for (const date of [order.placedAt, order.changedAt]) assert.ok(date instanceof Date && !Number.isNaN(date.getTime()), `${where}: a date`)
  assert.equal(new Set(order.lines.map(({ id }) => id)).size, order.lines.length, `${where}: two lines have the same id`)
  for (const { id, sku, title, quantity, shipped, returned, price } of order.lines) {
    assert.ok(id && sku && title, `${where}: id, sku and title of a line`)
    for (const number of [quantity, shipped, returned]) assert.ok(Number.isFinite(number) && number >= 0, `${where}: a quantity is ${number}`)
    if (price !== undefined) assertMoney(price, where)
  }
  if (order.url !== undefined) assert.match(order.url, /^https?:\/\//, `${where}: url`)
}

function assertMoney ({ amount, currency }: Money, where: string): void {
  assert.match(amount, /^-?\d+(\.\d+)?$/, `${where}: amount`)
  assert.match(currency, /^[A-Z]{3}$/, `${where}: currency`)
}

function ids (orders: readonly Order[]): string[] { return orders.map(({ id }) => id) }

function lower (text: string): string { return text.toLowerCase() }
