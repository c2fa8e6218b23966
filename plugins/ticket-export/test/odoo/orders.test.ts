import t from 'tap'
import { NOW_MS } from '../erp/requests.js'
import { addOrder, openStand, WANG } from './stand.js'

t.test('finds the orders of a customer by phone, however it is written there', async (t) => {
  for (const version of [16, 17, 18, 19]) {
    const stand = await openStand(t, { settings: { version } })
    const { order } = addOrder(stand, { ref: 'TB-1' })
    addOrder(stand, { customer: { name: 'Other', phone: '139 0013 8000' } })
    const [found, ...more] = await stand.odoo.findOrders({ phone: '+8613800138000' }, 10)
    t.same(more, [], `version ${version}`)
    t.match(found, {
      id: String(order),
      number: 'S00001',
      externalNumber: 'TB-1',
      status: 'confirmed',
      rawStatus: 'sale/pending',
      payment: 'unknown',
      total: { amount: '59.80', currency: 'CNY' },
      placedAt: new Date(NOW_MS - 86_400_000),
      customer: { name: WANG.name, phones: ['+8613800138000'], emails: ['wang.fang@example.com'] },
      lines: [
        { sku: 'CUP-1', title: 'Cup', quantity: 3, shipped: 0, returned: 0, price: { amount: '19.90', currency: 'CNY' } },
        { sku: 'POT-2', title: 'Pot', quantity: 1, price: { amount: '0.10', currency: 'CNY' } }
      ],
      url: `${stand.server.url}/web#id=${order}&model=sale.order&view_type=form`
    })
  }
})

t.test('speaks JSON-2 as well', async (t) => {
  const stand = await openStand(t, { settings: { version: 19, api: 'json2' }, options: { api: 'json2' } })
  const { order } = addOrder(stand)
  t.match(await stand.odoo.getOrder(String(order)), { number: 'S00001' })
  t.ok(stand.server.calls.every(({ path }) => path.startsWith('/json/2/')))
})

t.test('finds by the old mobile field, by e-mail in any case, and by the hub\'s own id first', async (t) => {
  const stand = await openStand(t, { settings: { version: 16 }, options: { contactKeyField: 'ref' } })
  const mobile = addOrder(stand, { customer: { name: 'A', mobile: '+86 (138) 0013-8001' } })
  const mail = addOrder(stand, { customer: { name: 'B', email: 'B_1@Example.com' } })
  addOrder(stand, { customer: { name: 'C', email: 'bx1@example.com' } })
  const known = addOrder(stand, { customer: { name: 'D', ref: 'contact-9' } })
  const ids = async (query: object): Promise<string[]> => (await stand.odoo.findOrders(query, 10)).map(({ id }) => id)
  t.same(await ids({ phone: '+8613800138001' }), [String(mobile.order)])
  t.same(await ids({ email: 'b_1@example.COM' }), [String(mail.order)])
  t.same(await ids({ externalId: 'contact-9', phone: '+8613800138001' }), [String(known.order)])
  t.same(await ids({ externalId: 'unknown', phone: '+8613800138001' }), [String(mobile.order)])
})

t.test('takes no wildcards in addresses where the database has only the plain field', async (t) => {
  const stand = await openStand(t, { settings: { isNormalized: false } })
  addOrder(stand, { customer: { name: 'A', email: 'A_b@Example.com' } })
  addOrder(stand, { customer: { name: 'B', email: 'axb@example.com', phone: '13900000000' } })
  t.equal((await stand.odoo.findOrders({ email: 'a_b@example.com' }, 10)).length, 1)
  t.equal((await stand.odoo.findOrders({ phone: '+8613900000000' }, 10)).length, 1)
})

t.test('finds by either number, and with a customer only what is theirs', async (t) => {
  const stand = await openStand(t)
  const { order } = addOrder(stand, { ref: 'TB-1' })
  addOrder(stand, { ref: 'TB-2', customer: { name: 'Other', phone: '13900138000' } })
  for (const number of ['S00001', 's00001', ' TB-1 ']) t.match(await stand.odoo.findOrders({ number }, 10), [{ id: String(order) }], number)
  t.same(await stand.odoo.findOrders({ number: 'TB-2', phone: '+8613800138000' }, 10), [])
  t.equal((await stand.odoo.findOrders({ number: 'TB-1', phone: '+8613800138000' }, 10)).length, 1)
  t.same(await stand.odoo.findOrders({ number: 'TB-1', externalId: 'x' }, 10), [], 'a customer that cannot be looked up is nobody')
})

