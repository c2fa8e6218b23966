import t, { type Test } from 'tap'
import { OdooSimulator, startOdoo, type OdooSimulatorOptions } from '../../src/simulator/odoo/index.js'

const KEY = 'the-key'
const USER = 'hub@example.com'

interface Answer { status: number, body: unknown }

interface Stand {
  odoo: OdooSimulator
  /** Calls a method by JSON-2. */
  json2 (path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Calls a method by JSON-RPC: its result, or its error. */
  rpc (model: string, method: string, args?: unknown[], named?: object): Promise<unknown>
  /** Calls a service by JSON-RPC. */
  service (service: string, method: string, args: unknown[]): Promise<unknown>
  post (path: string, body: string, headers?: Record<string, string>): Promise<Answer>
}

async function open (t: Test, options: OdooSimulatorOptions = {}): Promise<Stand> {
  const odoo = await OdooSimulator.start({ apiKey: KEY, databases: ['shop'], ...options })
  t.teardown(() => odoo.close())
  const post = async (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }): Promise<Answer> => {
    const response = await fetch(odoo.url + path, { method: 'POST', headers, body })
    const text = await response.text()
    return { status: response.status, body: response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) as unknown : text }
  }
  const service = async (name: string, method: string, args: unknown[]): Promise<unknown> => {
    const { body } = await post('/jsonrpc', JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params: { service: name, method, args } }))
    const { result, error } = body as { result?: unknown, error?: unknown }
    return error ?? result
  }
  return {
    odoo,
    post,
    service,
    json2: (path, body, headers) => post(`/json/2/${path}`, JSON.stringify(body), { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, ...headers }),
    rpc: (model, method, args = [], named = {}) => service('object', 'execute_kw', ['shop', 2, KEY, model, method, args, named])
  }
}

t.test('JSON-2 lets in whoever has the key, and nobody else', async (t) => {
  const { json2, odoo, post } = await open(t)
  t.same(await json2('res.partner/search_count', { domain: [] }), { status: 200, body: 0 })
  t.match(await json2('res.partner/search_count', { domain: [] }, { authorization: 'Bearer wrong' }), { status: 401, body: { name: 'werkzeug.exceptions.Unauthorized', message: 'Invalid apikey' } })
  odoo.isKeyValid = false
  t.match(await json2('res.partner/search_count', { domain: [] }), { status: 401 })
  t.equal((await fetch(`${odoo.url}/json/2/res.partner/search_count`)).status, 405)
  t.equal((await post('/json/2/res.partner', '{}')).status, 404)
  t.same(await (await fetch(`${odoo.url}/web/version`)).json(), { version: '19.0', version_info: [19, 0, 0, 'final', 0, ''] })
})

t.test('JSON-2 takes named arguments only, and knows which a method has', async (t) => {
  const { json2 } = await open(t)
  const cases: Array<[string, unknown, number]> = [
    ['res.partner/search_count', {}, 422],
    ['res.partner/search_count', { domain: [], fields: [] }, 422],
    ['res.partner/search_count', { domain: [], ids: [1] }, 422],
    ['res.partner/create', { vals_list: { name: 'x' } }, 422],
    ['res.partner/create', ['x'], 422],
    ['res.partner/explode', {}, 404],
    ['res.nobody/search_count', { domain: [] }, 404],
    ['res.partner/read', { ids: [4711] }, 404],
    ['res.partner/write', { ids: [4711], vals: { name: 'x' } }, 404],
    ['res.partner/write', { ids: ['x'], vals: {} }, 500],
    ['res.partner/write', { ids: [], vals: [] }, 500],
    ['res.partner/create', { vals_list: [{ email: 'a@b.c' }] }, 422]
  ]
  for (const [path, body, status] of cases) t.equal((await json2(path, body)).status, status, `${path} ${JSON.stringify(body)}`)
})

t.test('JSON-RPC answers 200 whatever happens, and false to who is not known', async (t) => {
  const { service, rpc, post, odoo } = await open(t)
  t.equal(await service('common', 'authenticate', ['shop', USER, KEY, {}]), 2)
  t.equal(await service('common', 'authenticate', ['shop', USER, 'wrong', {}]), false)
  t.match(await service('common', 'authenticate', ['nowhere', USER, KEY, {}]), { code: 200, data: { name: 'psycopg2.OperationalError' } })
  t.match(await service('common', 'version', []), { server_version: '19.0', server_version_info: [19] })
  t.match(await service('object', 'execute_kw', ['shop', 2, 'wrong', 'res.partner', 'search', [[]]]), { code: 200, message: 'Odoo Server Error', data: { name: 'odoo.exceptions.AccessDenied' } })
  t.match(await service('object', 'execute', ['shop', 2, KEY]), { data: { name: 'builtins.NameError' } })
  t.match(await service('object', 'execute_kw', ['shop', 2, KEY, 7, 8]), { data: { name: 'builtins.ValueError' } })
  t.match(await rpc('res.partner', 'explode', [[]]), { code: 200, data: { name: 'builtins.AttributeError' } })
  t.match(await rpc('res.partner', 'search', [[], 0, 1, 'id', 'more']), { data: { name: 'builtins.TypeError' } })
  t.same(await rpc('res.partner', 'create', [{ name: 'One' }]), 1)
  t.same(await rpc('res.partner', 'create', [[{ name: 'Two' }, { name: 'Three' }]]), [2, 3])
  t.same(await rpc('res.partner', 'search', [[]], { order: 'name desc', limit: 2, offset: 1 }), [3, 1])
  t.same(await rpc('res.partner', 'unlink', [[2, 3]]), true)
  for (const [body, headers] of [['{', undefined], ['{}', undefined], ['{"method":"call"}', { 'content-type': 'text/plain' }]] as const) {
    t.equal((await post('/jsonrpc', body, headers)).status, 400, body)
  }
  t.equal((await fetch(`${odoo.url}/jsonrpc`)).status, 400)
})

