import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import type { RestResponse } from '@kefuhub/contract/rest'
import { createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import { isName } from '../../src/erpnext/frappe.js'
import { Duplicate, NoField, judge } from '../../src/erpnext/verdict.js'
import { ticketOf } from '../erp/requests.js'
import { addOrder, openStand, plugin } from './stand.js'

const answer = (status: number, type?: string, message = 'it says so'): RestResponse => {
  const body = type === undefined ? undefined : { exc_type: type, exception: `frappe.exceptions.${type}: ${message}`, exc: '["Traceback secret_place"]', _server_messages: JSON.stringify([JSON.stringify({ message: `<b>${message}</b>` }), 'not json']) }
  return { status, headers: new Headers(), body, text: body === undefined ? '<html>' : JSON.stringify(body) }
}

t.test('reads what Frappe says has gone wrong', (t) => {
  const rows: Array<[RestResponse, unknown]> = [
    [answer(401, 'AuthenticationError'), Unauthorized],
    [answer(401), Unauthorized],
    [answer(403, 'PermissionError'), Unauthorized],
    [answer(409, 'DuplicateEntryError'), Duplicate],
    [answer(409), Duplicate],
    [answer(417, 'UniqueValidationError'), Duplicate],
    [answer(417, 'ValidationError'), Rejected],
    [answer(417, 'MandatoryError'), Rejected],
    [answer(417, 'LinkValidationError'), Rejected],
    [answer(417), Rejected],
    [answer(417, 'TimestampMismatchError'), Retryable],
    [answer(417, 'DataError', 'Field not permitted in query: custom_x'), NoField],
    [answer(500, 'OperationalError', "(1054, \"Unknown column 'custom_x'\")"), NoField],
    [answer(500, 'QueryDeadlockError'), Retryable],
    [answer(500, 'KeyError'), Retryable],
    [answer(503, 'SessionStopped'), Retryable],
    [answer(404, 'DoesNotExistError'), undefined],
    [answer(429, 'TooManyRequestsError'), undefined],
    [answer(502), undefined],
    [answer(200, 'ValidationError'), undefined]
  ]
  for (const [response, type] of rows) {
    const error = judge(response)
    t.equal(error?.constructor, type, `${response.status} ${response.text.slice(0, 60)}`)
    t.notMatch(error?.message ?? '', /Traceback|<b>/)
  }
  t.match(judge(answer(417, 'ValidationError', 'call 13800138000'))?.message, /call \[number\]/)
  t.match(judge({ ...answer(417), body: { exc_type: 'X', exception: 'frappe.exceptions.X: why' } })?.message, /why/)
  t.end()
})

t.test('names of documents are no paths', (t) => {
  for (const name of ['SAL-ORD-2026-00001', 'a/b', '王芳', '...a']) t.ok(isName(name), name)
  for (const name of ['', '.', '..', '....', '<b>', 'a\0', 'x'.repeat(141)]) t.notOk(isName(name), name)
  t.end()
})

t.test('does not take an answer of something else for one of Frappe\'s', async (t) => {
  const stand = await openStand(t, { overrides: { fetch: async (_url, init) => init?.method === 'GET' && String(_url).includes('/resource/Issue?') ? Response.json({ data: [] }) : Response.json({ message: 'ok' }) } })
  await t.rejects(stand.erpnext.getOrder('SAL-1'), Retryable)
  await t.rejects(stand.erpnext.findOrders({ number: '1' }, 1), Retryable)
  await t.rejects(stand.erpnext.exportTicket(ticketOf({ contact: { name: 'x' } })), Uncertain)
})

t.test('keeps the secret to itself', async (t) => {
  const stand = await openStand(t, { options: { apiSecret: 'another-secret' } })
  const error = await stand.erpnext.getOrder('x').catch((error: unknown) => error)
  t.ok(error instanceof Unauthorized)
  t.notMatch(JSON.stringify([(error as Error).message, stand.hub.logs]), /another-secret/)
  t.match(await stand.hub.instance.health?.(), { state: 'down', reason: /apiKey and apiSecret/ })
})

t.test('waits as long as the site asks', async (t) => {
  const stand = await openStand(t, { settings: { waitS: 7 } })
  const order = addOrder(stand)
  stand.server.faults.fail('busy-with-wait', 'read', 1)
  await t.rejects(stand.erpnext.getOrder(order.name), { message: /429/, afterMs: 7000 })
  await stand.server.close()
  await t.rejects(stand.erpnext.getOrder(order.name), Retryable)
})

t.test('has only the methods that the options ask for, and names wrong options', async (t) => {
  const account = { url: 'http://127.0.0.1:1', apiKey: 'key', apiSecret: 'secret-0001' }
  const methods = async (options: object): Promise<string[]> => {
    const hub = await createFakeHub(plugin, { erpnext: { ...account, ...options } })
    t.teardown(() => hub.close())
    return Object.keys(hub.instance).sort()
  }
  t.same(await methods({}), ['createReturn', 'findOrders', 'findReturn', 'getLogistics', 'getOrder', 'health'])
  t.same(await methods({ orders: false, tickets: {} }), ['exportTicket', 'health', 'ticketChanges'])
  for (const [options, path] of [
    [{ makeReturnMethod: '../../x' }, '/erpnext/makeReturnMethod'],
    [{ returnKeyField: 'a b' }, '/erpnext/returnKeyField'],
    [{ tickets: { doctype: '../User' } }, '/erpnext/tickets/doctype'],
    [{ submitReturns: 'yes' }, '/erpnext/submitReturns']
  ] as const) {
    const error = await createFakeHub(plugin, { erpnext: { ...account, ...options } }).catch((error: unknown) => error)
    t.match((error as { problems?: unknown }).problems, [{ path }], path)
  }
})
