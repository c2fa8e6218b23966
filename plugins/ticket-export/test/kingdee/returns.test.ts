import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import t from 'tap'
import { returnOf } from '../erp/requests.js'
import { addOrder, lineIds, openStand, type Stand } from './stand.js'

async function shipped (t: Parameters<typeof openStand>[0], more: Parameters<typeof openStand>[1] = {}): Promise<Stand & { order: string, cup: string, pot: string }> {
  const stand = await openStand(t, more)
  const order = addOrder(stand)
  stand.system.shop.ship(order)
  const [cup = '', pot = ''] = lineIds(order)
  return { ...stand, order: String(order.id), cup, pot }
}

const returns = ({ system }: Stand) => system.bills.all('SAL_RETURNSTOCK')
const goods = (stand: Stand) => returns(stand).map(({ tables }) => (tables.FEntity ?? []).map((row) => [String(row.FSOEntryId), row.FRealQty]))

t.test('pushes a return down from the delivery, once per key, and leaves it to people', async (t) => {
  const stand = await shipped(t)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  t.equal(await stand.kingdee.findReturn(request), undefined)
  const made = await stand.kingdee.createReturn(request)
  t.match(made, { id: String(returns(stand)[0]?.id), number: 'XSTHD000001', status: 'draft' })
  t.match(returns(stand)[0]?.head, { FDocumentStatus: 'A', F_KEFUHUB_KEY: /^hub-r-[0-9a-f]{24}$/, FHeadNote: 'Broken <on> arrival' })
  t.same(goods(stand), [[[stand.cup, 2]]])
  t.same(await stand.kingdee.findReturn(request), made)
  t.same(await stand.kingdee.createReturn(request), made)
  t.equal(await stand.kingdee.findReturn({ ...request, key: 'return-2' }), undefined)
  t.same([stand.calls('Push').length, stand.calls('Save').length, stand.calls('Submit').length], [1, 1, 0])
  t.match(stand.calls('Push'), [{ formid: 'SAL_OUTSTOCK', data: { TargetFormId: 'SAL_RETURNSTOCK', IsEnableDefaultRule: 'true', IsDraftWhenSaveFail: 'false' } }])
  t.match(stand.calls('Save'), [{ formid: 'SAL_RETURNSTOCK', data: { IsDeleteEntry: 'false' } }])
})

t.test('takes a return as far as the deployment says', async (t) => {
  for (const [returnsUntil, status, returned] of [['submitted', 'requested', 0], ['audited', 'approved', 2]] as const) {
    const stand = await shipped(t, { options: { returnsUntil } })
    const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }], { kind: 'exchange' })
    t.match(await stand.kingdee.createReturn(request), { status })
    t.match(await stand.kingdee.createReturn(request), { status })
    t.match(returns(stand)[0]?.head, { FHeadNote: /^Exchange: / })
    t.match(await stand.kingdee.getOrder(stand.order), { lines: [{ shipped: 3, returned }, {}] })
    t.equal(stand.calls('Submit').length, 1)
  }
})

t.test('goes on with a return that got no further, and leaves it to people where the site refuses', async (t) => {
  const stand = await shipped(t, { options: { returnsUntil: 'audited' } })
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  stand.server.faults.fail('busy', 'write', 1, 3)
  await t.rejects(stand.kingdee.createReturn(request), Retryable)
  t.match(await stand.kingdee.findReturn(request), { status: 'requested' })
  stand.server.faults.fail('rejected', 'write', 1)
  t.match(await stand.kingdee.createReturn(request), { status: 'requested' }, 'an audit that is refused')
  stand.server.faults.fail('lost-answer', 'write', 1)
  t.match(await stand.kingdee.createReturn(request), { status: 'approved' }, 'an audit whose answer got lost')
  t.equal(returns(stand).length, 1)
})

