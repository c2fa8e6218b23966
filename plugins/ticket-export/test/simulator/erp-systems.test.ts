import t from 'tap'
import { ErpnextSystem } from '../../src/simulator/erpnext.js'
import { KingdeeSystem } from '../../src/simulator/kingdee.js'
import { OdooSystem } from '../../src/simulator/odoo.js'
import { SystemServer, type System } from '../../src/simulator/server.js'
import { signedHeaders } from '../../src/kingdee/signature.js'

async function start<S extends System> (t: { teardown (close: () => unknown): unknown }, system: S): Promise<SystemServer<S>> {
  const server = await SystemServer.start(system)
  t.teardown(() => server.close())
  return server
}

t.test('Odoo refuses what Odoo refuses', async (t) => {
  const account = { database: 'shop', user: 'hub', apiKey: 'odoo-key' }
  const { url } = await start(t, new OdooSystem(account))
  const post = async (body: unknown): Promise<{ result?: unknown, error?: { code: number, data: { name: string, message: string } } }> => {
    const response = await fetch(`${url}/jsonrpc`, { method: 'POST', body: JSON.stringify(body) })
    return response.ok ? await response.json() as object : { result: response.status }
  }
  const rpc = (service: string, method: string, args: unknown[]) => post({ jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } })
  const uid = (await rpc('common', 'authenticate', ['shop', 'hub', 'odoo-key', {}])).result
  t.equal((await rpc('common', 'authenticate', ['shop', 'hub', 'wrong', {}])).result, false, 'a log-in that is refused is no error')
  t.match((await rpc('common', 'version', [])).result, { server_version: '18.0' })
  t.equal((await post({})).result, 404)
  const rows: Array<[string, unknown[], Record<string, unknown>, string, RegExp]> = [
    ['search_read', [[['colour', '=', 'x']]], {}, 'builtins.ValueError', /Invalid field res\.partner\.colour/],
    ['search_read', [[['name', 'resembles', 'x']]], {}, 'builtins.ValueError', /Invalid operator/],
    ['search_read', [['name']], {}, 'builtins.ValueError', /Invalid domain/],
    ['search_read', ['name'], {}, 'builtins.ValueError', /Invalid domain/],
    ['search_read', [[]], { fields: ['colour'] }, 'builtins.ValueError', /Invalid field 'colour'/],
    ['search_read', [[]], { order: 'colour desc' }, 'builtins.ValueError', /in order/],
    ['search_read', [[]], { limit: 'all' }, 'builtins.ValueError', /integers/],
    ['read', [[4711]], {}, 'odoo.exceptions.MissingError', /does not exist/],
    ['create', [{ colour: 'red', name: 'A' }], {}, 'builtins.ValueError', /colour/],
    ['create', [{ phone: '1' }], {}, 'odoo.exceptions.ValidationError', /mandatory field name/],
    ['create', [{ name: 5 }], {}, 'builtins.ValueError', /Wrong value/],
    ['create', [{ name: 'a\0b' }], {}, 'builtins.ValueError', /NUL/],
    ['create', [{ name: 'A', type: 'nobody' }], {}, 'builtins.ValueError', /Wrong value/],
    ['unlink_all', [[1]], {}, 'builtins.AttributeError', /does not exist/]
  ]
  for (const [method, args, kwargs, name, message] of rows) {
    const { error } = await rpc('object', 'execute_kw', ['shop', uid, 'odoo-key', 'res.partner', method, args, kwargs])
    t.match(error, { code: 200, data: { name, message } }, `${method} ${JSON.stringify(args)}`)
  }
  t.match((await rpc('object', 'execute_kw', ['shop', uid, 'wrong', 'res.partner', 'read', [[1]]])).error, { data: { name: 'odoo.exceptions.AccessDenied' } })
  t.match((await rpc('object', 'execute_kw', ['shop', uid, 'odoo-key', 'res.nothing', 'read', [[1]]])).error, { data: { name: 'builtins.ValueError' } })
  t.match((await rpc('object', 'execute_kw', ['shop', uid, 'odoo-key', 'res.partner', 'search_read', [['!', ['name', '=', 'Hub']]], { fields: ['name'], limit: 1 }])).result, [{ name: 'Administrator' }])
  t.equal((await fetch(`${url}/json/2/res.partner/read`, { method: 'POST', body: '{}' })).status, 404, 'JSON-2 comes with 19')
  const newer = await start(t, new OdooSystem({ ...account, api: 'json2' }))
  const json2 = async (headers: Record<string, string>, body = '{}') => (await fetch(`${newer.url}/json/2/res.partner/search_read`, { method: 'POST', headers, body })).status
  t.same([await json2({}), await json2({ authorization: 'bearer odoo-key' }), await json2({ authorization: 'bearer odoo-key', 'x-odoo-database': 'shop' }), await json2({ authorization: 'bearer odoo-key', 'x-odoo-database': 'shop' }, '[')], [401, 404, 200, 400])
  t.equal((await fetch(`${newer.url}/web/version`)).status, 200)
})

