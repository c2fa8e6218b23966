import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import type { RestResponse } from '@kefuhub/contract/rest'
import { createFakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import t from 'tap'
import { Duplicate, Missing, NoMethod, judge } from '../../src/odoo/verdict.js'
import { returnOf, ticketOf } from '../erp/requests.js'
import { addOrder, openStand, plugin } from './stand.js'

const headers = new Headers()
const classic = (name: string, message = 'it says so') => {
  const body = { jsonrpc: '2.0', id: 1, error: { code: 200, message: 'Odoo Server Error', data: { name, message, debug: 'Traceback' } } }
  return { status: 200, headers, body, text: JSON.stringify(body) }
}
const json2 = (status: number, name: string, message = 'it says so') => ({ status, headers, body: { name, message, debug: 'Traceback' }, text: '' })

t.test('reads what Odoo says has gone wrong', (t) => {
  const rows: Array<[RestResponse, unknown]> = [
    [classic('odoo.exceptions.AccessDenied'), Unauthorized],
    [classic('odoo.http.SessionExpiredException'), Unauthorized],
    [classic('odoo.exceptions.AccessError'), Unauthorized],
    [classic('odoo.exceptions.MissingError'), Missing],
    [classic('odoo.exceptions.ValidationError'), Rejected],
    [classic('odoo.exceptions.UserError'), Rejected],
    [classic('builtins.ValueError'), Rejected],
    [classic('builtins.KeyError'), Rejected],
    [classic('psycopg2.errors.UniqueViolation'), Duplicate],
    [classic('psycopg2.errors.SerializationFailure'), Retryable],
    [classic('psycopg2.errors.LockNotAvailable'), Retryable],
    [classic('psycopg2.errors.DeadlockDetected'), Retryable],
    [classic('psycopg2.OperationalError'), Retryable],
    [classic('builtins.AttributeError', 'no method x'), NoMethod],
    [{ ...classic('x'), body: { jsonrpc: '2.0', error: { code: 100, message: 'Odoo Session Expired' } } }, Unauthorized],
    [json2(401, 'werkzeug.exceptions.Unauthorized', 'Invalid apikey'), Unauthorized],
    [json2(403, 'odoo.exceptions.AccessError'), Unauthorized],
    [json2(404, 'odoo.exceptions.MissingError'), Missing],
    [json2(404, 'werkzeug.exceptions.NotFound', 'the method does not exist'), NoMethod],
    [json2(422, 'odoo.exceptions.UserError'), Rejected],
    [json2(500, 'psycopg2.errors.SerializationFailure'), Retryable],
    [json2(500, 'builtins.KeyError'), Rejected]
  ]
  for (const [response, type] of rows) {
    const error = judge(response)
    t.equal(error?.constructor, type, JSON.stringify(response.body))
    t.notMatch(error?.message, /Traceback/)
  }
  t.equal(judge({ status: 200, headers, body: { jsonrpc: '2.0', result: false }, text: '' }), undefined)
  t.equal(judge({ status: 502, headers, body: undefined, text: '<html>' }), undefined, 'what stands before Odoo is judged by the rules of HTTP')
  t.match(judge(classic('odoo.exceptions.UserError', 'call 13800138000 or wang@example.com'))?.message, /call \[number\] or \[e-mail\]/)
  t.end()
})

t.test('logs in once for many calls, and anew after it was refused', async (t) => {
  const stand = await openStand(t)
  const { order } = addOrder(stand)
  const logins = (): number => stand.server.calls.filter((call) => call.body.includes('"authenticate"')).length
  await Promise.all([stand.odoo.getOrder(String(order)), stand.odoo.getOrder(String(order))])
  t.equal(logins(), 1)
  stand.server.faults.fail('unauthorized', 'read', 1)
  await t.rejects(stand.odoo.getOrder(String(order)), Unauthorized)
  t.match(await stand.hub.instance.health?.(), { state: 'down', reason: /refuses the log-in/ })
  t.ok(await stand.odoo.getOrder(String(order)))
  t.equal(logins(), 2)
  t.match(await stand.hub.instance.health?.(), { state: 'ok' })
})

t.test('says that the log-in is wrong, without the key', async (t) => {
  const stand = await openStand(t, { options: { apiKey: 'another-secret-key' } })
  const error = await stand.odoo.getOrder('1').catch((error: unknown) => error)
  t.ok(error instanceof Unauthorized)
  t.notMatch(JSON.stringify([(error as Error).message, stand.hub.logs]), /another-secret-key/)
})

t.test('asks for the fields of a model once an hour', async (t) => {
  const stand = await openStand(t)
  const { order } = addOrder(stand)
  const asked = (): number => stand.methods().filter((method) => method === 'sale.order.fields_get').length
  await stand.odoo.getOrder(String(order))
  await stand.odoo.getOrder(String(order))
  t.equal(asked(), 1)
  stand.advance(3_600_000)
  stand.server.faults.fail('busy', 'read', 1)
  await t.rejects(stand.odoo.getOrder(String(order)), Retryable)
  await stand.odoo.getOrder(String(order))
  t.equal(asked(), 3, 'a failure is not remembered')
})

const answers = (body: unknown): NonNullable<FakeHubOverrides['fetch']> => async (_url, init) => {
  const { params } = JSON.parse(String(init?.body)) as { params: { service: string, args: unknown[] } }
  if (params.service === 'common') return Response.json({ jsonrpc: '2.0', result: 2 })
  if (params.args[4] === 'fields_get') return Response.json({ jsonrpc: '2.0', result: { x_kefuhub_key: { type: 'char' }, name: { type: 'char' } } })
  if (params.args[4] === 'search_read' && /ticket|partner/.test(String(params.args[3]))) return Response.json({ jsonrpc: '2.0', result: [] })
  return Response.json(body)
}

t.test('does not take an answer of something else for one of Odoo\'s', async (t) => {
  const read = await openStand(t, { overrides: { fetch: async () => Response.json({ ok: true }) } })
  await t.rejects(read.odoo.getOrder('1'), Retryable)
  const odd = await openStand(t, { overrides: { fetch: answers({ jsonrpc: '2.0', result: 'text' }) } })
  await t.rejects(odd.odoo.getLogistics('1'), Retryable)
  await t.rejects(odd.odoo.exportTicket(ticketOf()), Uncertain)
  const strange = await openStand(t, { overrides: { fetch: answers({ ok: true }) } })
  await t.rejects(strange.odoo.exportTicket(ticketOf()), Uncertain)
})

t.test('calls a hub that cannot reach Odoo to come again', async (t) => {
  const stand = await openStand(t)
  await stand.server.close()
  await t.rejects(stand.odoo.findOrders({ number: '1' }, 1), Retryable)
  await t.rejects(stand.odoo.createReturn(returnOf(1, [{ lineId: '1', quantity: 1 }])), Retryable)
  t.match(await stand.hub.instance.health?.(), { state: 'degraded' })
})

t.test('has only the methods that the options ask for', async (t) => {
  const account = { url: 'http://127.0.0.1:1', database: 'd', user: 'u', apiKey: 'secret-key' }
  const methods = async (options: object): Promise<string[]> => {
    const hub = await createFakeHub(plugin, { odoo: { ...account, ...options } })
    t.teardown(() => hub.close())
    return Object.keys(hub.instance).sort()
  }
  t.same(await methods({}), ['createReturn', 'findOrders', 'findReturn', 'getLogistics', 'getOrder', 'health'])
  t.same(await methods({ orders: false, tickets: {} }), ['exportTicket', 'health', 'ticketChanges'])
})

t.test('refuses options that are none, and names them', async (t) => {
  const good = { url: 'https://odoo.example.com', database: 'd', user: 'u', apiKey: 'secret-key' }
  for (const [options, path] of [
    [{ ...good, url: 'ftp://x' }, '/odoo/url'],
    [{ ...good, apiKey: undefined }, '/odoo/apiKey'],
    [{ ...good, tickets: { keyField: 'x; drop' } }, '/odoo/tickets/keyField'],
    [{ ...good, tickets: { states: { New: 'nonsense' } } }, '/odoo/tickets/states/New'],
    [{ ...good, surprise: 1 }, '/odoo/surprise']
  ] as const) {
    const error = await createFakeHub(plugin, { odoo: JSON.parse(JSON.stringify(options)) as object }).catch((error: unknown) => error)
    t.match((error as { problems?: unknown }).problems, [{ path }], path)
  }
})
