import type { Fetch } from '@kefuhub/contract'
import { fetchLoopback } from '@kefuhub/contract/testing'
import t from 'tap'
import { failsAs } from '../fails-as.js'
import { NOW_MS, openStand, type Way } from './stand.js'

const WAYS: readonly Way[] = ['clientCredentials', 'jwt']

for (const way of WAYS) {
  t.test(`${way}: one log-in is enough until the session ends, and then another is`, async (t) => {
    const { salesforce, instance } = await openStand(t, { way })
    salesforce.contacts.insert({ LastName: 'Lee', Email: 'lee@example.com' }, { allowSave: true })
    await Promise.all([instance.findContacts({ email: 'lee@example.com' }), instance.getContacts(['0035g00000ABCDEAA2']), instance.changesSince(undefined)])
    t.equal(salesforce.server.count('POST token'), 1)
    salesforce.expireSessions()
    const found = await Promise.all([1, 2, 3].map(() => instance.findContacts({ email: 'lee@example.com' })))
    t.same(found.map(({ length }) => length), [1, 1, 1])
    t.equal(salesforce.server.count('POST token'), 2)
  })

  t.test(`${way}: a log-in that is refused is for an operator`, async (t) => {
    const { instance } = await openStand(t, { way, salesforce: { clientId: 'another' } })
    await failsAs(t, instance.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized', message: /invalid_client_id/ })
    t.equal((await instance.health?.())?.state, 'down')
  })
}

t.test('a session that is refused twice is not opened a third time', async (t) => {
  const { salesforce, instance } = await openStand(t)
  await instance.findContacts({ externalId: 'h1' })
  const refusal = { status: 401, body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }] }
  salesforce.server.fail({ on: 'GET /query', times: 2, answer: refusal })
  await failsAs(t, instance.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized' })
  t.equal(salesforce.server.count('POST token'), 2)
})

t.test('a user or key that does not fit is for an operator', async (t) => {
  const { instance } = await openStand(t, { way: 'jwt', salesforce: { username: 'somebody@else.example' } })
  await failsAs(t, instance.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized', message: /approved/ })
  const { instance: sandbox } = await openStand(t, { way: 'jwt', options: {} })
  t.same(await sandbox.findContacts({ externalId: 'h1' }), [])
})

t.test('what the log-in answers is checked', async (t) => {
  const { salesforce, instance } = await openStand(t)
  const answers = [
    [{ status: 200, body: {} }, { verdict: 'unauthorized', message: /no access token/ }],
    [{ status: 200, body: { access_token: 'x'.repeat(9000), instance_url: 'https://a.example' } }, { verdict: 'unauthorized' }],
    [{ status: 200, body: { access_token: 'token' } }, { verdict: 'unauthorized', message: /https/ }],
    [{ status: 200, body: { access_token: 'token', instance_url: 'http://elsewhere.example' } }, { verdict: 'unauthorized', message: /https/ }],
    [{ status: 200, body: '<html>' }, { verdict: 'retry' }],
    [{ status: 503, body: { error: 'server_error' } }, { verdict: 'retry' }],
    [{ status: 429, body: { error: 'too_many' }, headers: { 'retry-after': '3' } }, { verdict: 'retry', afterMs: 3000 }],
    [{ status: 400, body: { error: 'invalid_grant', error_description: 'no client credentials user enabled' } }, { verdict: 'unauthorized', message: /no client credentials user enabled/ }]
  ] as const
  for (const [answer, expected] of answers) {
    salesforce.server.fail({ on: 'POST token', answer })
    await failsAs(t, instance.findContacts({ externalId: 'h1' }), expected, JSON.stringify(answer).slice(0, 80))
  }
  t.same(await instance.findContacts({ externalId: 'h1' }), [])
})

t.test('calls go to the instance that the log-in names', async (t) => {
  let target = ''
  const hosts = new Set<string>()
  const fetch: Fetch = (url, init) => {
    const { host, href, origin } = new URL(url)
    hosts.add(host)
    return fetchLoopback(href.replace(origin, target), init)
  }
  const { salesforce, instance } = await openStand(t, { options: { loginUrl: 'https://login.example.com/' }, salesforce: { instanceUrl: 'https://eu1.example.com/' }, overrides: { fetch } })
  target = salesforce.url
  const id = salesforce.contacts.insert({ LastName: 'Lee' }, { allowSave: true })
  t.match(await instance.getContacts([id]), [{ url: `https://eu1.example.com/${id}` }])
  t.same([...hosts], ['login.example.com', 'eu1.example.com'])
})

t.test('calls that are used up are waited for long, and people are told before', async (t) => {
  const { salesforce, hub, instance } = await openStand(t, { salesforce: { maxCalls: 10 } })
  await instance.findContacts({ externalId: 'h1' })
  t.same(await instance.health?.(), { state: 'ok' })
  salesforce.calls = 8
  await instance.findContacts({ externalId: 'h1' })
  t.match(await instance.health?.(), { state: 'degraded', reason: /9 of 10 calls/ })
  t.equal(hub.logs.filter(({ line }) => line.includes('nearly used up')).length, 1)
  salesforce.calls = 10
  await failsAs(t, instance.findContacts({ externalId: 'h1' }), { verdict: 'retry', afterMs: 3_600_000 })
  salesforce.calls = 0
  await instance.findContacts({ externalId: 'h1' })
  t.same(await instance.health?.(), { state: 'ok' })
})

t.test('the pages of a query are read to the end, and one that is gone is read again', async (t) => {
  const { salesforce, instance } = await openStand(t, { salesforce: { batchSize: 7 } })
  for (let number = 0; number < 20; number++) salesforce.contacts.insert({ LastName: `Lee ${number}` }, { allowSave: true })
  t.equal((await instance.changesSince(undefined)).contacts.length, 20)
  t.equal(salesforce.server.count('GET /query/:locator'), 2)
  salesforce.server.fail({ on: 'GET /query/:locator', answer: { status: 400, body: [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }] } })
  await failsAs(t, instance.changesSince(undefined), { verdict: 'retry' })
  salesforce.server.fail({ on: 'GET /queryAll', answer: { status: 200, body: { done: true } } })
  await failsAs(t, instance.changesSince(undefined), { verdict: 'retry', message: /something else than records/ })
})