t.test('ERPNext refuses what ERPNext refuses', async (t) => {
  const { url, system } = await start(t, new ErpnextSystem({ apiKey: 'key', apiSecret: 'secret' }))
  const call = async (path: string, method = 'GET', body?: unknown): Promise<{ status: number, type?: string }> => {
    const response = await fetch(`${url}/api${path}`, { method, headers: { authorization: 'token key:secret' }, body: body === undefined ? null : JSON.stringify(body) })
    const { exc_type: type } = await response.json() as { exc_type?: string }
    return { status: response.status, ...(type !== undefined && { type }) }
  }
  for (let count = 0; count < 25; count++) system.documents.insert('Issue', { subject: `Issue ${count}` })
  const list = await (await fetch(`${url}/api/resource/Issue`, { headers: { authorization: 'token key:secret' } })).json() as { data: unknown[] }
  t.equal(list.data.length, 20, 'a page has 20 unless more are asked for')
  t.equal((await fetch(`${url}/api/resource/Issue`)).status, 401)
  const rows: Array<[string, string, unknown, number, string]> = [
    ['GET', '/resource/Nothing', undefined, 404, 'DoesNotExistError'],
    ['GET', '/resource/Issue?fields=["colour"]', undefined, 417, 'DataError'],
    ['GET', '/resource/Issue?filters=[["colour","=","red"]]', undefined, 417, 'DataError'],
    ['GET', '/resource/Issue?filters=[["Sales Order Item","qty","=",1]]', undefined, 417, 'DataError'],
    ['GET', '/resource/Issue?filters={}', undefined, 417, 'ValidationError'],
    ['GET', '/resource/Issue?filters=[[]]', undefined, 417, 'ValidationError'],
    ['GET', '/resource/Issue?filters=[', undefined, 417, 'ValidationError'],
    ['GET', '/resource/Issue?filters=[["name","resembles","x"]]', undefined, 417, 'ValidationError'],
    ['GET', '/resource/Issue?order_by=name;drop', undefined, 417, 'ValidationError'],
    ['POST', '/resource/Issue', {}, 417, 'MandatoryError'],
    ['POST', '/resource/Issue', [], 417, 'ValidationError'],
    ['POST', '/resource/Issue', { subject: 'x'.repeat(141) }, 417, 'CharacterLengthExceededError'],
    ['POST', '/resource/Issue', { subject: 'x', status: 'Frozen' }, 417, 'ValidationError'],
    ['POST', '/resource/Issue', { subject: 'x', customer: 'nobody' }, 417, 'LinkValidationError'],
    ['PUT', '/resource/Issue/ISS-2026-00001', { subject: 'y', modified: '2020-01-01' }, 417, 'TimestampMismatchError'],
    ['PUT', '/resource/Issue/ISS-2026-00001', { docstatus: 1 }, 417, 'ValidationError'],
    ['POST', '/method/frappe.desk.form.utils.add_comment', { content: 'x' }, 500, 'TypeError'],
    ['POST', '/method/erpnext.stock.doctype.delivery_note.delivery_note.make_sales_return', { source_name: 'x' }, 404, 'DoesNotExistError'],
    ['GET', '/method/nothing', undefined, 404, 'DoesNotExistError']
  ]
  for (const [method, path, body, status, type] of rows) t.same(await call(path, method, body), { status, type }, `${method} ${path}`)
  const order = system.shop.addOrder({ customer: { name: 'A' }, placedAt: new Date(), lines: [{ sku: 'A', title: 'A', quantity: 1, price: 1 }] })
  const note = system.shop.ship(order)
  const [item] = note.items as Array<{ name: string }>
  for (const items of [[{ dn_detail: 'x', qty: -1 }], [{ dn_detail: item?.name, qty: 1 }], [{ dn_detail: item?.name, qty: -2 }]]) {
    t.equal((await call('/resource/Delivery Note', 'POST', { customer: 'A', is_return: 1, return_against: note.name, items })).status, 417, JSON.stringify(items))
  }
  t.same(await call(`/resource/Delivery Note/${note.name}`, 'PUT', { lr_no: 'x' }), { status: 417, type: 'UpdateAfterSubmitError' })
})

