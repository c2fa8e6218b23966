import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import t from 'tap'
import { returnOf } from '../erp/requests.js'
import { addOrder, openStand, type Stand } from './stand.js'

async function shipped (t: Parameters<typeof openStand>[0], version = 18, more: Parameters<typeof openStand>[1] = {}): Promise<Stand & { order: string, cup: string, pot: string }> {
  const stand = await openStand(t, { ...more, settings: { version, ...more?.settings } })
  const { order } = addOrder(stand)
  stand.system.shop.ship(order)
  const [cup = '', pot = ''] = (await stand.odoo.getOrder(String(order)))?.lines.map(({ id }) => id) ?? []
  return { ...stand, order: String(order), cup, pot }
}

const receipts = ({ system }: Stand) => system.records.all('stock.picking').filter((picking) => picking.picking_type_code === 'incoming')
const goods = ({ system }: Stand, picking: number) => system.records.all('stock.move').filter((move) => move.picking_id === picking).map((move) => [String(move.sale_line_id), move.product_uom_qty, move.to_refund])

t.test('takes goods back with the wizard of every version, once per key', async (t) => {
  for (const version of [16, 17, 18, 19]) {
    const stand = await shipped(t, version)
    const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
    t.equal(await stand.odoo.findReturn(request), undefined)
    const made = await stand.odoo.createReturn(request)
    t.match(made, { number: 'WH/IN/00002', status: 'requested', url: /model=stock\.picking/ }, `version ${version}`)
    t.same(goods(stand, Number(made.id)), [[stand.cup, 2, true]])
    t.match(stand.system.records.get('stock.picking', Number(made.id)), { x_kefuhub_key: 'return-1', note: /Broken &#60;on&#62; arrival/ })
    t.same(await stand.odoo.findReturn(request), made)
    t.same(await stand.odoo.createReturn(request), made)
    t.equal(receipts(stand).length, 1)
    stand.system.shop.receive(Number(made.id))
    t.match(await stand.odoo.findReturn(request), { status: 'approved' })
    t.match(await stand.odoo.getOrder(stand.order), { lines: [{ quantity: 3, shipped: 3, returned: 2 }, { shipped: 1, returned: 0 }] })
  }
})

t.test('asks for the last step by its new name first', async (t) => {
  for (const [version, names] of [[17, ['action_create_returns', 'create_returns']], [18, ['action_create_returns']]] as const) {
    const stand = await shipped(t, version)
    await stand.odoo.createReturn(returnOf(stand.order, [{ lineId: stand.pot, quantity: 1 }]))
    t.same(stand.methods().filter((method) => method.includes('create_returns')), names.map((name) => `stock.return.picking.${name}`))
  }
})

t.test('works over JSON-2', async (t) => {
  const stand = await shipped(t, 19, { settings: { api: 'json2' }, options: { api: 'json2' } })
  t.match(await stand.odoo.createReturn(returnOf(stand.order, [{ lineId: stand.pot, quantity: 1 }])), { status: 'requested' })
})

t.test('keeps the key in the note where there is no field for it', async (t) => {
  const stand = await shipped(t, 18, { settings: { keys: {} }, options: { tickets: undefined } })
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 1 }])
  const made = await stand.odoo.createReturn(request)
  t.match(stand.system.records.get('stock.picking', Number(made.id)).note, /hub-r-[0-9a-f]{24}/)
  t.same(await stand.odoo.createReturn(request), made)
  t.equal(await stand.odoo.findReturn({ ...request, key: 'return-2' }), undefined, 'a second wish for the same goods is another one')
  t.not((await stand.odoo.createReturn({ ...request, key: 'return-2' })).id, made.id)
})

t.test('an exchange moves goods and no money', async (t) => {
  const stand = await shipped(t)
  const made = await stand.odoo.createReturn(returnOf(stand.order, [{ lineId: stand.pot, quantity: 1 }], { kind: 'exchange' }))
  t.same(goods(stand, Number(made.id)), [[stand.pot, 1, false]])
  t.match(stand.system.records.get('stock.picking', Number(made.id)).note, /Exchange: /)
})

t.test('refuses what cannot come back, and says why', async (t) => {
  const stand = await shipped(t)
  const { cup, pot, order } = stand
  const open = addOrder(stand).order
  const rows: Array<[ReturnType<typeof returnOf>, RegExp]> = [
    [returnOf(order, [{ lineId: pot, quantity: 1 }], { kind: 'refund' }), /refund without goods/],
    [returnOf(order, []), /no lines/],
    [returnOf(order, [{ lineId: cup, quantity: 0 }]), /above 0/],
    [returnOf(order, [{ lineId: cup, quantity: -1 }]), /above 0/],
    [returnOf(order, [{ lineId: cup, quantity: 2 }, { lineId: cup, quantity: 2 }]), /only 3 can come back, not 4/],
    [returnOf(order, [{ lineId: '999', quantity: 1 }]), /only 0/],
    [returnOf(open, [{ lineId: '3', quantity: 1 }]), /Nothing of this order was delivered/],
    [returnOf('4711', [{ lineId: cup, quantity: 1 }]), /Nothing/],
    [returnOf('"]]', [{ lineId: cup, quantity: 1 }]), /Nothing/]
  ]
  for (const [request, reason] of rows) {
    const error = await stand.odoo.createReturn(request).catch((error: unknown) => error)
    t.ok(error instanceof Rejected, String(reason))
    t.match((error as Error).message, reason)
  }
  t.equal(receipts(stand).length, 0)
})

