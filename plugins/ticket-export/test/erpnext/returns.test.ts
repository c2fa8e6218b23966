import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import t from 'tap'
import { returnOf } from '../erp/requests.js'
import { addOrder, openStand, type Stand } from './stand.js'

async function shipped (t: Parameters<typeof openStand>[0], more: Parameters<typeof openStand>[1] = {}): Promise<Stand & { order: string, cup: string, pot: string }> {
  const stand = await openStand(t, more)
  const order = addOrder(stand)
  stand.system.shop.ship(order)
  const [cup = '', pot = ''] = (order.items as Array<{ name: string }>).map(({ name }) => name)
  return { ...stand, order: order.name, cup, pot }
}

const returns = ({ system }: Stand) => system.documents.all('Delivery Note').filter((note) => note.is_return === 1)

t.test('drafts a return, once per key', async (t) => {
  const stand = await shipped(t)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  t.equal(await stand.erpnext.findReturn(request), undefined)
  const made = await stand.erpnext.createReturn(request)
  t.match(made, { id: 'MAT-DN-2026-00002', number: 'MAT-DN-2026-00002', status: 'draft', url: /\/app\/delivery-note\/MAT-DN-2026-00002$/ })
  t.match(returns(stand), [{ docstatus: 0, return_against: 'MAT-DN-2026-00001', custom_kefuhub_key: 'return-1', instructions: 'Broken <on> arrival', items: [{ so_detail: stand.cup, qty: -2 }] }])
  t.equal((returns(stand)[0]?.items as unknown[]).length, 1)
  t.same(await stand.erpnext.findReturn(request), made)
  t.same(await stand.erpnext.createReturn(request), made)
  t.equal(returns(stand).length, 1)
  t.equal(stand.writes().length, 1, 'nothing was submitted')
})

t.test('submits only where the deployment says so', async (t) => {
  const stand = await shipped(t, { options: { submitReturns: true } })
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }], { kind: 'exchange' })
  t.match(await stand.erpnext.createReturn(request), { status: 'approved' })
  t.match(returns(stand), [{ docstatus: 1, instructions: /^Exchange: / }])
  t.match(await stand.erpnext.getOrder(stand.order), { lines: [{ shipped: 3, returned: 2 }, { shipped: 1, returned: 0 }] })
  t.match(await stand.erpnext.createReturn(request), { status: 'approved' })
  t.equal(stand.writes().length, 2)
})

t.test('submits on a repeat what was not submitted', async (t) => {
  const stand = await shipped(t, { options: { submitReturns: true } })
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  stand.server.faults.fail('busy', 'write', 1, 1)
  await t.rejects(stand.erpnext.createReturn(request), Retryable)
  t.match(await stand.erpnext.findReturn(request), { status: 'draft' })
  t.match(await stand.erpnext.createReturn(request), { status: 'approved' })
  t.equal(returns(stand).length, 1)
  for (const [fault, status] of [['lost-answer', 'approved'], ['reset', 'draft'], ['rejected', 'draft']] as const) {
    const other = await shipped(t, { options: { submitReturns: true } })
    other.server.faults.fail(fault, 'write', 1, 1)
    t.match(await other.erpnext.createReturn(returnOf(other.order, [{ lineId: other.cup, quantity: 2 }])), { status }, fault)
  }
})

t.test('asks the function that the options name', async (t) => {
  const makeReturnMethod = 'erpnext.stock.doctype.delivery_note.mapper.make_sales_return'
  const stand = await shipped(t, { settings: { makeReturnMethod }, options: { makeReturnMethod } })
  t.match(await stand.erpnext.createReturn(returnOf(stand.order, [{ lineId: stand.pot, quantity: 1 }])), { status: 'draft' })
})

