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
