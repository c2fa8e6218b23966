import t from 'tap'
import { HubSpotSimulator, startHubSpot, type HubSpotSimulatorOptions } from '../../src/simulator/index.js'
import { NOW_MS, TOKEN, type Teardown } from './stand.js'

interface Answer { status: number, body: Record<string, any>, headers: Headers }

/** An account and a way to call it. */
async function open (t: Teardown, options: HubSpotSimulatorOptions = {}): Promise<{ hubspot: HubSpotSimulator, call (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> }> {
  const hubspot = await HubSpotSimulator.start({ token: TOKEN, now: () => NOW_MS, ...options })
  t.teardown(() => hubspot.close())
  return {
    hubspot,
    async call (method, path, body, headers = {}) {
      const response = await fetch(hubspot.url + path, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) })
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) as Answer['body'], headers: response.headers }
    }
  }
}

const CONTACTS = '/crm/objects/2026-09/contacts'
const SEARCH = `${CONTACTS}/search`

t.test('lets in who has the token', async (t) => {
  const { call } = await open(t)
  t.match(await call('GET', `${CONTACTS}/1`, undefined, { authorization: 'Bearer another' }), { status: 401, body: { category: 'INVALID_AUTHENTICATION' } })
  t.match(await call('GET', '/crm/objects/2025-01/contacts/1'), { status: 404 })
  t.match(await call('PUT', `${CONTACTS}/1`, {}), { status: 405 })
  t.match(await call('PUT', '/crm/v3/objects/notes/1', {}), { status: 405 })
  t.match(await call('POST', CONTACTS, '{'), { status: 400, body: { message: 'Invalid input JSON' } })
  t.match(await call('POST', CONTACTS, 'a=1', { 'content-type': 'text/plain' }), { status: 415 })
  const blind = await open(t, { missingScopes: ['read'] })
  t.match(await blind.call('GET', `${CONTACTS}/1`), { status: 403, body: { category: 'MISSING_SCOPES' } })
})

t.test('keeps contacts', async (t) => {
  const { call } = await open(t)
  const { status, body } = await call('POST', CONTACTS, { properties: { email: 'A@Mail.example', firstname: 'A', kefuhub_id: 'h1' } })
  t.match([status, body], [201, { properties: { email: 'a@mail.example', lastmodifieddate: '2026-11-02T08:00:00.000Z' }, archived: false }])
  const id = String(body['id'])
  for (const [path, query] of [[id, ''], ['a%40mail.example', '?idProperty=email'], ['h1', '?idProperty=kefuhub_id']]) t.equal((await call('GET', `${CONTACTS}/${path}${query}`)).body['id'], id)
  t.match(await call('GET', `${CONTACTS}/h1?idProperty=firstname`), { status: 400 })
  t.match(await call('GET', `${CONTACTS}/${id}?properties=firstname,nothing`), { body: { properties: { firstname: 'A' } } })
  t.match(await call('PATCH', `${CONTACTS}/a@mail.example?idProperty=email`, { properties: { firstname: '', city: 'X' } }), { status: 200, body: { properties: { firstname: null, city: 'X' } } })
  t.match(await call('POST', CONTACTS, { properties: { email: 'a@mail.example' } }), { status: 409, body: { category: 'CONFLICT', message: `Contact already exists. Existing ID: ${id}` } })
  t.match(await call('PATCH', `${CONTACTS}/999`, { properties: {} }), { status: 404, body: { category: 'OBJECT_NOT_FOUND' } })
  t.equal((await call('DELETE', `${CONTACTS}/${id}`)).status, 204)
  t.equal((await call('DELETE', `${CONTACTS}/${id}`)).status, 204)
  t.equal((await call('DELETE', `${CONTACTS}/999`)).status, 404)
  t.equal((await call('GET', `${CONTACTS}/${id}`)).status, 404)
  t.match(await call('GET', `${CONTACTS}/${id}?archived=true`), { status: 200, body: { archived: true, archivedAt: /^2026/ } })
  t.match((await call('GET', `${CONTACTS}?archived=true`)).body['results'], [{ id }])
  t.match((await call('GET', `${CONTACTS}?limit=500`)).status, 400)
})

