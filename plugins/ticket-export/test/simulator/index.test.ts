import { createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import simulator, { startSystem, type RestSystem, type ZendeskSystem } from '../../src/simulator/index.js'
import { ORDERS, TICKETS, WEBHOOK } from '../samples/rest.js'
import { send, ticketOf } from '../open.js'

const ENTRIES = {
  zendesk: { url: 'https://acme.zendesk.com', token: 'zendesk-test-token' },
  zammad: { url: 'https://zammad.test', token: 'zammad-test-token', group: 'Second level', attribute: 'hub_key' },
  jira: { url: 'https://acme.atlassian.net', token: 'jira-test-token', serviceDeskId: '3', requestTypeId: '17', projectKey: 'SUP' },
  rest: { connection: { baseUrl: 'https://desk.test', auth: { bearer: { token: 'rest-test-token' } } }, tickets: { ...TICKETS, webhook: WEBHOOK }, orders: ORDERS }
}

const DESKS = {
  ...ENTRIES,
  odoo: { url: 'https://odoo.test', database: 'acme', user: 'hub@acme.test', apiKey: 'odoo-test-key', tickets: {} },
  erpnext: { url: 'https://erp.test', apiKey: 'erpnext-test-key', apiSecret: 'erpnext-test-secret', tickets: {} }
}

for (const [name, entry] of Object.entries(ENTRIES)) {
  t.test(`${name}: starts what the options name, and takes a ticket`, async (t) => {
    const system = await simulator.start({ [name]: entry })
    t.teardown(() => system.close())
    const hub = await createFakeHub(plugin, system.options, { nowMs: Date.now() })
    t.teardown(() => hub.close())
    const { externalId } = await send(hub, ticketOf())
    t.equal((await send(hub, ticketOf())).externalId, externalId)
    t.same(hub.alerts, [])
  })
}

t.test('starts nothing that it does not know', async (t) => {
  for (const options of [{}, { sap: {} }]) await t.rejects(simulator.start(options), RangeError)
})

t.test('people there move tickets by their own words', async (t) => {
  for (const [name, entry] of Object.entries(DESKS)) {
    const system = await simulator.start({ [name]: entry })
    t.teardown(() => system.close())
    const hub = await createFakeHub(plugin, system.options, { nowMs: Date.now() })
    t.teardown(() => hub.close())
    const { externalId } = await send(hub, ticketOf({ state: 'new' }))
    t.same(system.tickets?.list(), [externalId], name)
    const before = await hub.instance.ticketChanges?.(undefined)
    system.tickets?.move(externalId, 'solved')
    const after = await hub.instance.ticketChanges?.(before?.cursor)
    t.match(after?.tickets.at(-1), { externalId, state: 'solved' }, name)
    t.throws(() => system.tickets?.move('99999999', 'solved'), `${name}: a ticket that is not there`)
  }
})

t.test('a system that the entry gives no tickets has no people for them', async (t) => {
  for (const [name, { tickets: _, ...entry }] of Object.entries({ odoo: DESKS.odoo, erpnext: DESKS.erpnext })) {
    const system = await simulator.start({ [name]: entry })
    t.teardown(() => system.close())
    t.equal(system.tickets, undefined)
  }
})

t.test('calls back where the entry stands', async (t) => {
  const zendesk = await startSystem<ZendeskSystem>({ zendesk: { ...ENTRIES.zendesk, updates: 'webhook', webhookSecret: 'zendesk-test-secret' } })
  t.teardown(() => zendesk.close())
  const hub = await createFakeHub(plugin, zendesk.options, { nowMs: Date.now() })
  t.teardown(() => hub.close())
  const url = await hub.app.listen({ host: '127.0.0.1', port: 0 })
  zendesk.connect?.(`${url}${hub.prefix}`)
  const { externalId } = await send(hub, ticketOf())
  zendesk.tickets?.move(externalId, 'waiting-customer')
  await zendesk.server.system.webhooks.sent()
  t.match(hub.ticketNews, [{ externalId, state: 'waiting-customer' }])
})

t.test('tells the hub what happens, signed', async (t) => {
  const zendesk = await startSystem<ZendeskSystem>({ zendesk: { ...ENTRIES.zendesk, updates: 'webhook', webhookSecret: 'zendesk-test-secret' } })
  t.teardown(() => zendesk.close())
  const rest = await startSystem<RestSystem>({ rest: ENTRIES.rest })
  t.teardown(() => rest.close())
  for (const [system, ended] of [[zendesk, 'solved'], [rest, 'done']] as const) {
    const hub = await createFakeHub(plugin, system.options, { nowMs: Date.now() })
    t.teardown(() => hub.close())
    await hub.app.listen({ host: '127.0.0.1', port: 0 })
    system.server.system.webhooks.url = `http://127.0.0.1:${(hub.app.server.address() as { port: number }).port}${hub.prefix}/webhook`
    const { externalId } = await send(hub, ticketOf())
    system.server.system.move(Number(externalId), ended)
    system.server.system.comment(Number(externalId), 'An answer')
    await system.server.system.webhooks.sent()
    t.match(hub.ticketNews, [{ externalId, state: 'solved' }, { comment: { text: 'An answer', isPublic: true } }])
  }
})
