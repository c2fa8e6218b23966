import t from 'tap'
import { chooseColumns } from '../../src/columns/choose-columns.js'
import { ZonedTime } from '../../src/columns/zoned-time.js'
import { ndjsonFormat } from '../../src/formats/ndjson.js'
import { named, toRow } from '../stand.js'
import { collect, countTaken } from './collect.js'

const time = new ZonedTime('Asia/Shanghai')
const all = chooseColumns({ comments: true }, named(['sku', 'amount', 'isPaid', 'gone']))

t.test('tells programs everything by its own name', async (t) => {
  const text = (await collect(ndjsonFormat(all, time), [toRow(1), toRow(2, { settledAt: new Date(0) })])).toString()
  const [first, second, rest] = text.split('\n')
  t.equal(rest, '')
  const row = JSON.parse(first!) as Record<string, unknown>
  t.match(row, {
    number: '1001',
    state: 'in-progress',
    priority: 'high',
    createdAt: '2026-01-01T08:00:01.000+08:00',
    createdBy: { kind: 'agent', id: 'a1', name: 'Li Lei' },
    contactPhone: '+8613800138000',
    orderNumber: '2026010112345678',
    copies: [{ target: 'zammad', externalId: '77', externalNumber: '#77', url: 'https://zammad.test/77', status: 'open', changedAt: '2026-01-01T08:00:01.000+08:00' }],
    fields: { sku: 'JACKET-1', amount: 199.5, isPaid: true, gone: null },
    comments: [{ id: 'k1', at: '2026-01-01T08:00:01.000+08:00', by: { kind: 'agent', id: 'a1', name: 'Li Lei' }, text: 'please wait', isPublic: true }]
  })
  t.equal(row['settledAt'], null, 'every line has every key')
  t.same(Object.keys(JSON.parse(second!) as object), Object.keys(row))
})

t.test('keeps the order of the columns', async (t) => {
  const columns = chooseColumns({ columns: ['subject', 'fields.b', 'id', 'fields.a'], comments: false }, named([]))
  t.equal((await collect(ndjsonFormat(columns, time), [toRow(1, { subject: 's', fields: { a: 1, b: null } })])).toString(), '{"subject":"s","fields":{"b":null,"a":1},"id":"t1"}\n')
})

t.test('cuts no line within a text', async (t) => {
  for (const subject of ['\u2028', '\u2029x', 'a\nb', 'a\r\nb', '\0\u0007', '\u0085', '"\\', '🙂', 'a\uD83Db']) {
    const text = (await collect(ndjsonFormat(chooseColumns({ columns: ['subject'], comments: false }, named([])), time), [toRow(1, { subject })])).toString()
    t.equal(text.split(/\r\n|[\n\r\u2028\u2029]/).length, 2, JSON.stringify(subject))
    t.same(JSON.parse(text), { subject })
    t.notOk(text.startsWith('\uFEFF'))
  }
})

t.test('fields may have any name', async (t) => {
  const columns = chooseColumns({ columns: ['fields'], comments: false }, named(['__proto__', 'constructor', 'a.b', ' ']))
  const text = (await collect(ndjsonFormat(columns, time), [toRow(1, { fields: JSON.parse('{"__proto__":"p","a.b":1," ":2}') as Record<string, string> })])).toString()
  t.equal(text, '{"fields":{"__proto__":"p","constructor":null,"a.b":1," ":2}}\n')
})

t.test('takes no more rows than somebody reads', async (t) => {
  t.ok(await countTaken(ndjsonFormat(all, time), toRow(1), 10_000) < 1000)
})
