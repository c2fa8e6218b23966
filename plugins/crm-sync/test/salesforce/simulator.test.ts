import { createPublicKey, createSign } from 'node:crypto'
import t, { type Test } from 'tap'
import { SalesforceSimulator, startSalesforce, type SalesforceSimulatorOptions } from '../../src/simulator/salesforce/index.js'
import { NOW_MS, keyPair } from './stand.js'

interface Answer { status: number, body: unknown, headers: Headers }

interface Stand {
  salesforce: SalesforceSimulator
  /** Calls the data API with a session. */
  call (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  query (soql: string, path?: string): Promise<Answer>
  login (form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>
}

const CREDENTIALS = { grant_type: 'client_credentials', client_id: 'salesforce-client-id', client_secret: 'salesforce-client-secret' }
const CONTACT = { attributes: { type: 'Contact' } }

async function open (t: Test, options: SalesforceSimulatorOptions = {}): Promise<Stand> {
  const salesforce = await SalesforceSimulator.start({ now: () => NOW_MS, ...options })
  t.teardown(() => salesforce.close())
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(salesforce.url + path, init)
    const text = await response.text()
    return { status: response.status, body: /^[[{]/.test(text) ? JSON.parse(text) as unknown : text, headers: response.headers }
  }
  const login: Stand['login'] = (form, headers = {}) => send('/services/oauth2/token', { method: 'POST', headers, body: new URLSearchParams(form) })
  const { access_token: token } = (await login(CREDENTIALS)).body as { access_token: string }
  const call: Stand['call'] = (method, path, body, headers = {}) => send(path.startsWith('/services') ? path : `/services/data/v68.0${path}`, {
    method, headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(body !== undefined && { body: JSON.stringify(body) })
  })
  return { salesforce, call, login, query: (soql, path = '/query/') => call('GET', `${path}?q=${encodeURIComponent(soql)}`) }
}

const codeOf = ({ body }: Answer): unknown => (body as Array<{ errorCode?: unknown }>)[0]?.errorCode
const idsOf = ({ body }: Answer): unknown[] => (body as { records: Array<{ Id: string }> }).records.map(({ Id: id }) => id)

t.test('the token endpoint names one error', async (t) => {
  const { login, salesforce } = await open(t)
  const cases: Array<[Record<string, string>, number, string]> = [
    [{ ...CREDENTIALS, client_id: 'x' }, 400, 'invalid_client_id'],
    [{ ...CREDENTIALS, client_secret: 'x' }, 401, 'invalid_client'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x' }, 400, 'invalid_grant']
  ]
  for (const [form, status, error] of cases) t.match(await login(form), { status, body: { error } }, error)
  t.match(await login({ grant_type: 'client_credentials' }, { authorization: `Basic ${Buffer.from('salesforce-client-id:salesforce-client-secret').toString('base64')}` }), { status: 200, body: { token_type: 'Bearer', instance_url: salesforce.url } })
  t.equal((await fetch(`${salesforce.url}/services/oauth2/token`)).status, 400)
})

t.test('a JWT must be signed, fresh, and of the user', async (t) => {
  const { publicKey, pem } = keyPair()
  const { login } = await open(t, { publicKey })
  const nowS = NOW_MS / 1000
  const good = { iss: 'salesforce-client-id', sub: 'hub@example.com', aud: 'https://test.salesforce.com', exp: nowS + 100 }
  const sign = (claims: object, head: object = { alg: 'RS256' }): string => {
    const text = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${text}.${createSign('sha256').update(text).sign(pem).toString('base64url')}`
  }
  const ask = (assertion: string): Promise<Answer> => login({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
  t.match(await ask(sign(good)), { status: 200 })
  const bad: Array<[string, string]> = [
    ['of another client', sign({ ...good, iss: 'x' })], ['of another user', sign({ ...good, sub: 'x' })], ['for somebody else', sign({ ...good, aud: 'https://example.com' })], ['too old', sign({ ...good, exp: nowS - 1 })],
    ['for too long', sign({ ...good, exp: nowS + 200 })], ['without a time', sign({ ...good, exp: undefined })], ['not signed', `${sign(good).split('.').slice(0, 2).join('.')}.x`], ['with another algorithm', sign(good, { alg: 'none' })]
  ]
  for (const [title, assertion] of bad) t.match(await ask(assertion), { status: 400, body: { error: /invalid/ } }, title)
})

t.test('a call needs a session, a version that is served, and calls that are left', async (t) => {
  const { salesforce, call } = await open(t, { maxCalls: 3 })
  t.match(await call('GET', '/limits'), { status: 200, body: { DailyApiRequests: { Max: 3, Remaining: 2 } } })
  t.equal((await call('GET', '/limits')).headers.get('sforce-limit-info'), 'api-usage=2/3')
  t.equal(codeOf(await call('GET', '/services/data/v20.0/limits')), 'NOT_FOUND')
  t.equal(codeOf(await call('GET', '/services/elsewhere')), 'NOT_FOUND')
  await call('GET', '/limits')
  t.match(await call('GET', '/limits'), { status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }] })
  salesforce.calls = 0
  t.match(await call('GET', '/limits', undefined, { authorization: 'Bearer x' }), { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID' }] })
  salesforce.expireSessions()
  t.equal((await call('GET', '/limits')).status, 401)
})

t.test('queries are read to the last token', async (t) => {
  const { salesforce, query } = await open(t)
  const { contacts } = salesforce
  const account = salesforce.addAccount('Firm')
  const ann = contacts.insert({ LastName: 'Ann', Email: 'ann@example.com', Score__c: 2, DoNotCall: true, Birthdate: '1990-02-03', AccountId: account }, { allowSave: true })
  const bob = contacts.insert({ LastName: "O'Brien", FirstName: '100%', Score__c: 5 }, { allowSave: true })
  const good: Array<[string, string[]]> = [
    ["Email = 'ANN@example.com'", [ann]],
    ["LastName = 'O\\'Brien'", [bob]],
    ["LastName LIKE 'o%' AND FirstName LIKE '%\\%'", [bob]],
    ["FirstName LIKE '_0_%'", [bob]],
    ['Score__c > 2', [bob]],
    ['Score__c >= 2 AND Score__c <= 2', [ann]],
    ['Score__c < 2', []],
    ['Email = null', [bob]],
    ['Email != null', [ann]],
    ['NOT Email = null', [ann]],
    ['DoNotCall = true', [ann]],
    ['Birthdate = 1990-02-03', [ann]],
    [`(Score__c = 2 OR Score__c = 5) AND Id IN ('${ann.slice(0, 15)}')`, [ann]],
    [`Id NOT IN ('${ann}')`, [bob]],
    ['SystemModstamp >= 2020-01-01T00:00:00Z AND SystemModstamp < 2020-01-02T00:00:00Z', []],
    ["LastName <> 'Ann'", [bob]]
  ]
  for (const [where, ids] of good) t.same(idsOf(await query(`SELECT Id FROM Contact WHERE ${where}`)), ids, where)
  t.same(idsOf(await query('select id from contact order by Score__c desc limit 1')), [bob])
  t.match((await query('SELECT Id, name, Account.Name, CreatedDate FROM Contact ORDER BY Id ASC')).body, {
    totalSize: 2,
    done: true,
    records: [{ attributes: { type: 'Contact', url: `/services/data/v68.0/sobjects/Contact/${ann}` }, Name: 'Ann', Account: { Name: 'Firm' }, CreatedDate: '2026-11-25T09:00:00.000+0000' }, { Account: null }]
  })
  const bad: Array<[string, string]> = [
    ['', 'MALFORMED_QUERY'], ['SELECT FROM Contact', 'MALFORMED_QUERY'], ['SELECT Id Contact', 'MALFORMED_QUERY'], ['SELECT Id FROM Contact WHERE', 'MALFORMED_QUERY'], ['SELECT Id FROM Contact LIMIT x', 'MALFORMED_QUERY'],
    ["SELECT Id FROM Contact WHERE LastName = 'a", 'MALFORMED_QUERY'], ["SELECT Id FROM Contact WHERE LastName = 'a\\z'", 'MALFORMED_QUERY'], ['SELECT Id FROM Contact WHERE LastName = Ann', 'MALFORMED_QUERY'],
    ["SELECT Id FROM Contact WHERE LastName = 'a' OR LastName = 'b' AND Email = null", 'MALFORMED_QUERY'], ["SELECT Id FROM Contact WHERE LastName NOT = 'a'", 'MALFORMED_QUERY'], ['SELECT Id FROM Contact; DROP', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Contact LIMIT 1 more', 'MALFORMED_QUERY'], ['SELECT Id FROM Contact ORDER BY Description', 'MALFORMED_QUERY'], ['SELECT Nobody FROM Contact', 'INVALID_FIELD'], ['SELECT Firm.Name FROM Contact', 'INVALID_FIELD'],
    ["SELECT Id FROM Contact WHERE Description = 'x'", 'INVALID_FIELD'], ["SELECT Id FROM Contact WHERE Score__c = '2'", 'INVALID_FIELD'], ["SELECT Id FROM Contact WHERE SystemModstamp > '2026-01-01T00:00:00Z'", 'INVALID_FIELD'],
    ['SELECT Id FROM Contact WHERE LastName = 7', 'INVALID_FIELD'], ["SELECT Id FROM Contact WHERE Id = 'x'", 'INVALID_QUERY_FILTER_OPERATOR'], ['SELECT Id FROM Contact WHERE Email LIKE null', 'INVALID_QUERY_FILTER_OPERATOR'], ['SELECT Id FROM Lead', 'NOT_FOUND']
  ]
  for (const [soql, code] of bad) t.equal(codeOf(await query(soql)), code, soql)
  t.match(await query(`SELECT Id FROM Contact WHERE LastName = '${'x'.repeat(17_000)}'`), { status: 414 })
})

t.test('searches read phones in any spelling, and want what is reserved escaped', async (t) => {
  const { salesforce, call } = await open(t)
  const search = (sosl: string): Promise<Answer> => call('GET', `/search/?q=${encodeURIComponent(sosl)}`)
  const id = salesforce.contacts.insert({ LastName: 'Ann', Phone: '(021) 1234-5678' }, { allowSave: true })
  for (const term of ['02112345678', '"021 1234 5678"', '12345678', 'nothing OR 02112345678', '021 AND 12345678']) {
    t.match((await search(`FIND {${term}} IN PHONE FIELDS RETURNING Contact(Id, Phone LIMIT 5)`)).body, { searchRecords: [{ Id: id }] }, term)
  }
  t.match((await search('FIND {5678} IN PHONE FIELDS RETURNING Contact(Id)')).body, { searchRecords: [] })
  const bad = ['FIND {+86} IN PHONE FIELDS RETURNING Contact(Id)', 'FIND {} IN PHONE FIELDS RETURNING Contact(Id)', 'FIND {1 OR } IN PHONE FIELDS RETURNING Contact(Id)', 'FIND 1', 'FIND {a} IN EMAIL FIELDS RETURNING Contact(Id)']
  for (const sosl of bad) t.equal(codeOf(await search(sosl)), 'MALFORMED_SEARCH', sosl)
})

t.test('one record is made, read, changed and deleted', async (t) => {
  const { salesforce, call, query } = await open(t)
  const created = await call('POST', '/sobjects/Contact', { LastName: ' Ann ', Renewal__c: '2026-11-25T17:00:00+08:00', Title: '' })
  t.match(created, { status: 201, body: { success: true, errors: [] } })
  const { id } = created.body as { id: string }
  t.match(await call('GET', `/sobjects/Contact/${id}`), { status: 200, body: { LastName: 'Ann', Title: null, Renewal__c: '2026-11-25T09:00:00.000+0000', DoNotCall: false } })
  t.match((await call('GET', `/sobjects/Contact/${id.slice(0, 15)}?fields=Id,Name`)).body, { Id: id, Name: 'Ann' })
  t.equal((await call('PATCH', `/sobjects/Contact/${id}`, { FirstName: 'Lee' })).status, 204)
  t.equal(salesforce.contacts.get(id)?.['Name'], 'Lee Ann')
  t.equal((await call('DELETE', `/sobjects/Contact/${id}`)).status, 204)
  t.equal(codeOf(await call('GET', `/sobjects/Contact/${id}`)), 'NOT_FOUND')
  t.equal(codeOf(await call('PATCH', `/sobjects/Contact/${id}`, { FirstName: 'x' })), 'ENTITY_IS_DELETED')
  t.same(idsOf(await query('SELECT Id FROM Contact')), [])
  t.same(idsOf(await query('SELECT Id FROM Contact WHERE IsDeleted = true', '/queryAll/')), [id])
  t.equal(codeOf(await call('PUT', `/sobjects/Contact/${id}`, {})), 'METHOD_NOT_ALLOWED')
  t.equal(codeOf(await call('GET', '/sobjects/Contact/x')), 'NOT_FOUND')
  t.equal(codeOf(await call('GET', '/tooling')), 'NOT_FOUND')
  salesforce.contacts.remove('nobody')
})

t.test('values are checked by the types of the fields', async (t) => {
  const { call } = await open(t)
  const bad: Array<[object, string]> = [
    [{}, 'REQUIRED_FIELD_MISSING'], [{ LastName: null }, 'REQUIRED_FIELD_MISSING'], [{ LastName: 'x'.repeat(81) }, 'STRING_TOO_LONG'], [{ LastName: 'x', Nobody__c: 1 }, 'INVALID_FIELD'], [{ LastName: 'x', Name: 'y' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    [{ LastName: 7 }, 'JSON_PARSER_ERROR'], [{ LastName: 'x', DoNotCall: null }, 'JSON_PARSER_ERROR'], [{ LastName: 'x', Score__c: '7' }, 'JSON_PARSER_ERROR'], [{ LastName: 'x', Birthdate: 'soon' }, 'JSON_PARSER_ERROR'],
    [{ LastName: 'x', Renewal__c: 'soon' }, 'JSON_PARSER_ERROR'], [{ LastName: 'x', Email: 'x' }, 'INVALID_EMAIL_ADDRESS'], [{ LastName: 'x', Level__c: 'Bronze' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    [{ LastName: 'x', AccountId: 'x' }, 'MALFORMED_ID'], [{ LastName: 'x', AccountId: '0015g00000NobodAAA' }, 'INVALID_CROSS_REFERENCE_KEY']
  ]
  for (const [body, code] of bad) t.equal(codeOf(await call('POST', '/sobjects/Contact', body)), code, JSON.stringify(body).slice(0, 60))
  t.equal((await call('POST', '/sobjects/Contact', { LastName: 'x' }, { 'content-type': 'text/plain' })).status, 415)
  t.equal(codeOf(await call('POST', '/sobjects/Contact', [])), 'JSON_PARSER_ERROR')
  await call('POST', '/sobjects/Contact', { LastName: 'x', Hub_Id__c: 'H1' })
  t.equal(codeOf(await call('POST', '/sobjects/Contact', { LastName: 'x', Hub_Id__c: 'h1' })), 'DUPLICATE_VALUE')
})

t.test('an external id finds, makes and changes a record', async (t) => {
  const { salesforce, call } = await open(t, { isUnique: false })
  const path = '/sobjects/Contact/Hub_Id__c'
  t.equal(codeOf(await call('GET', `${path}/h1`)), 'NOT_FOUND')
  t.equal(codeOf(await call('PATCH', `${path}/h1?updateOnly=true`, { LastName: 'x' })), 'NOT_FOUND')
  t.match(await call('PATCH', `${path}/h1`, { LastName: 'Ann' }), { status: 201, body: { created: true } })
  t.match(await call('PATCH', `${path}/h1`, { Title: 'CEO' }), { status: 200, body: { created: false } })
  t.match(await call('GET', `${path}/h1`), { status: 200, body: { LastName: 'Ann', Title: 'CEO', Hub_Id__c: 'h1' } })
  t.equal(codeOf(await call('PATCH', `${path}/h1`, { Hub_Id__c: 'h1' })), 'INVALID_FIELD')
  t.equal(codeOf(await call('POST', `${path}/h1`, {})), 'METHOD_NOT_ALLOWED')
  t.match(await call('PATCH', '/sobjects/Contact/Title/CEO', {}), { status: 404, body: [{ message: /external ID field/ }] })
  salesforce.contacts.seed({ LastName: 'Bob', Hub_Id__c: 'h1' })
  t.match(await call('GET', `${path}/h1`), { status: 300, body: [/^\/services\/data\/v68.0\/sobjects\/Contact\/003/, /003/] })
  t.equal((await call('PATCH', `${path}/h1`, { Title: 'x' })).status, 300)
})

t.test('many records are written each by itself', async (t) => {
  const { salesforce, call } = await open(t)
  const path = '/composite/sobjects'
  const upsert = `${path}/Contact/Hub_Id__c`
  t.match(await call('POST', path, { allOrNone: false, records: [{ ...CONTACT, LastName: 'Ann' }, { ...CONTACT }] }), { status: 200, body: [{ success: true }, { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }] }] })
  const [ann = ''] = salesforce.contacts.rows.keys()
  t.match((await call('PATCH', path, { records: [{ ...CONTACT, id: ann, Title: 'CEO' }, { ...CONTACT, Title: 'x' }, { ...CONTACT, Id: '0035g00000NobodAAA', Title: 'x' }] })).body,
    [{ success: true, id: ann }, { errors: [{ statusCode: 'MISSING_ARGUMENT' }] }, { errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] }])
  const records = [{ ...CONTACT, Hub_Id__c: 'h1', LastName: 'Bob' }, { ...CONTACT, Hub_Id__c: 'H1', LastName: 'Bob' }, { ...CONTACT, LastName: 'x' }, { ...CONTACT, Hub_Id__c: 'h2', id: ann }, { attributes: { type: 'Task' }, Hub_Id__c: 'h3' }]
  t.match((await call('PATCH', upsert, { records })).body, [
    { success: true, created: true }, { errors: [{ statusCode: 'DUPLICATE_VALUE' }] }, { errors: [{ statusCode: 'MISSING_ARGUMENT' }] }, { errors: [{ statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' }] }, { errors: [{ statusCode: 'INVALID_INPUT' }] }
  ])
  t.match((await call('PATCH', upsert, { records: [{ ...CONTACT, Hub_Id__c: 'h1', Title: 'CFO' }] })).body, [{ success: true, created: false }])
  const before = salesforce.contacts.rows.size
  const bad: Array<[string, string, unknown, string]> = [
    ['POST', path, {}, 'INVALID_INPUT'], ['POST', path, { records: [] }, 'INVALID_INPUT'], ['POST', path, { records: [7] }, 'JSON_PARSER_ERROR'], ['POST', path, { records: [{ LastName: 'x' }] }, 'INVALID_INPUT'],
    ['POST', path, { allOrNone: true, records: [{ ...CONTACT, LastName: 'x' }] }, 'INVALID_INPUT'], ['POST', path, { records: Array.from({ length: 201 }, () => ({ ...CONTACT, LastName: 'x' })) }, 'INVALID_INPUT'],
    ['PATCH', upsert, { records: [{ ...CONTACT, Hub_Id__c: 'h7', LastName: 'x' }, { ...CONTACT, Hub_Id__c: 'h8', Nobody__c: 1 }] }, 'INVALID_FIELD'],
    ['PATCH', `${path}/Contact/Title`, { records: [{ ...CONTACT, Title: 'x' }] }, 'NOT_FOUND'], ['DELETE', path, undefined, 'NOT_FOUND']
  ]
  for (const [method, at, body, code] of bad) t.equal(codeOf(await call(method, at, body)), code, `${method} ${at} ${JSON.stringify(body)?.slice(0, 60)}`)
  t.equal(salesforce.contacts.rows.size, before)
})

t.test('a duplicate rule is kept unless it is overridden', async (t) => {
  const { call } = await open(t, { hasDuplicateRule: true })
  const contact = { LastName: 'Ann', Email: 'ann@example.com' }
  t.equal((await call('POST', '/sobjects/Contact', contact)).status, 201)
  t.equal(codeOf(await call('POST', '/sobjects/Contact', contact)), 'DUPLICATES_DETECTED')
  t.equal((await call('POST', '/sobjects/Contact', contact, { 'sforce-duplicate-rule-header': 'allowSave=true' })).status, 201)
  t.equal((await call('POST', '/sobjects/Contact', { LastName: 'Bob' })).status, 201)
})

t.test('the pages of a query hang together until they are forgotten', async (t) => {
  const { salesforce, call, query } = await open(t, { batchSize: 2 })
  for (let number = 0; number < 5; number++) salesforce.contacts.seed({ LastName: `Lee ${number}` })
  const first = (await query('SELECT Id FROM Contact')).body as { nextRecordsUrl: string }
  t.match(first, { totalSize: 5, done: false })
  t.match((await call('GET', first.nextRecordsUrl)).body, { done: false })
  salesforce.expireLocators()
  t.equal(codeOf(await call('GET', first.nextRecordsUrl)), 'INVALID_QUERY_LOCATOR')
})

t.test('it starts for a config entry', async (t) => {
  const { pem, publicKey } = keyPair()
  t.ok(createPublicKey(pem).equals(publicKey))
  for (const options of [{ auth: { clientCredentials: { clientId: 'x', clientSecret: 'y' } }, externalIdField: 'Key__c' }, { auth: { jwt: { clientId: 'x', username: 'y', privateKey: pem } }, activityIdField: 'Key__c' }]) {
    const simulated = await startSalesforce(options)
    t.teardown(() => simulated.close())
    t.match(simulated.options, { ...options, loginUrl: /^http:\/\/127\.0\.0\.1:\d+$/ })
  }
})
