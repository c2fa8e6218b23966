import t, { type Test } from 'tap'
import type { ContactView, Order } from '@kefuhub/contract'
import { createFakeHub, type FakeOrder } from '@kefuhub/contract/testing'
import bot from '../src/index.js'

const RULES = `
- id: parcel
  priority: 1
  any: [快递, parcel]
  lookUp: parcels
  reply: |-
    订单 {{order}} {{status}}：
    {{parcels}}
- id: order
  any: [订单, order]
  lookUp: orders
  reply: '{{name}}，您的订单 {{order}}（{{items}}，{{total}}，{{placedOn}}）{{status}}。'
  notFound: '{{name}}，没有找到您的订单。'
  unavailable: 暂时查不到。
  ticket: { type: order, subject: '订单 {{order}}', fields: { said: '{{text}}' } }
`

const order = (number: string, placedOn: string, more: Partial<FakeOrder> = {}): FakeOrder => ({
  source: 'erp',
  id: `id-${number}`,
  number,
  status: 'shipped',
  rawStatus: 'sent',
  payment: 'paid',
  total: { amount: '199.00', currency: 'CNY' },
  placedAt: new Date(placedOn),
  changedAt: new Date(placedOn),
  customer: { phones: [], emails: [] },
  lines: [{ id: '1', sku: 'A', title: '夹克', quantity: 1, shipped: 1, returned: 0 }, { id: '2', sku: 'B', title: '帽子', quantity: 2, shipped: 0, returned: 0 }],
  ...more
})

async function start (t: Test) {
  const hub = await createFakeHub(bot, {}, { configDir: t.testdir({ 'bot.yaml': RULES }) })
  t.teardown(() => hub.close())
  hub.orders.ofContacts.set('contact-1', [
    order('S00007', '2026-01-02', { parcels: [{ id: 'p1', number: 'OUT1', carrier: '顺丰', trackingNumbers: ['SF1', 'SF2'], trackingUrl: 'https://sf.test/1', state: 'moving', steps: [{ at: new Date(0), text: '揽收' }, { at: new Date(1), text: '到达上海' }] }, { id: 'p2', number: 'OUT2', trackingNumbers: [], state: 'waiting', steps: [] }] }),
    order('S00009', '2026-01-05', { status: 'confirmed', externalNumber: '4200000012345678' })
  ])
  hub.orders.ofContacts.set('contact-2', [order('S00010', '2026-01-06')])
  const ask = async (text: string, contact: Partial<ContactView> = {}) => {
    const { replies, ...outcome } = await hub.runTurn({ content: { type: 'text', text } }, { contact: { name: '王芳', ...contact } })
    return { ...outcome, texts: replies.map((reply) => reply.type === 'text' ? reply.text : reply.type) }
  }
  return { hub, ask }
}

t.test('tells of the latest order, or of the one whose number the customer wrote', async (t) => {
  const { ask } = await start(t)
  t.match(await ask('我的订单呢'), {
    texts: ['王芳，您的订单 S00009（夹克 × 1、帽子 × 2，199.00 CNY，2026-01-05）已确认，等待发货。'],
    tickets: [{ subject: '订单 S00009', fields: { said: '我的订单呢' } }],
    handOver: undefined
  })
  for (const text of ['订单s00007到哪了', '订单 Ｓ００００７，电话 13800000000，2026-01-05 买的']) t.match(await ask(text), { texts: [/您的订单 S00007.*已发货/] }, text)
  t.match(await ask('2026-01-02 下的订单，电话 8613800000000 或 13800000000'), { texts: [/您的订单 S00009/] }, 'neither is the number of an order')
  t.match(await ask('订单号4200000012345678'), { texts: [/您的订单 S00009/] })
  t.match(await ask('my order?', { language: 'en-GB' }), { texts: [/confirmed and waiting/] })
})

t.test('tells where each parcel is, and that none was sent', async (t) => {
  const { ask } = await start(t)
  t.same((await ask('S00007 的快递')).texts, ['订单 S00007 已发货：\n顺丰 SF1 SF2，运输中，到达上海，https://sf.test/1\nOUT2，等待发出'])
  t.match(await ask('快递'), { texts: [/还没有包裹发出/], handOver: undefined })
})

t.test('says nothing of an order of somebody else, nor to somebody who has none', async (t) => {
  const { ask } = await start(t)
  t.match(await ask('订单 S00010'), { texts: ['王芳，没有找到您的订单。'], tickets: [{ subject: '订单 ' }], handOver: undefined })
  t.match(await ask('订单', { id: 'contact-3' }), { texts: ['王芳，没有找到您的订单。'] })
  t.match(await ask('快递 S00010'), { texts: [], handOver: 'rule parcel: no such order of this customer' })
})

t.test('leaves it to a human while a system does not answer', async (t) => {
  const { hub, ask } = await start(t)
  hub.orders.away = 'all'
  t.match(await ask('订单'), { texts: ['暂时查不到。'], handOver: 'rule order: a system with orders does not answer' })
  t.match(await ask('快递'), { texts: [], handOver: 'rule parcel: a system with orders does not answer' })
  hub.orders.away = 'parcels'
  t.match(await ask('订单'), { texts: [/S00009/], handOver: undefined })
  t.match(await ask('快递'), { texts: [], handOver: 'rule parcel: a system with orders does not answer', errors: [] })
})

t.test('knows every state of orders and parcels in both languages, and names no more than five', async (t) => {
  const { hub, ask } = await start(t)
  const statuses: Array<Order['status']> = ['draft', 'confirmed', 'partly-shipped', 'shipped', 'done', 'cancelled', 'unknown']
  const parcel = (state: 'waiting' | 'moving' | 'delivered' | 'problem' | 'unknown') => ({ id: state, number: state, trackingNumbers: [], state, steps: [] })
  const parcels = (['waiting', 'moving', 'delivered', 'problem', 'unknown', 'moving'] as const).map(parcel)
  const [line] = order('x', '2026-01-01').lines
  for (const language of ['zh-CN', 'en']) {
    for (const status of statuses) {
      hub.orders.ofContacts.set('contact-1', [order('S00001', '2026-01-01', { status, parcels, lines: Array.from({ length: 7 }, () => line as Order['lines'][number]) })])
      t.match(await ask('订单', { language }), { texts: [language === 'en' ? /and 2 more,? ?.*CNY/ : /等 2 项/] })
      const { texts: [told = ''] } = await ask('快递', { language })
      t.equal(told.split('\n').length, 7)
      t.notMatch(told, /undefined|\{\{/)
      t.equal(/\p{Script=Han}{2}/u.test(told.split('\n').slice(1).join('')), language !== 'en')
    }
  }
})
