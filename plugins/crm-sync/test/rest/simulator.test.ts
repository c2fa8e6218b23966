import t from 'tap'
import { RestCrmSimulator, startRestCrm } from '../../src/simulator/index.js'
import { API_KEY, HOME_GROWN, NOW_MS } from './stand.js'

t.test('is as strict as its keepers wanted it', async (t) => {
  let nowMs = NOW_MS
  const desk = await RestCrmSimulator.start({ apiKey: API_KEY, now: () => nowMs, callsPerSecond: 100 })
  t.teardown(() => desk.close())
  const call = async (method: string, path: string, body?: unknown, key = API_KEY): Promise<[number, Record<string, any>]> => {
    const response = await fetch(desk.url + path, { method, headers: { 'x-api-key': key }, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) })
    return [response.status, await response.json() as Record<string, any>]
  }
  const cases: Array<[string, string, unknown, number]> = [
    ['POST', '/api/customers', { full_name: 'A', hub_id: 'a' }, 201],
    ['POST', '/api/customers', { full_name: 'B', hub_id: 'a' }, 409],
    ['POST', '/api/customers', { full_name: '' }, 422],
    ['POST', '/api/customers', { full_name: 'A', cust_no: 7 }, 422],
    ['POST', '/api/customers', { full_name: 7 }, 422],
    ['POST', '/api/customers', { full_name: 'A\0' }, 422],
    ['POST', '/api/customers', { full_name: 'A', mail: 'x' }, 422],
    ['POST', '/api/customers', { full_name: 'A', level: 'best' }, 422],
    ['POST', '/api/customers', 'no JSON', 422],
    ['POST', '/api/customers', 'null', 422],
    ['DELETE', '/api/customers', undefined, 405],
    ['DELETE', '/api/customers/50001', undefined, 405],
    ['PATCH', '/api/customers/50001', { remark: null }, 200],
    ['GET', '/api/customers?size=101', undefined, 422],
    ['GET', '/api/customers?page=0', undefined, 422],
    ['GET', '/api/customers/7', undefined, 404],
    ['GET', '/api/orders', undefined, 404],
    ['GET', '/api/customers/50001/orders', undefined, 404],
    ['POST', '/api/customers/50001/notes', { ref: '1', title: 'A', text: 'B' }, 201],
    ['POST', '/api/customers/50001/notes', { title: 'A' }, 422]
  ]
  for (const [method, path, body, status] of cases) t.equal((await call(method, path, body))[0], status, `${method} ${path} ${JSON.stringify(body)}`)
  t.match(await call('GET', '/api/customers/50001/notes?ref=1'), [200, { code: 0, data: [{ title: 'A', tags: [], link: null }] }])
  t.equal((await call('GET', '/api/customers', undefined, 'another'))[0], 401)
  const [customer] = desk.customers
  desk.change(customer!, { deleted: true })
  t.equal((await call('PATCH', '/api/customers/50001', { remark: 'x' }))[0], 404)
  t.equal((await call('POST', '/api/customers/50001/notes', { ref: '1', title: 'A', text: 'B' }))[0], 404)
  t.match(await call('GET', '/api/customers?hub_id=a'), [200, { data: { list: [], next: null } }])
  nowMs += 1000
  const statuses = new Set<number>()
  for (let index = 0; index < 101; index++) statuses.add((await call('GET', '/api/customers'))[0])
  t.same([...statuses], [200, 429])
})

t.test('starts for a config entry', async (t) => {
  const { options, close } = await startRestCrm({ ...HOME_GROWN })
  t.teardown(close)
  t.match(options, { connection: { baseUrl: /^http:\/\/127.0.0.1:\d+\/api$/ } })
  const open = await startRestCrm({ connection: {} })
  t.teardown(open.close)
})