t.test('domains are checked to the last leaf', async (t) => {
  const { rpc } = await open(t)
  await rpc('res.partner', 'create', [[
    { name: 'Ann', email: 'a_n@example.com', customer_rank: 2, phone: '13800138000' }, { name: 'Axel', email: 'axn@example.com', active: false }, { name: 'Bob', street: '100%' }
  ]])
  const good: Array<[unknown[], number[]]> = [
    [[['name', '=', 'Ann']], [1]],
    [['!', ['name', '=', 'Ann']], [3]],
    [['|', ['name', '=', 'Ann'], ['name', '=', 'Bob']], [1, 3]],
    [['&', ['name', '=like', 'A%'], ['customer_rank', '>', 1]], [1]],
    [[['email', '=ilike', 'A\\_N@example.com']], [1]],
    [[['name', 'ilike', 'B']], [3]],
    [[['name', 'not ilike', 'n']], [3]],
    [[['street', 'like', '\\%']], [3]],
    [[['email', '=', false]], [3]],
    [[['name', 'not in', ['Ann']]], [3]],
    [[['active', '=', false]], [2]],
    [[['customer_rank', '>=', 2]], [1]],
    [[['customer_rank', '<', 2], ['customer_rank', '<=', 1]], []],
    [[['customer_rank', '!=', 2]], [3]],
    [[['phone_sanitized', '=', '+8613800138000']], [1]],
    [[['write_date', '>=', '2020-01-01 00:00:00'], ['write_date', '<', '2020-01-02 00:00:00']], []]
  ]
  for (const [domain, ids] of good) t.same(await rpc('res.partner', 'search', [domain]), ids, JSON.stringify(domain))
  const bad: unknown[] = [
    'name', [['name', '=']], [['mobile', '=', 'x']], [['name', 'resembles', 'x']], ['|', ['name', '=', 'x']], [['write_date', '>', 'today']], [['credit', '=', 1]], [['name', 'in', 'Ann']], [['name', '=', {}]], [7]
  ]
  for (const domain of bad) t.match(await rpc('res.partner', 'search', [domain]), { data: { name: 'builtins.ValueError' } }, JSON.stringify(domain))
  for (const order of ['nobody', 'name sideways', 'credit']) t.match(await rpc('res.partner', 'search', [[]], { order }), { data: { name: 'builtins.ValueError' } }, order)
  t.match(await rpc('res.partner', 'search_read', [[]], { fields: ['mobile'] }), { data: { name: 'builtins.ValueError' } })
})

t.test('values are checked by the types of the fields, and a batch is made whole or not at all', async (t) => {
  const { rpc, odoo } = await open(t)
  const bad: Array<[object, string]> = [
    [{ nickname: 'x' }, 'builtins.ValueError'], [{ name: 7 }, 'builtins.ValueError'], [{ name: 'a\0b' }, 'builtins.ValueError'], [{ name: false }, 'odoo.exceptions.ValidationError'],
    [{ customer_rank: '3' }, 'builtins.ValueError'], [{ customer_rank: 1.5 }, 'builtins.ValueError'], [{ lang: 'xx' }, 'builtins.ValueError'], [{ country_id: 1 }, 'builtins.ValueError'],
    [{ parent_id: 4711 }, 'builtins.ValueError'], [{ date: '25.11.2026' }, 'builtins.ValueError'], [{ signup_expiration: '2026-11-25T09:00:00Z' }, 'builtins.ValueError'], [{ category_id: [1] }, 'builtins.ValueError']
  ]
  for (const [vals, name] of bad) t.match(await rpc('res.partner', 'create', [[{ name: 'Good' }, { name: 'Bad', ...vals }]]), { data: { name } }, JSON.stringify(vals))
  t.equal(odoo.partners.rows.size, 0)
  await rpc('res.partner', 'create', [{ name: 'Ann', country_id: 48, date: '2026-11-25', signup_expiration: '2026-11-25 09:00:00', partner_latitude: 1.5, is_company: 1, email: 'Ann <ANN@example.com>' }])
  t.match(await rpc('res.partner', 'search_read', [[]]), [{
    id: 1,
    name: 'Ann',
    display_name: 'Ann',
    country_id: [48, 'China'],
    date: '2026-11-25',
    signup_expiration: '2026-11-25 09:00:00',
    partner_latitude: 1.5,
    is_company: true,
    email_normalized: 'ann@example.com',
    phone: false,
    parent_id: false,
    customer_rank: 0,
    category_id: [],
    image_1920: false,
    write_date: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/
  }])
  t.same(await rpc('res.partner', 'read', [[1]], { fields: ['name'] }), [{ id: 1, name: 'Ann' }])
  t.match(await rpc('res.partner', 'create', [[]]), [])
})