t.test('refuses values as HubSpot does', async (t) => {
  const { call } = await open(t)
  const cases: Array<[Record<string, unknown>, string]> = [
    [{ nothing: 'x' }, 'PROPERTY_DOESNT_EXIST'],
    [{ createdate: '1' }, 'READ_ONLY_VALUE'],
    [{ email: 'x' }, 'INVALID_EMAIL'],
    [{ annualrevenue: 'much' }, 'INVALID_NUMBER'],
    [{ lifecyclestage: 'friend' }, 'INVALID_OPTION'],
    [{ city: 'a\0' }, 'INVALID_STRING'],
    [{ city: 'x'.repeat(70_000) }, 'PROPERTY_VALUE_TOO_LARGE']
  ]
  for (const [properties, code] of cases) t.match(await call('POST', CONTACTS, { properties: { lastname: 'A', ...properties } }), { status: 400, body: { category: 'VALIDATION_ERROR', errors: [{ code, context: { propertyName: Object.keys(properties) } }] } }, code)
  t.match(await call('POST', CONTACTS, { properties: { city: 'X' } }), { status: 400, body: { message: /At least one of/ } })
  t.match(await call('POST', CONTACTS, {}), { status: 400 })
  const flags = await open(t, { customProperties: { is_vip: { label: 'VIP', type: 'bool' }, code: { label: 'Code', type: 'string', isUnique: true } } })
  t.match(await flags.call('POST', CONTACTS, { properties: { lastname: 'A', is_vip: 'yes' } }), { body: { errors: [{ code: 'INVALID_BOOLEAN' }] } })
  await flags.call('POST', CONTACTS, { properties: { lastname: 'A', code: '1' } })
  t.match(await flags.call('POST', CONTACTS, { properties: { lastname: 'B', code: '1' } }), { status: 400, body: { errors: [{ code: 'CONFLICTING_UNIQUE_VALUE' }] } })
})

t.test('searches with all operators, in pages', async (t) => {
  const { hubspot, call } = await open(t)
  hubspot.fill(5, (index) => ({ firstname: `Name ${index}`, annualrevenue: String(index * 10), ...(index < 2 && { city: 'Paris' }) }))
  const find = async (filters: object[]): Promise<string[]> => ((await call('POST', SEARCH, { filterGroups: [{ filters }], properties: ['firstname'] })).body['results'] as Array<{ properties: { firstname: string } }>).map(({ properties }) => properties.firstname.slice(5))
  const revenue = (operator: string, more: object): object[] => [{ propertyName: 'annualrevenue', operator, ...more }]
  const cases: Array<[object[], string[]]> = [
    [revenue('EQ', { value: '20' }), ['2']],
    [revenue('NEQ', { value: 20 }), ['0', '1', '3', '4']],
    [revenue('GT', { value: '20' }), ['3', '4']],
    [revenue('GTE', { value: '20' }), ['2', '3', '4']],
    [revenue('LT', { value: '9' }), ['0']],
    [revenue('LTE', { value: '10' }), ['0', '1']],
    [revenue('BETWEEN', { value: '10', highValue: '30' }), ['1', '2', '3']],
    [revenue('IN', { values: ['0', '40'] }), ['0', '4']],
    [revenue('NOT_IN', { values: ['0', '40'] }), ['1', '2', '3']],
    [[{ propertyName: 'city', operator: 'HAS_PROPERTY' }], ['0', '1']],
    [[{ propertyName: 'city', operator: 'NOT_HAS_PROPERTY' }], ['2', '3', '4']],
    [[{ propertyName: 'firstname', operator: 'CONTAINS_TOKEN', value: 'NAME' }], ['0', '1', '2', '3', '4']],
    [[{ propertyName: 'firstname', operator: 'NOT_CONTAINS_TOKEN', value: '3' }], ['0', '1', '2', '4']],
    [[{ propertyName: 'city', operator: 'EQ', value: 'paris' }, ...revenue('GT', { value: '0' })], ['1']]
  ]
  for (const [filters, names] of cases) t.same(await find(filters), names, JSON.stringify(filters))
  const first = await call('POST', SEARCH, { limit: 2, sorts: [{ propertyName: 'firstname', direction: 'DESCENDING' }] })
  t.match(first.body, { total: 5, results: [{ properties: { firstname: 'Name 4' } }, {}], paging: { next: { after: '2' } } })
  t.match((await call('POST', SEARCH, { limit: 2, after: '4', sorts: [{ propertyName: 'lastmodifieddate', direction: 'ASCENDING' }] })).body, { total: 5, results: [{ properties: { firstname: 'Name 4' } }] })
})