t.test('keeps the key in the number of the bill where that is wanted', async (t) => {
  const stand = await shipped(t, { options: { returnKeyField: 'FBillNo' } })
  const request = returnOf(stand.order, [{ lineId: stand.pot, quantity: 1 }])
  const made = await stand.kingdee.createReturn(request)
  t.match(made.number, /^hub-r-/)
  t.same(await stand.kingdee.createReturn(request), made)
  t.equal(returns(stand).length, 1)
})

t.test('uses the rule that the options name', async (t) => {
  const stand = await shipped(t, { options: { pushRule: 'OutStock-SalReturnStock' } })
  t.match(await stand.kingdee.createReturn(returnOf(stand.order, [{ lineId: stand.pot, quantity: 1 }])), { status: 'draft' })
  const wrong = await shipped(t, { options: { pushRule: 'nonsense' } })
  await t.rejects(wrong.kingdee.createReturn(returnOf(wrong.order, [{ lineId: wrong.pot, quantity: 1 }])), { verdict: 'rejected', message: /RuleId/ })
})

t.test('refuses what cannot come back, and says why', async (t) => {
  const stand = await shipped(t)
  const { cup, pot, order } = stand
  const open = addOrder(stand)
  const rows: Array<[ReturnType<typeof returnOf>, RegExp]> = [
    [returnOf(order, [{ lineId: pot, quantity: 1 }], { kind: 'refund' }), /refund without goods/],
    [returnOf(order, []), /no lines/],
    [returnOf(order, [{ lineId: cup, quantity: 4 }]), /only 3 can come back, not 4/],
    [returnOf(order, [{ lineId: "1' or '1'='1", quantity: 1 }]), /only 0/],
    [returnOf(String(open.id), [{ lineId: cup, quantity: 1 }]), /Nothing of this order was delivered/],
    [returnOf('4711', [{ lineId: cup, quantity: 1 }]), /Nothing/],
    [returnOf('1 or 1=1', [{ lineId: cup, quantity: 1 }]), /Nothing/]
  ]
  for (const [request, reason] of rows) {
    const error = await stand.kingdee.createReturn(request).catch((error: unknown) => error)
    t.ok(error instanceof Rejected, String(reason))
    t.match((error as Error).message, reason)
  }
  t.equal(returns(stand).length, 0)
})

t.test('returns one delivery at a time, and only what has not come back', async (t) => {
  const stand = await openStand(t)
  const order = addOrder(stand)
  const [cup = '', pot = ''] = lineIds(order)
  stand.system.shop.ship(order, { quantities: [2] })
  stand.system.shop.ship(order)
  const id = String(order.id)
  await t.rejects(stand.kingdee.createReturn(returnOf(id, [{ lineId: cup, quantity: 3 }])), { message: /several deliveries \(XSCKD000001, XSCKD000002\)/ })
  await stand.kingdee.createReturn(returnOf(id, [{ lineId: cup, quantity: 2 }]))
  await stand.kingdee.createReturn(returnOf(id, [{ lineId: cup, quantity: 1 }, { lineId: pot, quantity: 1 }], { key: 'return-2' }))
  await t.rejects(stand.kingdee.createReturn(returnOf(id, [{ lineId: cup, quantity: 1 }], { key: 'return-3' })), { message: /only 0 can come back/ })
  t.same(goods(stand), [[[cup, 2]], [[cup, 1], [pot, 1]]])
  const [first] = returns(stand)
  if (first !== undefined) stand.system.shop.cancel(first)
  t.ok(await stand.kingdee.createReturn(returnOf(id, [{ lineId: cup, quantity: 2 }], { key: 'return-3' })), 'what was cancelled can come back after all')
  await t.rejects(stand.kingdee.findReturn(returnOf(id, [{ lineId: cup, quantity: 2 }])), { message: /cancelled/ })
})

t.test('leaves out lines of a draft that nobody wants back', async (t) => {
  const stand = await openStand(t)
  const order = addOrder(stand)
  const [cup = ''] = lineIds(order)
  const delivery = stand.system.shop.ship(order, { quantities: [3] })
  const [row = {}] = delivery.tables.FEntity ?? []
  delivery.tables.FEntity = [{ ...row, FRealQty: 1 }, { ...row, FEntity_FEntryID: 999_001, FRealQty: 2 }]
  await stand.kingdee.createReturn(returnOf(String(order.id), [{ lineId: cup, quantity: 1 }]))
  t.same(goods(stand), [[[cup, 1]]])
})

