import t from 'tap'
import { NOW_MS } from '../erp/requests.js'
import { addOrder, lineIds, openStand, WANG, type Stand } from './stand.js'

t.test('finds the orders of a customer by phone, however it is written there', async (t) => {
  for (const timestamp of ['s', 'ms'] as const) {
    const stand = await openStand(t, { settings: { timestamp }, options: { timestamp } })
    const order = addOrder(stand)
    addOrder(stand, { customer: { name: 'Other', phone: '139 0013 8000' } })
    const [cup, pot] = lineIds(order)
    t.same(await stand.kingdee.findOrders({ phone: '+8613800138000' }, 10), [{
      id: String(order.id),
      number: 'XSDD000001',
      status: 'confirmed',
      rawStatus: 'C/A/A',
      payment: 'unknown',
      total: { amount: '59.80', currency: 'CNY' },
      placedAt: new Date(NOW_MS - 86_400_000),
      changedAt: new Date(NOW_MS),
      customer: { name: WANG.name, phones: ['+8613800138000'], emails: [] },
      lines: [
        { id: cup, sku: 'CUP-1', title: '杯子', quantity: 3, shipped: 0, returned: 0, price: { amount: '19.90', currency: 'CNY' } },
        { id: pot, sku: 'POT-2', title: '壶', quantity: 1, shipped: 0, returned: 0, price: { amount: '0.10', currency: 'CNY' } }
      ]
    }], timestamp)
  }
})

t.test('finds by the fields that the options name', async (t) => {
  const settings = { custom: { order: ['F_EMAIL', 'F_HUB', 'F_TAOBAO'] } }
  const stand = await openStand(t, { settings, options: { emailField: 'F_EMAIL', contactKeyField: 'F_HUB', externalNumberField: 'F_TAOBAO' } })
  const mail = addOrder(stand, { more: { F_EMAIL: 'Li@Example.com', F_TAOBAO: 'TB-1' } })
  const known = addOrder(stand, { more: { F_HUB: 'contact-9' } })
  const ids = async (query: object): Promise<string[]> => (await stand.kingdee.findOrders(query, 10)).map(({ id }) => id)
  t.same(await ids({ email: 'li@example.COM' }), [String(mail.id)])
  t.same(await ids({ externalId: 'contact-9', email: 'li@example.com' }), [String(known.id)])
  t.same(await ids({ number: 'TB-1' }), [String(mail.id)])
  t.same(await ids({ number: 'TB-1', email: 'li@example.com' }), [String(mail.id)])
  t.same(await ids({ number: 'TB-1', externalId: 'contact-9' }), [])
  t.match(await stand.kingdee.getOrder(String(mail.id)), { externalNumber: 'TB-1', customer: { emails: ['li@example.com'] } })
  const bare = await openStand(t)
  addOrder(bare)
  t.same(await bare.kingdee.findOrders({ email: 'li@example.com', externalId: 'x' }, 10), [], 'nothing is known by an address where no field is named')
})

t.test('takes hostile numbers and addresses for what they are', async (t) => {
  const stand = await openStand(t, { settings: { custom: { order: ['F_EMAIL'] } }, options: { emailField: 'F_EMAIL' } })
  const odd = addOrder(stand, { number: "O'Brien '' 1" })
  addOrder(stand)
  for (const number of ["' or '1'='1", "' or 1=1 --", "x') or (1=1", '%', 'XSDD00000_', '\'', "''", 'FBillNo', '', 'a\0b', 'a\nb', 'x'.repeat(1000), '😀']) {
    t.same(await stand.kingdee.findOrders({ number }, 10), [], JSON.stringify(number.slice(0, 40)))
  }
  t.match(await stand.kingdee.findOrders({ number: "O'Brien '' 1" }, 10), [{ id: String(odd.id) }], 'quotes are doubled, and belong to the number')
  for (const email of ["' or '1'='1", '%', "a'b@example.com"]) t.same(await stand.kingdee.findOrders({ email }, 10), [], email)
  for (const phone of ['%', '+', "' or 1=1"]) t.same(await stand.kingdee.findOrders({ phone }, 10), [], phone)
  t.same(await stand.kingdee.findOrders({}, 10), [], 'no question, no answer')
  for (const id of ['0', '-1', '1 or 1=1', '1)or(1=1', '', '1'.repeat(30), '4711']) {
    t.equal(await stand.kingdee.getOrder(id), undefined, id)
    t.same(await stand.kingdee.getLogistics(id), [], id)
  }
})

t.test('gives the latest first, and no more than asked for', async (t) => {
  const stand = await openStand(t)
  for (const day of [3, 1, 2]) addOrder(stand, { number: `D${day}`, placedAt: new Date(NOW_MS + day * 86_400_000) })
  t.same((await stand.kingdee.findOrders({ phone: '+8613800138000' }, 2)).map(({ number }) => number), ['D3', 'D2'])
})