t.test('K3Cloud refuses what K3Cloud refuses, with HTTP 200', async (t) => {
  const account = { account: 'a', user: 'u', appId: '1_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4', appSecret: 'secret' }
  const { url, system } = await start(t, new KingdeeSystem(account))
  const order = system.shop.addOrder({ customer: { name: 'A' }, placedAt: new Date(), lines: [{ sku: 'A', title: 'A', quantity: 1, price: 1 }] })
  const draft = system.shop.ship(order, { isDraft: true })
  const call = async (service: string, body: unknown, signed = true): Promise<unknown> => {
    const path = `/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.${service}.common.kdsvc`
    const time = String(Math.floor(Date.now() / 1000))
    const headers = signed ? signedHeaders({ ...account, locale: 2052, organization: '' }, path, time, time) : {}
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    t.equal(response.status, 200)
    return response.json()
  }
  const query = (more: object, FormId = 'SAL_SaleOrder') => call('ExecuteBillQuery', { data: { FormId, FieldKeys: 'FID,FQty', FilterString: '', Limit: 10, ...more } })
  const failed = (MsgCode: number) => ({ Result: { ResponseStatus: { IsSuccess: false, MsgCode } } })
  t.match(await call('ExecuteBillQuery', { data: {} }, false), failed(1))
  t.same(await query({ FilterString: "(FBillNo<>'x' and FQty>=1) or 1=0", OrderString: 'FID desc' }), [[order.id, 1]])
  t.same(await query({ FilterString: "FQty<1 or FQty>1 or FQty<=0 or FBillNo!='XSDD000001'" }), [])
  for (const FilterString of ["FBillNo='x", 'FBillNo=', 'FQty in 1', '(FQty=1', 'FQty=1 FQty=1', 'FQty ~ 1', '; drop table', 'and', "FBillNo ''='"]) {
    t.match(await query({ FilterString }), [[failed(4)]], FilterString)
  }
  t.match(await query({ FieldKeys: 'FID,FColour' }), [[failed(9)]])
  t.match(await query({ FilterString: 'FColour=1' }), [[failed(9)]])
  t.match(await query({ Limit: 10_001 }), [[failed(8)]])
  t.match(await query({}, 'SAL_NOTHING'), [[failed(8)]])
  const save = (Model: object) => call('Save', { formid: 'SAL_SaleOrder', data: { Model } })
  t.match(await save({ FID: 1 }), failed(10))
  t.match(await save({ FID: order.id }), failed(12))
  const push = (more: object) => call('Push', { formid: 'SAL_OUTSTOCK', data: { EntryIds: '1', TargetFormId: 'SAL_RETURNSTOCK', IsEnableDefaultRule: 'true', ...more } })
  t.match(await push({}), failed(10))
  t.match(await push({ TargetFormId: 'SAL_NOTHING' }), failed(8))
  t.match(await push({ EntryIds: String(draft.tables.FEntity?.[0]?.FEntity_FEntryID) }), failed(12))
  t.match(await call('Submit', { formid: 'SAL_SaleOrder', data: { Numbers: ['x'] } }), failed(10))
  t.match(await call('Audit', { formid: 'SAL_SaleOrder', data: { Numbers: [order.head.FBillNo] } }), failed(12))
  t.match(await call('Audit', {}), failed(8))
})