t.test('finds out what became of a call whose answer got lost', async (t) => {
  for (const fault of ['lost-answer', 'garbage'] as const) {
    for (const skip of [0, 1]) {
      const stand = await shipped(t)
      stand.server.faults.fail(fault, 'write', 1, skip)
      const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
      const made = await stand.kingdee.createReturn(request)
      t.equal(stand.server.faults.struck(), 1)
      t.same(goods(stand), [[[stand.cup, 2]]], `${fault} after ${skip}`)
      t.same(await stand.kingdee.createReturn(request), made)
      t.equal(returns(stand).length, 1)
    }
  }
})

t.test('leaves it open when nobody can tell, and finishes it later', async (t) => {
  const stand = await shipped(t)
  const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
  stand.server.faults.fail('reset', 'write', Infinity)
  await t.rejects(stand.kingdee.createReturn(request), Uncertain, 'nothing was made, but that cannot be known')
  stand.server.faults.heal()
  t.equal(await stand.kingdee.findReturn(request), undefined)
  stand.server.faults.fail('reset', 'write', Infinity, 1)
  await t.rejects(stand.kingdee.createReturn(request), Uncertain, 'it was pushed and could not be saved')
  stand.server.faults.heal()
  t.same(goods(stand), [[[stand.cup, 3]]])
  t.match(await stand.kingdee.findReturn(request), { status: 'draft' })
  t.same(goods(stand), [[[stand.cup, 2]]])
})

t.test('does not take anybody else\'s draft for its own', async (t) => {
  for (const [name, spoil] of [
    ['somebody else\'s', { 'FCreatorId.FName': '仓库小李' }], ['one that is under review', { FDocumentStatus: 'B' }], ['one with a key', { F_KEFUHUB_KEY: `hub-r-${'0'.repeat(24)}` }]
  ] as const) {
    const stand = await shipped(t)
    stand.server.faults.fail('reset', 'write', Infinity, 1)
    const request = returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])
    await t.rejects(stand.kingdee.createReturn(request), Uncertain)
    stand.server.faults.heal()
    Object.assign(returns(stand)[0]?.head ?? {}, spoil)
    t.equal(await stand.kingdee.findReturn(request), undefined, name)
  }
  const stand = await shipped(t, { settings: { without: ['FCreatorId.FName'] } })
  stand.server.faults.fail('reset', 'write', Infinity, 1)
  await t.rejects(stand.kingdee.createReturn(returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])), Uncertain)
  stand.server.faults.heal()
  t.equal(await stand.kingdee.findReturn(returnOf(stand.order, [{ lineId: stand.cup, quantity: 2 }])), undefined, 'where nobody knows whose it is')
})

t.test('stops where the field for the key is missing', async (t) => {
  const stand = await shipped(t, { settings: { custom: { return: [] } } })
  await t.rejects(stand.kingdee.createReturn(returnOf(stand.order, [{ lineId: stand.cup, quantity: 1 }])), { verdict: 'unauthorized', afterMs: 600_000, message: /no field F_KEFUHUB_KEY; make it/ })
  t.equal(returns(stand).length, 0)
})

t.test('passes on what the site says against it', async (t) => {
  for (const [fault, type] of [['busy', Retryable], ['busy-with-wait', Retryable], ['unauthorized', Unauthorized], ['rejected', Rejected]] as const) {
    for (const on of ['read', 'write'] as const) {
      const stand = await shipped(t)
      stand.server.faults.fail(fault, on, Infinity)
      await t.rejects(stand.kingdee.createReturn(returnOf(stand.order, [{ lineId: stand.cup, quantity: 1 }])), type, `${fault} on a ${on}`)
    }
  }
})