t.test('returns one delivery at a time, and only what has not come back', async (t) => {
  const stand = await openStand(t)
  const { order } = addOrder(stand)
  stand.system.shop.ship(order, { quantities: [2] })
  stand.system.shop.ship(order)
  const [cup = '', pot = ''] = (await stand.odoo.getOrder(String(order)))?.lines.map(({ id }) => id) ?? []
  await t.rejects(stand.odoo.createReturn(returnOf(order, [{ lineId: cup, quantity: 3 }])), { message: /several deliveries \(WH\/OUT\/00001, WH\/OUT\/00002\)/ })
  await stand.odoo.createReturn(returnOf(order, [{ lineId: cup, quantity: 2 }]))
  await stand.odoo.createReturn(returnOf(order, [{ lineId: cup, quantity: 1 }, { lineId: pot, quantity: 1 }], { key: 'return-2' }))
  await t.rejects(stand.odoo.createReturn(returnOf(order, [{ lineId: cup, quantity: 1 }], { key: 'return-3' })), { message: /only 0 can come back/ })
  t.equal(receipts(stand).length, 2)
})

t.test('finds out what became of a call whose answer got lost', async (t) => {
  for (const [fault, skip] of [['lost-answer', 0], ['garbage', 0], ['lost-answer', 1], ['garbage', 1], ['reset', 1]] as const) {
    for (const keys of [{ 'stock.picking': ['x_kefuhub_key'] }, {}]) {
      const stand = await shipped(t, 18, { settings: { keys }, options: { tickets: undefined } })
      stand.server.faults.fail(fault, 'write', 1, skip)
      const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
      const made = await stand.odoo.createReturn(request)
      t.equal(stand.server.faults.struck(), 1)
      t.equal(receipts(stand).length, 1, `${fault} after ${skip}`)
      t.equal(made.id, String(receipts(stand)[0]?.id))
      t.same(await stand.odoo.createReturn(request), made, 'and it stays the same')
      t.equal(receipts(stand).length, 1)
    }
  }
})

t.test('leaves it open when nobody can tell, and finds it later', async (t) => {
  const stand = await shipped(t, 17, { settings: { keys: {} }, options: { tickets: undefined } })
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  stand.server.faults.fail('reset', 'write', Infinity)
  await t.rejects(stand.odoo.createReturn(request), Uncertain, 'nothing was made, but that cannot be known')
  stand.server.faults.heal()
  t.equal(await stand.odoo.findReturn(request), undefined)
  stand.server.faults.fail('reset', 'write', Infinity, 2)
  await t.rejects(stand.odoo.createReturn(request), Uncertain, 'it was made and could not be marked')
  stand.server.faults.fail('busy', 'write', 1)
  await t.rejects(stand.odoo.findReturn(request), Retryable)
  const made = await stand.odoo.findReturn(request)
  t.equal(receipts(stand).length, 1)
  t.match(stand.system.records.get('stock.picking', Number(made?.id)).note, /hub-r-/)
})

t.test('knows a return by its goods where it may not write on it', async (t) => {
  const stand = await shipped(t)
  stand.server.faults.fail('rejected', 'write', 1, 1)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  const made = await stand.odoo.createReturn(request)
  stand.system.records.update('stock.picking', [Number(made.id)], { x_kefuhub_key: false })
  stand.server.faults.fail('rejected', 'write', 1)
  t.same(await stand.odoo.createReturn(request), made)
})

t.test('does not take a colleague\'s return of the same goods for its own', async (t) => {
  const stand = await shipped(t)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  const made = await stand.odoo.createReturn(request)
  stand.system.records.update('stock.picking', [Number(made.id)], { x_kefuhub_key: false, note: false })
  Object.assign(stand.system.records.get('stock.picking', Number(made.id)), { create_uid: 3 })
  t.equal(await stand.odoo.findReturn(request), undefined)
  Object.assign(stand.system.records.get('stock.picking', Number(made.id)), { create_uid: 2 })
  t.equal(await stand.odoo.findReturn(returnOf(stand.order, [{ lineId: stand.cup, quantity: 1 }])), undefined, 'nor one of other goods')
  t.match(await stand.odoo.findReturn(request), { id: made.id })
})

t.test('says that a return was cancelled there', async (t) => {
  const stand = await shipped(t)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  const made = await stand.odoo.createReturn(request)
  stand.system.records.update('stock.picking', [Number(made.id)], { state: 'cancel' })
  await t.rejects(stand.odoo.findReturn(request), { message: /cancelled/ })
  stand.system.records.update('stock.picking', [Number(made.id)], { state: 'draft' })
  t.match(await stand.odoo.findReturn(request), { status: 'draft' })
})

t.test('passes on what Odoo says against it', async (t) => {
  for (const [fault, type] of [['busy', Retryable], ['busy-with-wait', Retryable], ['unauthorized', Unauthorized], ['rejected', Rejected]] as const) {
    for (const on of ['read', 'write'] as const) {
      const stand = await shipped(t)
      stand.server.faults.fail(fault, on, Infinity)
      await t.rejects(stand.odoo.createReturn(returnOf(stand.order, [{ lineId: stand.cup, quantity: 1 }])), type, `${fault} on a ${on}`)
    }
  }
})
