import t from 'tap'
import { NOW_MS } from '../erp/requests.js'
import { addOrder, openStand, WANG, type Stand } from './stand.js'

t.test('finds the orders of a customer by phone, however it is written there', async (t) => {
  const stand = await openStand(t)
  const order = addOrder(stand, { poNo: 'TB-1' })
  addOrder(stand, { customer: { name: 'Other', phone: '139 0013 8000' } })
  const [found, ...more] = await stand.erpnext.findOrders({ phone: '+8613800138000' }, 10)
  t.same(more, [])
  const [cup, pot] = order.items as Array<{ name: string }>
  t.match(found, {
    id: 'SAL-ORD-2026-00001',
    number: 'SAL-ORD-2026-00001',
    externalNumber: 'TB-1',
    status: 'confirmed',
    rawStatus: 'To Deliver and Bill',
    payment: 'unknown',
    total: { amount: '59.80', currency: 'CNY' },
    placedAt: new Date(NOW_MS - 86_400_000),
    customer: { name: WANG.name, phones: ['+8613800138000'], emails: ['wang.fang@example.com'] },
    lines: [
      { id: cup?.name, sku: 'CUP-1', title: 'Cup', quantity: 3, shipped: 0, returned: 0, price: { amount: '19.90', currency: 'CNY' } },
      { id: pot?.name, sku: 'POT-2', title: 'Pot', quantity: 1, price: { amount: '0.10', currency: 'CNY' } }
    ],
    url: `${stand.server.url}/app/sales-order/SAL-ORD-2026-00001`
  })
  t.same(await stand.erpnext.getOrder('SAL-ORD-2026-00001'), found)
})

t.test('finds by what only the order knows, or only the customer\'s record, or by the hub\'s own id', async (t) => {
  const stand = await openStand(t, { settings: { custom: { Customer: ['custom_hub'], Issue: ['custom_kefuhub_key'], 'Delivery Note': ['custom_kefuhub_key'] } }, options: { contactKeyField: 'custom_hub' } })
  const shop = { name: 'Flagship store', phone: '10086' }
  const byOrder = addOrder(stand, { customer: shop, contact: { phone: '+86-13800138001', email: 'li@Example.com' } })
  const byRecord = addOrder(stand, { customer: { name: 'Zhao', phone: '13800138002', email: 'zhao@example.com', more: { custom_hub: 'contact-9' } }, contact: {} })
  const ids = async (query: object): Promise<string[]> => (await stand.erpnext.findOrders(query, 10)).map(({ id }) => id)
  t.same(await ids({ phone: '+8613800138001' }), [byOrder.name])
  t.same(await ids({ email: 'LI@example.com' }), [byOrder.name])
  t.same(await ids({ phone: '+8613800138002' }), [byRecord.name])
  t.same(await ids({ email: 'zhao@example.com' }), [byRecord.name])
  t.same(await ids({ externalId: 'contact-9', phone: '+8613800138001' }), [byRecord.name])
  t.same(await ids({ externalId: 'unknown', phone: '+8613800138001' }), [byOrder.name])
  t.match(await stand.erpnext.getOrder(byRecord.name), { customer: { phones: ['+8613800138002'], emails: ['zhao@example.com'] } })
})

t.test('finds by either number, and with a customer only what is theirs', async (t) => {
  const stand = await openStand(t)
  const order = addOrder(stand, { poNo: 'TB-1' })
  addOrder(stand, { poNo: 'TB-2', customer: { name: 'Other', phone: '13900138000' } })
  for (const number of [order.name, order.name.toLowerCase(), ' TB-1 ']) t.match(await stand.erpnext.findOrders({ number }, 10), [{ id: order.name }], number)
  t.same(await stand.erpnext.findOrders({ number: 'TB-2', phone: '+8613800138000' }, 10), [])
  t.equal((await stand.erpnext.findOrders({ number: 'TB-1', phone: '+8613800138000' }, 10)).length, 1)
  t.same(await stand.erpnext.findOrders({ number: 'TB-1', externalId: 'x' }, 10), [], 'a customer that cannot be looked up is nobody')
})

t.test('takes hostile numbers, addresses and names for what they are', async (t) => {
  const stand = await openStand(t)
  addOrder(stand, { poNo: 'TB-1' })
  for (const number of ['%', '_____', 'SAL-ORD-2026-0000_', '\' OR \'1\'=\'1', '"]],["name","like","%', '*', '', 'a\0b', 'x'.repeat(1000), '😀"\\', '../Customer/Wang Fang', '?', '#', '&limit=1']) {
    t.same(await stand.erpnext.findOrders({ number }, 10), [], JSON.stringify(number.slice(0, 40)))
  }
  for (const email of ['%', '%@example.com', 'wang_fang@example.com', '*', '["like","%"]']) t.same(await stand.erpnext.findOrders({ email }, 10), [], email)
  for (const phone of ['%', '+', '1', '\' or 1=1']) t.same(await stand.erpnext.findOrders({ phone }, 10), [], phone)
  t.same(await stand.erpnext.findOrders({}, 10), [], 'no question, no answer')
  for (const id of ['.', '..', '../Customer/Wang Fang', '..%2FCustomer', '', 'x'.repeat(200), '<b>', 'a\nb', 'Wang Fang', '?fields=["*"]']) {
    t.equal(await stand.erpnext.getOrder(id), undefined, id.slice(0, 40))
    t.same(await stand.erpnext.getLogistics(id), [], id.slice(0, 40))
  }
})