t.test('fields, rights and versions are as in the product', async (t) => {
  const old = await open(t, { version: 17 })
  t.match(await old.rpc('res.partner', 'fields_get', [], { attributes: ['type'] }), { mobile: { type: 'char' }, lang: { type: 'selection' } })
  t.equal((await old.json2('res.partner/search_count', { domain: [] })).status, 404)
  t.equal((await fetch(`${old.odoo.url}/web/version`)).status, 404)
  const { rpc, odoo } = await open(t)
  t.match(await rpc('res.partner', 'fields_get'), { phone: { type: 'char', string: 'Phone', readonly: false, store: true }, credit: { readonly: true, store: false } })
  t.notOk('mobile' in (await rpc('res.partner', 'fields_get') as object))
  odoo.rights.read = false
  t.match(await rpc('res.partner', 'search', [[]]), { data: { name: 'odoo.exceptions.AccessError' } })
  odoo.rights = { read: true, write: false }
  t.match(await rpc('res.partner', 'create', [{ name: 'x' }]), { data: { name: 'odoo.exceptions.AccessError' } })
  const next = await open(t, { version: 22 })
  t.equal((await next.post('/jsonrpc', '{}')).status, 404)
})

t.test('a message is escaped unless it is called HTML', async (t) => {
  const { rpc, odoo } = await open(t)
  const [id = 0] = odoo.partners.create([{ name: 'Ann' }])
  await rpc('res.partner', 'message_post', [[id]], { body: '<b>"it\'s" & so</b>' })
  await rpc('res.partner', 'message_post', [[id]], { body: '<b>so</b>', body_is_html: true, subtype_xmlid: 'mail.mt_comment' })
  t.same(odoo.notes(id), ['&lt;b&gt;&#34;it&#39;s&#34; &amp; so&lt;/b&gt;', '<b>so</b>'])
  const bad: Array<[unknown[], object]> = [[[[id, id]], {}], [[[4711]], {}], [[[id]], { body: 7 }], [[[id]], { subtype_xmlid: 'mail.nothing' }], [[[id]], { colour: 'red' }]]
  for (const [args, named] of bad) t.match(await rpc('res.partner', 'message_post', args, named), { code: 200, data: { debug: /Traceback/ } }, JSON.stringify(named))
  const old = await open(t, { version: 16 })
  const [other = 0] = old.odoo.partners.create([{ name: 'Ann' }])
  t.match(await old.rpc('res.partner', 'message_post', [[other]], { body: 'x', body_is_html: true }), { data: { message: /body_is_html/ } })
})

t.test('times have fractions that nobody is shown', async (t) => {
  const { odoo } = await open(t, { now: () => Date.UTC(2026, 10, 25, 9) })
  odoo.partners.create([{ name: 'Ann' }])
  odoo.partners.create([{ name: 'Bob' }])
  const search = (domain: unknown): number => odoo.partners.search(domain, { activeTest: true }).length
  t.equal(search([['write_date', '=', '2026-11-25 09:00:00']]), 0)
  t.equal(search([['write_date', '>', '2026-11-25 09:00:00']]), 2)
  odoo.partners.remove(1)
  t.equal(search([]), 1)
})

t.test('the log and the faults serve tests', async (t) => {
  const { odoo, json2, post } = await open(t)
  odoo.server.fail({ on: /search/, times: 2, answer: { status: 418, body: 'tea' } })
  odoo.server.fail({ on: 'res.partner.create', answer: { status: 502, body: 'lost' }, isDone: true })
  for (const status of [418, 418, 200]) t.equal((await json2('res.partner/search_count', { domain: [] })).status, status)
  t.equal((await json2('res.partner/create', { vals_list: [{ name: 'Ann' }] })).status, 502)
  t.equal(odoo.partners.rows.size, 1)
  t.match(odoo.server.calls, [{ name: 'res.partner.search_count', kind: 'read', status: 418, fault: true }, {}, { fault: false, status: 200 }, { name: 'res.partner.create', kind: 'write', status: 502 }])
  t.equal(odoo.server.count(/search/), 3)
  t.equal((await post('/jsonrpc', 'x'.repeat(7 * 1024 * 1024))).status, 413)
  await odoo.close()
  await odoo.close()
})

t.test('it starts for a config entry', async (t) => {
  for (const options of [{ apiKey: 'a-key', externalIdField: 'x_hub_id' }, { api: 'json-rpc', apiKey: 'a-key', user: 'ann', database: 'firm' }]) {
    const simulated = await startOdoo(options)
    t.teardown(() => simulated.close())
    t.match(simulated.options, { ...options, baseUrl: /^http:\/\/127\.0\.0\.1:\d+$/ })
  }
})
