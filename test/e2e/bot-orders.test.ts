import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import bot from '@kefuhub/bot'
import ticketExport from '@kefuhub/ticket-export'
import { checkOptions } from '@kefuhub/contract/testing'
import { startSystem, type OdooSystem } from '@kefuhub/ticket-export/simulator'
import { createTestChannel, inbound } from '../../core/test/support/channel.js'
import { createTestHub } from '../../core/test/support/hub.js'
import { ticketsConfig } from '../../core/test/support/tickets.js'

const RULES = `
- id: parcel
  any: [快递]
  lookUp: parcels
  reply: "您的订单 {{order}} {{status}}：{{parcels}}"
  notFound: 没有找到您的订单。
- id: broken
  any: [坏了]
  reply: 已为您登记。
  ticket: { type: repair, subject: '{{name}}：{{text}}', fields: { what: '{{text}}' }, priority: high }
`
const TICKETS = ticketsConfig({
  types: [{
    id: 'repair',
    title: { zh: '报修', en: 'Repair' },
    fields: [{ name: 'what', title: { zh: '什么坏了', en: 'What is broken' }, required: true }],
    statuses: [{ id: 'new', title: { zh: '新建', en: 'New' }, state: 'new', tell: { text: '工单 {{number}} 已创建。' } }]
  }]
})

async function open (t: Test) {
  const odoo = await startSystem<OdooSystem>({ odoo: { database: 'shop', user: 'hub@example.com', apiKey: 'odoo-key-0001', tickets: {} } })
  t.teardown(() => odoo.close())
  const { shop } = odoo.server.system
  const sell = (customer: { name: string, phone: string }): number => shop.addOrder({
    partner: shop.addCustomer(customer), placedAt: new Date(), lines: [{ sku: 'CUP-1', title: 'Cup', quantity: 3, price: 19.9 }]
  })
  const own = sell({ name: 'Wang Fang', phone: '138 0013-8000' })
  sell({ name: 'Li Lei', phone: '139 0013 8000' })
  const channel = createTestChannel()
  const file = join(t.testdir(), 'bot.yaml')
  await writeFile(file, RULES)
  const hub = await createTestHub(t, {
    config: { tickets: TICKETS },
    plugins: [
      { id: 'shop', module: channel.definition as never },
      { id: 'bot', module: bot as never, options: { rules: file } },
      { id: 'odoo', module: ticketExport as never, options: checkOptions('ticket-export', ticketExport.options, odoo.options), tickets: { orderSeconds: 0, types: [] } }
    ]
  })
  hub.start()
  let asked = 0
  /** What the customer reads next. */
  const ask = async (sender: string, text: string, answers = 1): Promise<unknown[]> => {
    const before = channel.sent.length
    await channel.hub.receive(inbound({ eventKey: `k${++asked}`, sender: { id: sender, name: sender }, sentAt: new Date(), text }))
    await channel.taken(before + answers)
    return channel.sent.slice(before).map(({ content }) => content.type === 'text' ? content.text : content)
  }
  const contactOf = async (sender: string): Promise<string> => (await hub.store.identities.findById(`shop:${sender}`).lean())?.contact ?? ''
  return { hub, odoo, shop, own, ask, contactOf }
}

t.test('the bot tells customers of their own orders in an ERP, and opens tickets that they hear of', async (t) => {
  const { hub, shop, own, ask, contactOf } = await open(t)
  t.same(await ask('wang', '快递到哪了'), ['没有找到您的订单。'], 'nobody knows who this is')
  t.same(await ask('wang', '快递 S00001'), ['没有找到您的订单。'], 'and a number alone shows nothing')
  await hub.desk.contacts.change(await contactOf('wang'), { phones: ['+8613800138000'] })
  t.same(await ask('wang', '快递到哪了'), ['您的订单 S00001 已确认，等待发货：还没有包裹发出'])
  t.same(await ask('wang', '快递 S00002'), ['没有找到您的订单。'], 'it is there, and somebody else\'s')
  t.ok(shop.ship(own, { carrier: 'SF Express', tracking: 'SF1234567890' }))
  t.match(await ask('wang', '快递'), [/^您的订单 S00001 已发货：SF Express SF1234567890，/])
  t.same((await ask('wang', '杯子坏了', 2)).toSorted(), ['工单 1001 已创建。', '已为您登记。'].toSorted())
  t.match(await hub.store.tickets.find({}).lean(), [{ subject: 'wang：杯子坏了', fields: { what: '杯子坏了' }, priority: 'high', contact: await contactOf('wang'), createdBy: { kind: 'rule', id: 'bot' } }])
})

t.test('a customer is not kept waiting by an ERP that is down: a human answers', async (t) => {
  const { hub, odoo, ask, contactOf } = await open(t)
  await ask('wang', '快递')
  const contact = await contactOf('wang')
  await hub.desk.contacts.change(contact, { phones: ['+8613800138000'] })
  await odoo.close()
  await ask('wang', '快递', 0)
  while ((await hub.store.conversations.findOne({ contact }).lean())?.state === 'bot') await new Promise((resolve) => setImmediate(resolve))
  t.match(await hub.store.conversations.findOne({ contact }).lean(), { state: 'waiting', handOverReason: 'rule parcel: a system with orders does not answer' })
})