t.test('gives the latest first, and no more than asked for', async (t) => {
  const stand = await openStand(t)
  for (const day of [3, 1, 2]) addOrder(stand, { poNo: `D${day}`, placedAt: new Date(NOW_MS - 10 * 86_400_000 + day * 86_400_000) })
  t.same((await stand.erpnext.findOrders({ phone: '+8613800138000' }, 2)).map(({ externalNumber }) => externalNumber), ['D3', 'D2'])
  t.same((await stand.erpnext.findOrders({ number: 'D3' }, 0)), [])
})

t.test('tells how far an order is, and what was paid', async (t) => {
  const set = (values: object) => ({ system }: Stand, order: Parameters<Stand['system']['shop']['ship']>[0]) => { system.documents.touch(order, values as Record<string, unknown>) }
  const rows: Array<[string, ReturnType<typeof set>, object]> = [
    ['a draft', set({ docstatus: 0, status: 'Draft' }), { status: 'draft' }],
    ['on hold', set({ status: 'On Hold' }), { status: 'confirmed', rawStatus: 'On Hold' }],
    ['cancelled', ({ system }, order) => system.shop.cancel(order), { status: 'cancelled' }],
    ['partly shipped', ({ system }, order) => { system.shop.ship(order, { quantities: [1] }) }, { status: 'partly-shipped', lines: [{ shipped: 1 }, { shipped: 0 }] }],
    ['shipped', ({ system }, order) => { system.shop.ship(order) }, { status: 'shipped', rawStatus: 'To Bill' }],
    ['billed before it was shipped', set({ status: 'To Deliver', per_delivered: 100 }), { status: 'shipped' }],
    ['done', set({ status: 'Completed' }), { status: 'done' }],
    ['closed after a part', set({ status: 'Closed', per_delivered: 40 }), { status: 'done' }],
    ['closed before anything left', set({ status: 'Closed' }), { status: 'cancelled' }],
    ['something new', set({ status: 'Frozen' }), { status: 'unknown', rawStatus: 'Frozen' }],
    ['without a word', set({ status: null }), { status: 'unknown', rawStatus: 'docstatus 1' }],
    ['paid ahead', set({ advance_paid: 59.8 }), { payment: 'paid' }],
    ['partly paid', set({ advance_paid: 1 }), { payment: 'partly-paid' }],
    ['to pay', set({ status: 'To Pay' }), { payment: 'unpaid', status: 'shipped' }]
  ]
  for (const [name, happen, expected] of rows) {
    const stand = await openStand(t)
    const order = addOrder(stand)
    happen(stand, order)
    t.match(await stand.erpnext.getOrder(order.name), expected, name)
  }
})

t.test('knows the site\'s time zone', async (t) => {
  for (const [timeZone, day] of [['Asia/Shanghai', '2026-11-20T16:00:00.000Z'], ['America/New_York', '2026-11-21T05:00:00.000Z']] as const) {
    const stand = await openStand(t, { settings: { timeZone }, options: { timeZone } })
    const order = addOrder(stand)
    t.match(await stand.erpnext.getOrder(order.name), { placedAt: new Date(NOW_MS - 86_400_000) }, 'typed in on its day')
    Object.assign(order, { transaction_date: '2026-11-21' })
    t.match(await stand.erpnext.getOrder(order.name), { placedAt: new Date(day) }, 'typed in later: only the day is known')
  }
  await t.rejects(openStand(t, { options: { timeZone: 'Mars/Phobos' } }), { message: /Mars\/Phobos/ })
})

t.test('says where the parcels are', async (t) => {
  const stand = await openStand(t)
  const order = addOrder(stand)
  t.same(await stand.erpnext.getLogistics(order.name), [])
  const first = stand.system.shop.ship(order, { quantities: [1], carrier: 'SF Express', tracking: 'SF1, SF2' })
  const second = stand.system.shop.ship(order, { quantities: [1] })
  stand.system.shop.ship(order, { quantities: [0, 1], isDraft: true })
  stand.system.shop.cancel(stand.system.shop.ship(order))
  const other = addOrder(stand, { customer: { name: 'Other' } })
  stand.system.shop.ship(other)
  stand.system.shop.addShipment([second], { awb_number: 'YT9', carrier: 'YTO', carrier_service: 'Standard', tracking_url: 'https://track.example/YT9', tracking_status: 'Delivered' })
  stand.system.shop.addShipment([second], { tracking_url: 'javascript:alert(1)', tracking_status: 'Eaten' })
  const shipments = await stand.erpnext.getLogistics(order.name)
  t.match(shipments, [
    { id: first.name, number: first.name, carrier: 'SF Express', trackingNumbers: ['SF1', 'SF2'], state: 'moving', shippedAt: new Date(NOW_MS), steps: [] },
    { id: `SHIPMENT-00001/${second.name}`, number: second.name, carrier: 'YTO Standard', trackingNumbers: ['YT9'], trackingUrl: 'https://track.example/YT9', state: 'delivered' },
    { id: `SHIPMENT-00002/${second.name}`, trackingNumbers: [], trackingUrl: undefined, state: 'unknown' },
    { state: 'waiting', shippedAt: undefined }
  ])
  t.equal(shipments.length, 4)
})

t.test('does without shipments where the user may not see them', async (t) => {
  const stand = await openStand(t, { settings: { forbidden: ['Shipment'] } })
  const order = addOrder(stand)
  stand.system.shop.ship(order, { tracking: 'SF1' })
  t.match(await stand.erpnext.getLogistics(order.name), [{ trackingNumbers: ['SF1'] }])
  stand.server.faults.fail('busy', 'read', 1, 1)
  await t.rejects(stand.erpnext.getLogistics(order.name), { message: /cannot do it/, verdict: 'retry' })
})