t.test('refuses what cannot come back, and says why', async (t) => {
  const stand = await shipped(t)
  const { cup, pot, order } = stand
  const open = addOrder(stand).name
  const rows: Array<[ReturnType<typeof returnOf>, RegExp]> = [
    [returnOf(order, [{ lineId: pot, quantity: 1 }], { kind: 'refund' }), /refund without goods/],
    [returnOf(order, []), /no lines/],
    [returnOf(order, [{ lineId: cup, quantity: 0 }]), /above 0/],
    [returnOf(order, [{ lineId: cup, quantity: 4 }]), /only 3 can come back, not 4/],
    [returnOf(order, [{ lineId: '__proto__', quantity: 1 }]), /only 0/],
    [returnOf(open, [{ lineId: cup, quantity: 1 }]), /Nothing of this order was delivered/],
    [returnOf('unknown', [{ lineId: cup, quantity: 1 }]), /Nothing/],
    [returnOf('..', [{ lineId: cup, quantity: 1 }]), /Nothing/],
    [returnOf('"]]', [{ lineId: cup, quantity: 1 }]), /Nothing/]
  ]
  for (const [request, reason] of rows) {
    const error = await stand.erpnext.createReturn(request).catch((error: unknown) => error)
    t.ok(error instanceof Rejected, String(reason))
    t.match((error as Error).message, reason)
  }
  t.equal(returns(stand).length, 0)
})

t.test('returns one delivery at a time, and only what has not come back', async (t) => {
  const stand = await openStand(t)
  const order = addOrder(stand)
  stand.system.shop.ship(order, { quantities: [2] })
  stand.system.shop.ship(order)
  const [cup = '', pot = ''] = (order.items as Array<{ name: string }>).map(({ name }) => name)
  await t.rejects(stand.erpnext.createReturn(returnOf(order.name, [{ lineId: cup, quantity: 3 }])), { message: /several deliveries/ })
  await stand.erpnext.createReturn(returnOf(order.name, [{ lineId: cup, quantity: 2 }]))
  await stand.erpnext.createReturn(returnOf(order.name, [{ lineId: cup, quantity: 1 }, { lineId: pot, quantity: 1 }], { key: 'return-2' }))
  await t.rejects(stand.erpnext.createReturn(returnOf(order.name, [{ lineId: cup, quantity: 1 }], { key: 'return-3' })), { message: /only 0 can come back/ })
  t.same(returns(stand).map(({ return_against: note }) => note), ['MAT-DN-2026-00001', 'MAT-DN-2026-00002'])
})

t.test('finds out what became of a call whose answer got lost', async (t) => {
  for (const fault of ['lost-answer', 'garbage'] as const) {
    const stand = await shipped(t)
    stand.server.faults.fail(fault, 'write', 1)
    const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
    const made = await stand.erpnext.createReturn(request)
    t.equal(made.id, returns(stand)[0]?.name, fault)
    t.same(await stand.erpnext.createReturn(request), made)
    t.equal(returns(stand).length, 1)
  }
  const stand = await shipped(t)
  stand.server.faults.fail('reset', 'write', 1)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  await t.rejects(stand.erpnext.createReturn(request), Uncertain)
  t.equal(await stand.erpnext.findReturn(request), undefined)
  t.ok(await stand.erpnext.createReturn(request))
})

t.test('lets the unique field decide when two processes make the same return', async (t) => {
  const stand = await shipped(t)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 1 }])
  const [one, other] = await Promise.all([stand.erpnext.createReturn(request), stand.erpnext.createReturn(request)])
  t.same(one, other)
  t.equal(returns(stand).length, 1)
})

t.test('stops where the field for the key is missing', async (t) => {
  const stand = await shipped(t, { settings: { custom: { Issue: ['custom_kefuhub_key'] } } })
  await t.rejects(stand.erpnext.createReturn(returnOf(stand.order, [{ lineId: stand.cup, quantity: 1 }])), { verdict: 'unauthorized', afterMs: 600_000, message: /no field custom_kefuhub_key; make it/ })
  t.match(await stand.hub.instance.health?.(), { state: 'down' })
  t.equal(returns(stand).length, 0)
})

t.test('says that a return was cancelled there', async (t) => {
  const stand = await shipped(t)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  await stand.erpnext.createReturn(request)
  for (const note of returns(stand)) stand.system.shop.cancel(note)
  await t.rejects(stand.erpnext.findReturn(request), { verdict: 'rejected', message: /cancelled/ })
})

t.test('passes on what ERPNext says against it', async (t) => {
  for (const [fault, type] of [['busy', Retryable], ['busy-with-wait', Retryable], ['unauthorized', Unauthorized], ['rejected', Rejected]] as const) {
    for (const on of ['read', 'write'] as const) {
      const stand = await shipped(t)
      stand.server.faults.fail(fault, on, Infinity)
      await t.rejects(stand.erpnext.createReturn(returnOf(stand.order, [{ lineId: stand.cup, quantity: 1 }])), type, `${fault} on a ${on}`)
    }
  }
})