t.test('the field for the id of the hub must be an external id', async (t) => {
  for (const externalIdField of ['Title', 'Nobody__c']) {
    const { instance } = await openStand(t, { options: { externalIdField } })
    await failsAs(t, instance.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized', message: new RegExp(externalIdField) })
  }
})

t.test('fields are read as wanted, those of other records too, and described for the mapping', async (t) => {
  const { salesforce, hub, instance, advance } = await openStand(t, { options: { fields: ['Title', 'Account.Name', 'Nobody__c'] } })
  const id = salesforce.contacts.insert({ LastName: 'Lee', Title: 'CEO', AccountId: salesforce.addAccount('Firm'), Department: 'Sales' }, { allowSave: true })
  const [lee] = await instance.getContacts([id])
  t.match(lee?.fields, { Title: 'CEO', 'Account.Name': 'Firm' })
  t.notOk('Department' in (lee?.fields ?? {}))
  t.equal(hub.logs.filter(({ line }) => line.includes('Nobody__c')).length, 1)
  const fields = new Map((await instance.describeFields?.())?.map((field) => [field.name, field]))
  t.same(fields.get('Level__c'), { name: 'Level__c', label: 'Level', type: 'choice', choices: ['Gold', 'Silver'] })
  t.match(fields.get('Name'), { type: 'text', isReadOnly: true })
  for (const [name, type] of [['Score__c', 'number'], ['DoNotCall', 'boolean'], ['Birthdate', 'date'], ['MailingAddress', 'other'], ['Title', 'text']] as const) t.equal(fields.get(name)?.type, type, name)
  t.equal(salesforce.server.count(/describe/), 1)
  advance(600_001)
  await instance.getContacts([id])
  t.equal(salesforce.server.count(/describe/), 2)
})

t.test('more fields than a query takes are left out, and people are told', async (t) => {
  const customFields = Object.fromEntries(Array.from({ length: 400 }, (_, number) => [`A_Field_With_A_Long_Name_${number}__c`, { type: 'string' as const, label: 'x' }]))
  const { salesforce, hub, instance } = await openStand(t, { salesforce: { customFields } })
  const ids = Array.from({ length: 100 }, (_, number) => salesforce.contacts.insert({ LastName: `Lee ${number}` }, { allowSave: true }))
  t.equal((await instance.getContacts(ids)).length, 100)
  t.equal(hub.logs.filter(({ line }) => line.includes('more fields than a query takes')).length, 1)
})

t.test('an instance that fails is waited for', async (t) => {
  const { salesforce, instance } = await openStand(t)
  await instance.findContacts({ externalId: 'h1' })
  for (const [answer, expected] of [
    [{ status: 500, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred' }] }, { verdict: 'retry' }],
    [{ status: 503, body: '<html></html>', headers: { 'retry-after': new Date(NOW_MS + 30_000).toUTCString() } }, { verdict: 'retry', afterMs: 30_000 }],
    [{ status: 200, body: '<html>Log in to the network</html>' }, { verdict: 'retry' }]
  ] as const) {
    salesforce.server.fail({ on: 'GET /query', answer })
    await failsAs(t, instance.findContacts({ externalId: 'h1' }), expected, JSON.stringify(answer))
  }
})