t.test('refuses searches that go too far', async (t) => {
  const { call } = await open(t)
  const filter = { propertyName: 'city', operator: 'HAS_PROPERTY' }
  const bodies: object[] = [
    { limit: 201 }, { limit: -1 }, { after: 'x' }, { after: 9_900, limit: 200 },
    { sorts: [{ propertyName: 'city' }, { propertyName: 'email' }] }, { sorts: [{ propertyName: 'nothing' }] },
    { filterGroups: Array.from({ length: 6 }, () => ({ filters: [filter] })) },
    { filterGroups: [{ filters: Array.from({ length: 7 }, () => filter) }] },
    { filterGroups: Array.from({ length: 4 }, () => ({ filters: Array.from({ length: 5 }, () => filter) })) },
    { filterGroups: [{ filters: [{ propertyName: 'nothing', operator: 'EQ', value: '1' }] }] },
    { filterGroups: [{ filters: [{ propertyName: 'city', operator: 'LIKE', value: '1' }] }] },
    { filterGroups: [{ filters: [{ propertyName: 'city', operator: 'IN' }] }] }
  ]
  for (const body of bodies) t.equal((await call('POST', SEARCH, body)).status, 400, JSON.stringify(body).slice(0, 80))
})

t.test('writes batches', async (t) => {
  const { hubspot, call } = await open(t)
  const upsert = (inputs: object[]): Promise<Answer> => call('POST', `${CONTACTS}/batch/upsert`, { inputs })
  const input = (id: string, properties: object = { lastname: id }): object => ({ idProperty: 'kefuhub_id', id, properties, objectWriteTraceId: `t-${id}` })
  t.match(await upsert([input('a'), input('b')]), { status: 200, body: { status: 'COMPLETE', results: [{ new: true, objectWriteTraceId: 't-a', properties: { kefuhub_id: 'a' } }, { new: true }] } })
  hubspot.contacts.insert({ email: 'x@mail.example' })
  t.match(await upsert([input('a', { city: 'Y' }), input('c', { email: 'x@mail.example' })]), { status: 207, body: { numErrors: 1, results: [{ new: false }], errors: [{ category: 'CONFLICT', message: /Existing ID: \d+/, context: { objectWriteTraceId: ['t-c'] } }] } })
  t.equal((await upsert([input('d'), input('e', { nothing: '1' })])).status, 400)
  t.equal(hubspot.contacts.table.size, 3, 'nothing of a refused batch is written')
  for (const inputs of [[], [input('a'), input('a')], Array.from({ length: 101 }, (_, index) => input(`n${index}`)), [{ id: 'a', properties: {} }]]) t.equal((await upsert(inputs)).status, 400)
  t.match(await call('POST', `${CONTACTS}/batch/create`, { inputs: [{ properties: { lastname: 'Z' } }] }), { status: 200, body: { results: [{ properties: { lastname: 'Z' } }] } })
  t.match(await call('POST', `${CONTACTS}/batch/update`, { inputs: [{ id: '99999', properties: {} }] }), { status: 207, body: { errors: [{ category: 'OBJECT_NOT_FOUND' }] } })
  t.match(await call('POST', `${CONTACTS}/batch/read`, { idProperty: 'kefuhub_id', inputs: [{ id: 'a' }, { id: 'zz' }], properties: ['city'] }), { status: 207, body: { results: [{ properties: { city: 'Y' } }], errors: [{ context: { ids: ['zz'] } }] } })
})

