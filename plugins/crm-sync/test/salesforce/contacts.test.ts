import t from 'tap'
import { openStand } from './stand.js'

const save = { allowSave: true }

t.test('a phone is found as it is typed, and before the index knows it', async (t) => {
  const { salesforce, instance, advance } = await openStand(t, { salesforce: { searchLagMs: 60_000 } })
  const typed = salesforce.contacts.insert({ LastName: 'Typed', Phone: '138-0013 8000' }, save)
  const exact = salesforce.contacts.insert({ LastName: 'Exact', MobilePhone: '+8613800138000' }, save)
  salesforce.contacts.insert({ LastName: 'Other', Phone: '113800138000' }, save)
  salesforce.contacts.insert({ LastName: 'Home', HomePhone: '13800138000' }, save)
  t.same((await instance.findContacts({ phone: '+8613800138000' })).map(({ id }) => id), [exact])
  advance(120_000)
  t.same((await instance.findContacts({ phone: '+8613800138000' })).map(({ id }) => id).sort(), [typed, exact].sort())
})

t.test('several with the same id of the hub come as several', async (t) => {
  const { salesforce, instance } = await openStand(t, { salesforce: { isUnique: false } })
  for (const LastName of ['One', 'Two']) salesforce.contacts.insert({ LastName, Hub_Id__c: 'h1' }, save)
  t.equal((await instance.findContacts({ externalId: 'h1' })).length, 2)
  t.match(await instance.upsertContacts([{ externalId: 'h1', name: 'Three', fields: {} }, { externalId: 'h2', name: 'Four', fields: {} }]),
    [{ outcome: 'failed', error: { verdict: 'rejected', message: /Several contacts/ } }, { outcome: 'created' }])
})

t.test('nothing is asked for a key that cannot be one', async (t) => {
  const { salesforce, instance } = await openStand(t)
  for (const query of [{ phone: '13800138000' }, { email: ' ' }, { externalId: '' }, { externalId: 'x'.repeat(300) }, {}]) t.same(await instance.findContacts(query), [])
  t.same(await instance.getContacts(["x' OR Id != '"]), [])
  t.equal(salesforce.server.count(/query|search/), 0)
})

t.test('without a field for phones nobody is found by phone', async (t) => {
  const { salesforce, hub, instance } = await openStand(t, { options: { phoneFields: ['Nobody__c'] } })
  salesforce.contacts.insert({ LastName: 'Lee', MobilePhone: '+8613800138000' }, save)
  t.same(await instance.findContacts({ phone: '+8613800138000' }), [])
  t.ok(hub.logs.some(({ line }) => line.includes('phoneFields')))
})