t.test('takes hostile numbers and addresses for what they are', async (t) => {
  const stand = await openStand(t)
  addOrder(stand, { ref: 'TB-1' })
  const before = stand.server.calls.length
  for (const number of ['%', '_____', 'S0000_', '\'; DROP TABLE sale_order; --', '"]],["id",">",0]', '|', '', 'a\0b', 'x'.repeat(1000), '😀"\\']) {
    t.same(await stand.odoo.findOrders({ number }, 10), [], JSON.stringify(number.slice(0, 40)))
  }
  for (const email of ['%', '%@example.com', 'wang_fang@example.com', '*', '[["id",">",0]]']) t.same(await stand.odoo.findOrders({ email }, 10), [], email)
  for (const phone of ['%', '+', '1', '\' or 1=1']) t.same(await stand.odoo.findOrders({ phone }, 10), [], phone)
  t.same(await stand.odoo.findOrders({}, 10), [], 'no question, no answer')
  for (const id of ['0', '-1', '99999999999', '2147483648', '1 or 1=1', '__proto__', '1.0', '']) t.equal(await stand.odoo.getOrder(id), undefined, id)
  t.equal(await stand.odoo.getOrder('4711'), undefined)
  t.ok(stand.server.calls.length > before)
})

t.test('shows the orders of a company to its people, and none to who only receives a parcel', async (t) => {
  const stand = await openStand(t)
  const { shop } = stand.system
  const company = shop.addCustomer({ name: 'Acme', email: 'office@acme.example' })
  shop.addCustomer({ name: 'Li', phone: '13700000001', parent: company })
  shop.addCustomer({ name: 'Friend', phone: '13700000002', parent: company, type: 'delivery' })
  shop.addOrder({ partner: company, placedAt: new Date(NOW_MS), lines: [{ sku: 'A', title: 'A', quantity: 1, price: 1 }] })
  const [order] = await stand.odoo.findOrders({ phone: '+8613700000001' }, 10)
  t.match(order, { customer: { name: 'Acme', phones: ['+8613700000001'], emails: ['office@acme.example'] } })
  t.same(order?.customer.phones.length, 1, 'the receiver is not the customer')
  t.same(await stand.odoo.findOrders({ phone: '+8613700000002' }, 10), [])
})

t.test('gives the latest first, and no more than asked for', async (t) => {
  const stand = await openStand(t)
  const partner = stand.system.shop.addCustomer(WANG)
  for (const day of [3, 1, 2]) stand.system.shop.addOrder({ partner, ref: `D${day}`, placedAt: new Date(NOW_MS + day * 86_400_000), lines: [] })
  t.same((await stand.odoo.findOrders({ phone: '+8613800138000' }, 2)).map(({ externalNumber }) => externalNumber), ['D3', 'D2'])
})

t.test('tells how far an order is', async (t) => {
  const rows: Array<[string, number, (stand: Awaited<ReturnType<typeof openStand>>, order: number) => void, object]> = [
    ['a quotation', 18, ({ system }, id) => system.records.update('sale.order', [id], { state: 'sent', delivery_status: false }), { status: 'draft', rawStatus: 'sent' }],
    ['cancelled', 18, ({ system }, id) => system.records.update('sale.order', [id], { state: 'cancel' }), { status: 'cancelled', rawStatus: 'cancel/pending' }],
    ['picked', 18, ({ system }, id) => system.records.update('sale.order', [id], { delivery_status: 'started' }), { status: 'confirmed' }],
    ['partly shipped', 17, ({ system }, id) => system.shop.ship(id, { quantities: [1] }), { status: 'partly-shipped', lines: [{ shipped: 1 }, { shipped: 0 }] }],
    ['shipped', 16, ({ system }, id) => system.shop.ship(id), { status: 'shipped', lines: [{ shipped: 3 }, { shipped: 1 }] }],
    ['shipped and billed', 18, ({ system }, id) => {
      system.shop.ship(id)
      system.records.update('sale.order', [id], { invoice_status: 'invoiced' })
    }, { status: 'done' }],
    ['locked, before 16', 15, ({ system }, id) => {
      system.shop.ship(id)
      system.records.update('sale.order', [id], { state: 'done' })
    }, { status: 'done', rawStatus: 'done' }],
    ['partly shipped, before 16', 15, ({ system }, id) => system.shop.ship(id, { quantities: [1] }), { status: 'partly-shipped', rawStatus: 'sale' }],
    ['something new', 18, ({ system }, id) => { Object.assign(system.records.get('sale.order', id), { state: 'frozen' }) }, { status: 'unknown', rawStatus: 'frozen/pending' }]
  ]
  for (const [name, version, happen, expected] of rows) {
    const stand = await openStand(t, { settings: { version } })
    const { order } = addOrder(stand)
    happen(stand, order)
    t.match(await stand.odoo.getOrder(String(order)), expected, name)
  }
})