t.test('keeps notes', async (t) => {
  const { hubspot, call } = await open(t)
  const { id } = hubspot.contacts.insert({ lastname: 'A' })
  const associations = [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 202 }] }]
  const note = (properties: object, more: object = { associations }): Promise<Answer> => call('POST', '/crm/v3/objects/notes', { properties: { hs_timestamp: NOW_MS, hs_note_body: 'x', ...properties }, ...more })
  const made = await note({ hs_note_body: '<p>Hello mark7</p>' })
  t.equal(made.status, 201)
  t.match(await call('GET', `/crm/v3/objects/notes/${String(made.body['id'])}`), { body: { properties: { hs_note_body: '<p>Hello mark7</p>' } } })
  t.equal((await call('GET', '/crm/v3/objects/notes/1')).status, 404)
  t.match(await call('POST', '/crm/v3/objects/notes/search', { filterGroups: [{ filters: [{ propertyName: 'hs_note_body', operator: 'CONTAINS_TOKEN', value: 'mark7' }] }] }), { body: { total: 1 } })
  t.same(hubspot.notes.of(String(id)), ['<p>Hello mark7</p>'])
  for (const properties of [{ hs_timestamp: 'soon' }, { hs_note_body: 'x'.repeat(65_537) }, { hs_note_body: 'a\0' }, { title: 'x' }]) t.equal((await note(properties)).status, 400, Object.keys(properties).join())
  t.equal((await note({}, { associations: [{ to: { id: 1 }, types: associations[0]?.types }] })).status, 404)
  t.equal((await note({}, { associations: [{ to: { id } }] })).status, 400)
  t.equal((await note({}, {})).status, 201, 'a note of nobody')
})

t.test('enforces its limits when asked to', async (t) => {
  let nowMs = NOW_MS
  const { call } = await open(t, { limits: { tenSecondly: 2, secondly: 1, daily: 5 }, waitSeconds: 4, now: () => nowMs })
  const read = (): Promise<Answer> => call('GET', `${CONTACTS}/1`)
  t.equal((await call('GET', CONTACTS)).headers.get('x-hubspot-ratelimit-remaining'), '1')
  await read()
  const refused = await read()
  t.match([refused.status, refused.body, refused.headers.get('retry-after')], [429, { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' }, '4'])
  t.equal((await call('POST', SEARCH, {})).headers.get('x-hubspot-ratelimit-max'), null)
  t.match((await call('POST', SEARCH, {})).body, { policyName: 'SECONDLY', message: 'You have reached your secondly limit.' })
  nowMs += 10_000
  await read()
  await read()
  t.match((await call('POST', SEARCH, {})).body, { policyName: 'DAILY' })
  nowMs += 86_400_000
  t.equal((await call('POST', SEARCH, {})).status, 200)
})

t.test('forgets no order and wastes no memory, however often contacts change', async (t) => {
  const { hubspot } = await open(t)
  hubspot.fill(10, (index) => ({ lastname: String(index) }))
  const { table } = hubspot.contacts
  const rows = [...table.byChange()]
  for (let round = 0; round < 3000; round++) table.change(rows[round % 9] ?? rows[0]!, { city: String(round) }, NOW_MS + round)
  t.same([...table.byChange()].map(({ values }) => values['lastname']), ['9', '3', '4', '5', '6', '7', '8', '0', '1', '2'])
  t.ok(Math.max(...rows.map(({ slot }) => slot)) < 2000, 'room is used again')
})

t.test('starts for a config entry', async (t) => {
  const { options, close } = await startHubSpot({ token: TOKEN, properties: ['vip', 'city'], externalIdProperty: 'hub_id' })
  t.teardown(close)
  const response = await fetch(`${String(options['apiUrl'])}/crm/v3/properties/contacts`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const { results } = await response.json() as { results: Array<{ name: string, hasUniqueValue: boolean }> }
  t.ok(results.some(({ name, hasUniqueValue }) => name === 'hub_id' && hasUniqueValue) && results.some(({ name }) => name === 'vip'))
})
