import { TICKET_PRIORITIES, TICKET_STATES } from '@kefuhub/contract'
import t from 'tap'
import { chooseColumns } from '../../src/columns/choose-columns.js'
import { toCells } from '../../src/columns/column.js'
import { FIXED_COLUMNS } from '../../src/columns/fixed-columns.js'
import { PRIORITY_WORDS, STATE_WORDS } from '../../src/columns/words.js'
import { ZonedTime } from '../../src/columns/zoned-time.js'
import { named, toRow } from '../stand.js'

const manner = (language: 'zh' | 'en') => ({ language, time: new ZonedTime('Asia/Shanghai'), types: new Map() })
const names = (columns: ReadonlyArray<{ name: string }>): string[] => columns.map(({ name }) => name)

t.test('has all columns unless some are chosen', async (t) => {
  const all = chooseColumns({ comments: false }, named(['sku', 'amount']))
  t.same(names(all), [...names(FIXED_COLUMNS), 'fields.sku', 'fields.amount'])
  t.equal(names(chooseColumns({ comments: true }, named([]))).at(-1), 'comments')
})

t.test('has the chosen columns in the order of the options', async (t) => {
  t.same(names(chooseColumns({ columns: ['fields.amount', 'number', 'fields', 'id'], comments: true }, named(['sku', 'amount', 'paid']))),
    ['fields.amount', 'number', 'fields.sku', 'fields.paid', 'id', 'comments'])
  t.same(names(chooseColumns({ columns: ['fields.gone'], comments: false }, named(['sku']))), ['fields.gone'], 'a field that no type has keeps its column')
})

t.test('calls fields and types what people call them, and tells apart what they call the same', async (t) => {
  const fields = [{ name: 'sku', title: { zh: '商品编号', en: 'Item' } }, { name: 'color', title: { zh: '颜色', en: 'Colour' } }, { name: 'colour', title: { zh: '外壳颜色', en: 'Colour' } }, { name: 'order', title: { zh: '订单号', en: 'Order' } }]
  const titles = { types: [{ id: 'refund', title: { zh: '退款', en: 'Refund' } }], fields }
  const columns = chooseColumns({ columns: ['type', 'orderNumber', 'fields', 'fields.gone'], comments: false }, { fieldNames: fields.map(({ name }) => name), titles })
  t.same(columns.map(({ heading }) => heading.zh), ['类型', '订单号', '商品编号', '颜色', '外壳颜色', '订单号 (order)', 'gone'])
  t.same(columns.map(({ heading }) => heading.en), ['Type', 'Order number', 'Item', 'Colour (color)', 'Colour (colour)', 'Order', 'gone'])
  const types = new Map(titles.types.map(({ id, title }) => [id, title]))
  t.equal(toCells(columns, toRow(1), { ...manner('en'), types })[0], 'Refund')
  t.equal(toCells(columns, toRow(1, { type: 'gone' }), { ...manner('en'), types })[0], 'gone', 'a type that the config no longer has keeps its name')
})

t.test('tells people everything in their language', async (t) => {
  const columns = chooseColumns({ comments: true }, named(['sku', 'amount', 'isPaid', 'gone']))
  const cells = (language: 'zh' | 'en'): Record<string, unknown> => {
    const row = toCells(columns, toRow(1), manner(language))
    return Object.fromEntries(columns.map(({ name }, index) => [name, row[index]]))
  }
  t.match(cells('zh'), {
    number: '1001',
    state: '处理中',
    priority: '高',
    createdAt: '2026-01-01T08:00:01.000+08:00',
    settledAt: undefined,
    createdBy: '客服: Li Lei',
    contactName: '王芳',
    contactPhone: '+8613800138000',
    orderNumber: '2026010112345678',
    orderSource: 'erp',
    copies: 'zammad: #77 (open)',
    comments: '2026-01-01T08:00:01.000+08:00 Li Lei (公开): please wait',
    'fields.sku': 'JACKET-1',
    'fields.amount': 199.5,
    'fields.isPaid': '是',
    'fields.gone': undefined
  })
  t.match(cells('en'), { state: 'In progress', priority: 'High', createdBy: 'Agent: Li Lei', 'fields.isPaid': 'Yes' })
})

t.test('makes do with what is there', async (t) => {
  const row = toRow(1, { order: undefined as never, copies: [{ target: 'jira', externalId: 'T-1', status: 'x', changedAt: new Date(0) }], createdBy: { kind: 'rule', id: 'night' }, fields: { none: null, no: false } },
    { contact: { name: 'A' }, comments: [{ id: 'k', at: new Date(0), by: { kind: 'system', id: 'crm' }, text: 'x', isPublic: false }] })
  const columns = chooseColumns({ columns: ['orderNumber', 'contactPhone', 'copies', 'createdBy', 'fields.none', 'fields.no'], comments: true }, named([]))
  t.same(toCells(columns, row, manner('en')), [undefined, undefined, 'jira: T-1 (x)', 'Rule: night', undefined, 'No', '1970-01-01T08:00:00.000+08:00 crm (internal): x'])
})

t.test('reads only what a ticket has itself', async (t) => {
  const columns = chooseColumns({ columns: ['fields'], comments: false }, named(['constructor', 'toString', '__proto__']))
  t.same(toCells(columns, toRow(1, { fields: {} }), manner('en')), [undefined, undefined, undefined])
  t.same(toCells(columns, toRow(1, { fields: JSON.parse('{"__proto__":"x"}') as Record<string, string> }), manner('en')), [undefined, undefined, 'x'])
})

t.test('has a word for every state and priority, and a heading for every column', async (t) => {
  t.same(Object.keys(STATE_WORDS), TICKET_STATES)
  t.same(Object.keys(PRIORITY_WORDS), TICKET_PRIORITIES)
  for (const language of ['zh', 'en'] as const) t.equal(new Set(FIXED_COLUMNS.map(({ heading }) => heading[language])).size, FIXED_COLUMNS.length, 'headings tell columns apart')
})
