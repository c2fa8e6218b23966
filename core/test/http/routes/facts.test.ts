import t from 'tap'
import type { ErpInstance, CrmInstance } from '@kefuhub/contract'
import { Rejected, Retryable, Type, defineCrm, defineErp, type AnyPlugin } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../../support/channel.js'
import { createTestHub } from '../../support/hub.js'
import { FakeCrm } from '../../neighbours/fake-crm.js'
import { until } from '../../neighbours/until.js'

const PHONE = '+8613800000000'
const at = new Date(1_767_225_600_000)
const order = {
  id: '7',
  number: 'S7',
  status: 'shipped',
  rawStatus: 'sale',
  payment: 'paid',
  total: { amount: '199.00', currency: 'CNY' },
  placedAt: at,
  changedAt: at,
  customer: { phones: [PHONE], emails: [] },
  lines: [{ id: '1', sku: 'A', title: '水杯', quantity: 1, shipped: 1, returned: 0 }]
} as const

/** A hub with a CRM and an ERP, one customer and an administrator's token. */
async function open (t: Parameters<typeof createTestHub>[0], erp: Partial<ErpInstance> = {}) {
  const crm = new FakeCrm()
  const channel = createTestChannel()
  const erpModule = defineErp({
    name: 'fake-erp',
    contract: '^1',
    title: { zh: '订单', en: 'Orders' },
    options: Type.Object({}, { additionalProperties: false }),
    setup: ({ baseUrl }) => ({
      endpoints: [{ label: { zh: '回调地址', en: 'Webhook' }, url: `${baseUrl}/webhook` }],
      findOrders: async () => [{ ...order, customer: { phones: [PHONE], emails: [] }, lines: [...order.lines] }],
      getOrder: async (id) => id === '7' ? { ...order, customer: { phones: [PHONE], emails: [] }, lines: [...order.lines] } : undefined,
      getLogistics: async () => [{ id: 'p1', number: 'OUT1', trackingNumbers: ['SF1'], state: 'moving' as const, steps: [{ at, text: '已揽收' }] }],
      findReturn: async () => undefined,
      createReturn: async () => ({ id: 'r1', number: 'RET1', status: 'draft' as const }),
      ...erp
    })
  }) as unknown as AnyPlugin
  const hub = await createTestHub(t, {
    plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'crm', module: crm.plugin(), sync: { pullMinutes: 0, lookUp: false } }, { id: 'erp', module: erpModule }]
  })
  hub.start()
  await channel.hub.receive(inbound())
  await until(async () => (await hub.desk.contacts.list({ limit: 1 })).items.length > 0)
  const { items: [contact] } = await hub.desk.contacts.list({ limit: 1 })
  const { token } = await hub.desk.apiTokens.create('test', 'administrator')
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, payload?: object) => {
    const response = await hub.app.inject({ method, url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` }, ...(payload !== undefined && { payload }) })
    return { status: response.statusCode, body: response.json() }
  }
  return { hub, crm, contact: contact?.id ?? '', call }
}

t.test('a contact is given a number, looked up, and chosen among several', async (t) => {
  const { hub, crm, contact, call } = await open(t)
  t.match(await call('PATCH', `/contacts/${contact}`, { phones: ['138 0000 0000'], emails: ['Wang@Example.com'], fields: { level: 'gold' }, tags: ['vip'] }), {
    status: 200, body: { phones: [PHONE], emails: ['wang@example.com'], fields: { level: 'gold' }, tags: ['vip'] }
  })
  t.match(await call('PATCH', `/contacts/${contact}`, { phones: ['twelve'] }), { status: 400, body: { error: { code: 'KH_ERR_API_INPUT', message: /phone/ } } })
  t.match(await call('PATCH', `/contacts/${contact}`, { emails: ['nobody'] }), { status: 400 })
  t.match(await call('GET', `/contacts/${contact}/facts`), { body: { items: [{ source: 'crm', state: 'unasked' }] } }, 'its sync looks nobody up')
  crm.put({ id: 'C1', phones: [PHONE] })
  crm.put({ id: 'C2', phones: [PHONE], name: '王' })
  await until(async () => await hub.store.outbox.exists({ due: { $gte: new Date(0) } }) === null)
  await hub.neighbours.crm.get('crm').lookUp(contact)
  t.match(await call('GET', `/contacts/${contact}/facts`), { body: { items: [{ source: 'crm', state: 'many', candidates: [{ id: 'C1' }, { id: 'C2' }] }] } })
  t.match(await call('PUT', `/contacts/${contact}/facts/crm`, { record: 'C2' }), { status: 200, body: { items: [{ state: 'fresh', record: { id: 'C2', name: '王', phones: [PHONE] } }] } })
  crm.put({ id: 'C2', phones: [PHONE], name: '王芳' })
  t.match(await call('POST', `/contacts/${contact}/facts/crm/look`), { status: 202, body: { items: [{ source: 'crm', record: { name: '王' } }] } }, 'what is known, at once')
  await until(async () => (await call('GET', `/contacts/${contact}/facts`)).body.items[0].record.name === '王芳')
  t.match(await call('POST', `/contacts/${contact}/facts/none/look`), { status: 404, body: { error: { code: 'KH_ERR_CONNECTION_NOT_FOUND' } } })
  t.match(await call('PUT', `/contacts/${contact}/facts/none`, { record: 'C2' }), { status: 404, body: { error: { code: 'KH_ERR_CONNECTION_NOT_FOUND' } } })
})

t.test('orders, parcels and returns of a contact', async (t) => {
  const { contact, call } = await open(t)
  t.match(await call('GET', `/contacts/${contact}/orders`), { body: { items: [{ source: 'erp', state: 'ok', orders: [] }] } }, 'nothing is known of them yet')
  await call('PATCH', `/contacts/${contact}`, { phones: [PHONE] })
  t.match(await call('GET', `/contacts/${contact}/orders`), { body: { items: [{ source: 'erp', title: { en: 'Orders' }, hasParcels: true, takesReturns: true, orders: [{ number: 'S7', total: { amount: '199.00' }, lines: [{ title: '水杯' }] }] }] } })
  t.match(await call('GET', `/contacts/${contact}/orders/erp/7`), { status: 200, body: { id: '7', placedAt: at.toISOString() } })
  t.match(await call('GET', `/contacts/${contact}/orders/erp/8`), { status: 404, body: { error: { code: 'KH_ERR_ORDER_NOT_FOUND' } } })
  t.match(await call('GET', `/contacts/${contact}/orders/none/7`), { status: 404, body: { error: { code: 'KH_ERR_ORDER_SOURCE_UNKNOWN' } } })
  t.match(await call('GET', `/contacts/${contact}/orders/erp/7/shipments`), { body: { items: [{ trackingNumbers: ['SF1'], steps: [{ text: '已揽收' }] }] } })
  const wish = { key: 'return-0001', kind: 'return', reason: '坏了', lines: [{ lineId: '1', quantity: 1 }] }
  t.match(await call('POST', `/contacts/${contact}/orders/erp/7/returns`, wish), { status: 201, body: { number: 'RET1', status: 'draft' } })
  t.match(await call('POST', `/contacts/${contact}/orders/erp/7/returns`, { ...wish, lines: [] }), { status: 400 })
})

t.test('a system that is away or refuses says so with a code', async (t) => {
  const { contact, call } = await open(t, { getLogistics: async () => { throw new Retryable('it is being restarted') }, createReturn: async () => { throw new Rejected('more than was delivered') } })
  await call('PATCH', `/contacts/${contact}`, { phones: [PHONE] })
  t.match(await call('GET', `/contacts/${contact}/orders/erp/7/shipments`), { status: 503, body: { error: { code: 'KH_ERR_ORDERS_AWAY', message: /restarted/ } } })
  t.match(await call('POST', `/contacts/${contact}/orders/erp/7/returns`, { key: 'return-0001', kind: 'return', reason: 'x', lines: [{ lineId: '1', quantity: 5 }] }), { status: 422, body: { error: { code: 'KH_ERR_RETURN_REFUSED' } } })
})

t.test('files that could never be written say why, and not up to when', async (t) => {
  let isFull = true
  const { hub, call } = await open(t, {
    exportFiles: async () => {
      if (isFull) throw new Retryable('The disk is full (ENOSPC)')
      return [{ name: 'a.csv', rows: 0, bytes: 7, sha256: '0'.repeat(64) }]
    }
  })
  await hub.neighbours.jobs.want('ticket-files:erp')
  await until(async () => ((await hub.neighbours.jobs.find('ticket-files:erp'))?.failures ?? 0) > 0)
  const filesOf = async () => (await call('GET', '/connections')).body.items.find(({ id }: { id: string }) => id === 'erp').files
  t.match(await filesOf(), { state: 'failed', written: [], to: undefined, reason: /ENOSPC/ })
  isFull = false
  await hub.neighbours.jobs.want('ticket-files:erp')
  await until(async () => (await hub.neighbours.jobs.find('ticket-files:erp'))?.lastDoneAt !== undefined)
  t.match(await filesOf(), { state: 'idle', written: [{ name: 'a.csv', rows: 0, bytes: 7 }], to: /^20/ })
})

t.test('connections say how keeping in step goes, are pulled and filled, and show what would change', async (t) => {
  const { hub, crm, contact, call } = await open(t)
  crm.put({ id: 'C1', externalId: contact, name: '王' })
  t.match(await call('GET', '/connections'), { body: { items: [{ id: 'crm', kind: 'crm', state: 'ok', endpoints: [], errors: [] }, { id: 'erp', kind: 'erp', state: 'ok', endpoints: [{ label: { en: 'Webhook' }, url: /^http.*\/plugins\/erp\/webhook$/ }] }] } })
  t.match(await call('GET', '/connections/crm/preview'), { body: { items: [{ record: 'C1', contact, name: /^客户 /, moves: [{ hub: 'name', to: 'hub', value: '王' }] }], isReadToEnd: true, isComplete: true } })
  t.match(await call('POST', '/connections/crm/pull'), { status: 202, body: { id: 'crm' } })
  await until(async () => (await hub.desk.contacts.view(contact))?.name === '王')
  t.match(await call('POST', '/connections/crm/backfill'), { status: 202, body: { backfill: { phase: /pull|push|done/ } } })
  await until(async () => (await hub.neighbours.jobs.find('crm-backfill:crm'))?.lastDoneAt !== undefined)
  t.match((await call('GET', '/connections')).body.items[0], { pull: { state: 'idle', counts: { read: 1, matched: 1 } }, backfill: { phase: 'done', pulled: { read: 1 }, pushed: { done: 1 }, total: 1 } })
  t.match(await call('POST', '/connections/erp/pull'), { status: 404 })
  crm.mood = 'unauthorized'
  t.match(await call('GET', '/connections/crm/preview'), { status: 503, body: { error: { code: 'KH_ERR_CONNECTION_AWAY', message: /not valid/ } } })
  t.match((await call('GET', '/connections')).body.items[0], { state: 'down', reason: 'the key is not valid' })
})

t.test('a back-fill is cancelled, and stays where it is', async (t) => {
  const { crm, call } = await open(t)
  crm.mood = 'busy'
  await call('POST', '/connections/crm/backfill')
  const shown = async () => (await call('GET', '/connections')).body.items[0].backfill
  await until(async () => (await shown()).state === 'failed')
  t.match(await shown(), { reason: 'busy', dueAt: /^20/ }, 'it would go on by itself')
  t.match(await call('DELETE', '/connections/crm/backfill'), { status: 200, body: { id: 'crm', backfill: { state: 'idle', phase: 'pull', dueAt: undefined } } })
  t.match(await call('DELETE', '/connections/erp/backfill'), { status: 404, body: { error: { code: 'KH_ERR_CONNECTION_NOT_FOUND' } } })
  t.match((await call('GET', '/audit?limit=1')).body.items, [{ action: 'connection.cancel', target: 'crm' }])
})

t.test('what could not be kept in step is named', async (t) => {
  const { hub, crm, contact, call } = await open(t)
  crm.mood = 'busy'
  await t.rejects(hub.neighbours.crm.get('crm').lookUp(contact), { message: 'busy' })
  t.match((await call('GET', '/connections')).body.items[0].errors, [{ contact, name: /^客户 /, code: 'KH_ERR_DELIVERY_RETRYABLE', reason: 'busy' }])
})

t.test('a plugin that is neither is no connection', async (t) => {
  const module = defineCrm({ name: 'x', contract: '^1', title: { zh: '甲', en: 'x' }, options: Type.Object({}, { additionalProperties: false }), setup: () => ({}) as CrmInstance }) as unknown as AnyPlugin
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: createTestChannel().definition as never }, { id: 'x', module }] })
  const { token } = await hub.desk.apiTokens.create('test', 'leader')
  t.same((await hub.app.inject({ url: '/api/v1/connections', headers: { authorization: `Bearer ${token}` } })).json().items.map(({ id }: { id: string }) => id), ['x'])
})
