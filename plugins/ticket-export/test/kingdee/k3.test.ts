import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import type { RestResponse } from '@kefuhub/contract/rest'
import { createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import { idsIn, quoted } from '../../src/kingdee/filter.js'
import { NoData, judge } from '../../src/kingdee/verdict.js'
import { returnOf } from '../erp/requests.js'
import { ACCOUNT, addOrder, lineIds, openStand, plugin } from './stand.js'

const answer = (status: Record<string, unknown>, isQuery = false): RestResponse => {
  const result = { Result: { ResponseStatus: { IsSuccess: false, Errors: [{ FieldName: 'FQty', Message: '不对' }], ...status } } }
  return { status: 200, headers: new Headers(), body: isQuery ? [[result]] : result, text: '' }
}

t.test('reads what the site says has gone wrong, wherever it says it', (t) => {
  const rows: Array<[number, unknown]> = [
    [0, Rejected], [1, Unauthorized], [2, Unauthorized], [4, Rejected], [6, Retryable], [7, Unauthorized], [8, Rejected], [9, Rejected], [10, NoData], [11, Rejected], [12, Rejected],
    [13, Retryable], [14, Retryable], [15, Unauthorized], [99, Rejected]
  ]
  for (const [MsgCode, type] of rows) {
    for (const isQuery of [false, true]) t.equal(judge(answer({ MsgCode }, isQuery))?.constructor, type, `code ${MsgCode}`)
  }
  t.match(judge(answer({ MsgCode: 11 }))?.message, /FQty: 不对/)
  t.match(judge(answer({ MsgCode: 11, Errors: [{ Message: 'call 13800138000' }] }))?.message, /call \[number\]/)
  t.match(judge(answer({ Errors: [], ErrorCode: 500 }))?.message, /code 500/)
  for (const IsSuccess of [true, 'true', 'True']) t.equal(judge(answer({ IsSuccess })), undefined)
  t.equal(judge(answer({ IsSuccess: 'false' }))?.constructor, Rejected)
  t.equal(judge({ status: 200, headers: new Headers(), body: [[1, 'a'], [2, 'b']], text: '' }), undefined)
  t.equal(judge({ status: 502, headers: new Headers(), body: undefined, text: 'response_error:' }), undefined)
  t.match(judge({ status: 200, headers: new Headers(), body: undefined, text: ' response_error: it broke' }), { constructor: Rejected, message: /it broke/ })
  t.end()
})

t.test('texts stand in quotes, and ids are numbers', (t) => {
  t.same([quoted("a'b"), quoted("''"), quoted('a\n\0b'), quoted('\\')], ["'a''b'", "''''''", "'a  b'", "'\\'"])
  t.same([idsIn('FID', ['1', '2 or 1=1', '3']), idsIn('FID', ['x'])], ['FID in (1,3)', '1=0'])
  t.end()
})

t.test('says that the site does not know the hub, without the secret', async (t) => {
  for (const [options, settings] of [[{ appSecret: 'another-secret' }, {}], [{ user: 'somebody' }, {}], [{}, { timestamp: 'ms' }], [{}, { now: () => 0 }], [{ organization: '200' }, {}]] as const) {
    const stand = await openStand(t, { options, settings })
    const error = await stand.kingdee.getOrder('1').catch((error: unknown) => error)
    t.ok(error instanceof Unauthorized, JSON.stringify(options))
    t.notMatch(JSON.stringify([(error as Error).message, stand.hub.logs]), /another-secret|0123456789abcdef0123/)
    t.match(await stand.hub.instance.health?.(), { state: 'down', reason: /timestamp/ })
  }
})

t.test('does not take an answer of something else for one of the site\'s', async (t) => {
  const stand = await openStand(t, { overrides: { fetch: async () => Response.json({ ok: true }) } })
  await t.rejects(stand.kingdee.getOrder('1'), Retryable)
  const shop = await openStand(t)
  const order = addOrder(shop)
  shop.system.shop.ship(order)
  const [cup = ''] = lineIds(order)
  const request = returnOf(String(order.id), [{ lineId: cup, quantity: 1 }])
  for (const odd of [{ ok: true }, { Result: { ResponseStatus: { IsSuccess: true, SuccessEntitys: [] } } }]) {
    const other = await openStand(t, {
      options: { url: `${shop.server.url}/k3cloud` },
      overrides: { fetch: async (url, init = {}) => String(url).includes('.Push.') ? Response.json(odd) : fetch(url, { method: init.method ?? 'GET', headers: init.headers ?? {}, body: init.body ?? null }) }
    })
    await t.rejects(other.kingdee.createReturn(request), Uncertain)
  }
  await shop.server.close()
  await t.rejects(shop.kingdee.getOrder('1'), Retryable)
})

t.test('has its methods, and names wrong options', async (t) => {
  const good = { url: 'http://127.0.0.1:1/k3cloud', ...ACCOUNT }
  const hub = await createFakeHub(plugin, { kingdee: good })
  t.teardown(() => hub.close())
  t.same(Object.keys(hub.instance).sort(), ['createReturn', 'findOrders', 'findReturn', 'getLogistics', 'getOrder', 'health'])
  for (const [options, path] of [
    [{ appId: 'nounderscore' }, '/kingdee/appId'], [{ organization: 'a,b' }, '/kingdee/organization'], [{ returnKeyField: "F'" }, '/kingdee/returnKeyField'],
    [{ fields: { orderDate: 'FDate desc' } }, '/kingdee/fields/orderDate'], [{ returnsUntil: 'refunded' }, '/kingdee/returnsUntil'], [{ currencies: { PRE001: 'yuan' } }, '/kingdee/currencies/PRE001']
  ] as const) {
    const error = await createFakeHub(plugin, { kingdee: { ...good, ...options } }).catch((error: unknown) => error)
    t.match((error as { problems?: unknown }).problems, [{ path }], path)
  }
})