t.test('tells how far an order is', async (t) => {
  const set = (values: object) => (_stand: Stand, { head }: ReturnType<typeof addOrder>): void => { Object.assign(head, values) }
  const rows: Array<[string, ReturnType<typeof set>, object]> = [
    ['a draft', set({ FDocumentStatus: 'Z' }), { status: 'draft' }],
    ['under review', set({ FDocumentStatus: 'B' }), { status: 'draft', rawStatus: 'B/A/A' }],
    ['cancelled', ({ system }, order) => system.shop.cancel(order), { status: 'cancelled' }],
    ['partly shipped', ({ system }, order) => { system.shop.ship(order, { quantities: [1] }) }, { status: 'partly-shipped', lines: [{ shipped: 1 }, { shipped: 0 }] }],
    ['shipped', ({ system }, order) => { system.shop.ship(order) }, { status: 'shipped' }],
    ['shipped and closed', ({ system }, order) => {
      system.shop.ship(order)
      order.head.FCloseStatus = 'B'
    }, { status: 'done', rawStatus: 'C/B/A' }],
    ['closed after a part', ({ system }, order) => {
      system.shop.ship(order, { quantities: [1] })
      order.head.FCloseStatus = 'B'
    }, { status: 'done' }],
    ['closed before anything left', set({ FCloseStatus: 'B' }), { status: 'cancelled' }],
    ['something new', set({ FDocumentStatus: 'X' }), { status: 'unknown' }],
    ['in dollars', set({ 'FSettleCurrId.FNumber': 'PRE007' }), { total: { currency: 'USD' } }],
    ['in a currency of the site', set({ 'FSettleCurrId.FNumber': 'X9' }), { total: { currency: 'SGD' } }],
    ['in a currency that nobody named', set({ 'FSettleCurrId.FNumber': 'X8' }), { total: { currency: 'XXX' } }]
  ]
  for (const [name, happen, expected] of rows) {
    const stand = await openStand(t, { options: { currencies: { X9: 'SGD' } } })
    const order = addOrder(stand)
    happen(stand, order)
    t.match(await stand.kingdee.getOrder(String(order.id)), expected, name)
  }
})

t.test('knows the site\'s time zone', async (t) => {
  for (const timeZone of ['Asia/Shanghai', 'Asia/Tokyo']) {
    const stand = await openStand(t, { settings: { timeZone }, options: { timeZone } })
    const order = addOrder(stand)
    t.match(await stand.kingdee.getOrder(String(order.id)), { placedAt: new Date(NOW_MS - 86_400_000) })
    order.head.FDate = '2026-11-21T00:00:00'
    t.match(await stand.kingdee.getOrder(String(order.id)), { placedAt: new Date(timeZone === 'Asia/Tokyo' ? '2026-11-20T15:00:00Z' : '2026-11-20T16:00:00Z') })
  }
  await t.rejects(openStand(t, { options: { timeZone: 'Mars/Phobos' } }), { message: /Mars\/Phobos/ })
})

t.test('leaves out what a site does not have, and uses the names that it has', async (t) => {
  const without = ['FCancelStatus', 'FReturnQty', 'FSettleCurrId.FNumber', 'FReceiveContact', 'FOutStockTrace', 'FLogComId.FName', 'FCarryBillNo', 'FCarrierID.FName']
  const stand = await openStand(t, { settings: { without } })
  const order = addOrder(stand)
  stand.system.shop.ship(order, { waybill: 'SF1' })
  t.match(await stand.kingdee.getOrder(String(order.id)), { status: 'shipped', rawStatus: 'C/A/-', total: { currency: 'XXX' }, customer: { name: 'Flagship store' }, lines: [{ returned: 0 }, {}] })
  t.match(await stand.kingdee.getLogistics(String(order.id)), [{ trackingNumbers: ['SF1'] }])
  const silent = await openStand(t, { settings: { without: ['FReturnQty'], tellsInfo: false } })
  const other = addOrder(silent)
  await t.rejects(silent.kingdee.getOrder(String(other.id)), { verdict: 'rejected', message: /FReturnQty/ }, 'where the site does not tell, it refuses')
  const named = await openStand(t, { settings: { without: ['FReturnQty'], tellsInfo: false }, options: { fields: { lineReturned: 'FStockOutQty' } } })
  const third = addOrder(named)
  t.ok(await named.kingdee.getOrder(String(third.id)))
  const infos = (): number => named.calls('QueryBusinessInfo').length
  const before = infos()
  await named.kingdee.getOrder(String(third.id))
  t.ok(infos() > before, 'what was not told is asked for again')
})

t.test('asks how a form is made once an hour', async (t) => {
  const stand = await openStand(t)
  const order = addOrder(stand)
  await stand.kingdee.getOrder(String(order.id))
  await stand.kingdee.getOrder(String(order.id))
  t.equal(stand.calls('QueryBusinessInfo').length, 1)
  stand.hub.clock.advance(600_000)
  await stand.kingdee.getOrder(String(order.id))
  t.equal(stand.calls('QueryBusinessInfo').length, 1)
})

t.test('says where the parcels are', async (t) => {
  const stand = await openStand(t)
  const order = addOrder(stand)
  t.same(await stand.kingdee.getLogistics(String(order.id)), [])
  const first = stand.system.shop.ship(order, { quantities: [1], carrier: '顺丰', waybill: 'SF1,SF2' })
  const second = stand.system.shop.ship(order, { quantities: [1, 1], traces: [['圆通', 'YT1'], ['圆通', 'YT2']] })
  stand.system.shop.ship(order, { isDraft: true })
  stand.system.shop.ship(addOrder(stand), { waybill: 'SF9' })
  const shipments = await stand.kingdee.getLogistics(String(order.id))
  t.match(shipments, [
    { id: String(first.id), number: 'XSCKD000001', carrier: '顺丰', trackingNumbers: ['SF1', 'SF2'], state: 'moving', shippedAt: new Date(NOW_MS), steps: [] },
    { id: String(second.id), carrier: '圆通', trackingNumbers: ['YT1', 'YT2'] },
    { state: 'waiting', trackingNumbers: [] }
  ])
  t.equal(shipments.length, 3)
})