t.test('tells what was paid, where the user may see it', async (t) => {
  const rows: Array<[Array<[type: string, state: string, payment: string]>, string]> = [
    [[['out_invoice', 'posted', 'paid']], 'paid'],
    [[['out_invoice', 'posted', 'in_payment'], ['out_refund', 'posted', 'paid']], 'paid'],
    [[['out_invoice', 'posted', 'paid'], ['out_invoice', 'posted', 'not_paid']], 'partly-paid'],
    [[['out_invoice', 'posted', 'partial']], 'partly-paid'],
    [[['out_invoice', 'posted', 'not_paid']], 'unpaid'],
    [[['out_invoice', 'posted', 'reversed']], 'refunded'],
    [[['out_invoice', 'draft', 'not_paid']], 'unknown']
  ]
  for (const forbidden of [[], ['account.move']]) {
    const stand = await openStand(t, { settings: { forbidden } })
    for (const [invoices, expected] of rows) {
      const { order } = addOrder(stand)
      const ids = invoices.map(([type, state, payment]) => stand.system.records.insert('account.move', { name: 'INV', move_type: type, state, payment_state: payment }).id)
      stand.system.records.update('sale.order', [order], { invoice_ids: ids })
      t.equal((await stand.odoo.getOrder(String(order)))?.payment, forbidden.length === 0 ? expected : 'unknown', JSON.stringify(invoices))
    }
  }
})

t.test('keeps cents, discounts and other currencies', async (t) => {
  const stand = await openStand(t)
  const partner = stand.system.shop.addCustomer(WANG)
  const id = stand.system.shop.addOrder({ partner, placedAt: new Date(NOW_MS), currency: 'JPY', lines: [{ sku: 'A', title: 'A', quantity: 3, price: 0.1, discount: 10 }, { sku: 'B', title: 'B', quantity: 1, price: 1234567.125 }] })
  stand.system.records.insert('sale.order.line', { order_id: id, display_type: 'line_note', name: 'A note' })
  const order = await stand.odoo.getOrder(String(id))
  t.same(order?.total, { amount: '1234567.395', currency: 'JPY' })
  t.same(order?.lines.map(({ price }) => price?.amount), ['0.09', '1234567.125'])
})

t.test('says where the parcels are', async (t) => {
  const stand = await openStand(t)
  const { order } = addOrder(stand)
  t.same(await stand.odoo.getLogistics(String(order)), [])
  const at = new Date(Date.UTC(2026, 10, 22, 3, 4, 5))
  const first = stand.system.shop.ship(order, { quantities: [1], carrier: 'SF Express', tracking: 'SF1, SF2；SF1', url: 'https://track.example/SF1', at })
  stand.system.shop.ship(order, { url: 'javascript:alert(1)' })
  stand.system.records.insert('stock.picking', { name: 'WH/OUT/9', sale_id: order, picking_type_code: 'outgoing', state: 'assigned' })
  stand.system.records.insert('stock.picking', { name: 'WH/OUT/10', sale_id: order, picking_type_code: 'outgoing', state: 'cancel' })
  const shipments = await stand.odoo.getLogistics(String(order))
  t.equal(shipments.length, 3)
  t.same(shipments[0], { id: String(first), number: 'WH/OUT/00001', carrier: 'SF Express', trackingNumbers: ['SF1', 'SF2'], trackingUrl: 'https://track.example/SF1', state: 'moving', shippedAt: at, steps: [] })
  t.notOk(shipments[1]?.trackingUrl, 'a link that is none is not shown')
  t.match(shipments[2], { state: 'waiting', trackingNumbers: [] })
  t.same(await stand.odoo.getLogistics('nonsense'), [])
})
