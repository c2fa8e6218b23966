import t from 'tap'
import { chooseColumns } from '../../src/columns/choose-columns.js'
import { ZonedTime } from '../../src/columns/zoned-time.js'
import { csvFormat, toCsvText } from '../../src/formats/csv.js'
import { named, toRow } from '../stand.js'
import { collect, countTaken } from './collect.js'
import { readCsv } from './read-csv.js'

const OPTIONS = { bom: true, encoding: 'utf-8', protectFormulas: true, longNumbersAsText: false } as const
const manner = { language: 'zh', time: new ZonedTime('Asia/Shanghai'), types: new Map() } as const
const columns = chooseColumns({ columns: ['number', 'subject', 'fields.x'], comments: false }, named([]))
const format = (options: object = {}) => csvFormat(columns, manner, { ...OPTIONS, ...options })

const HOSTILE = [
  'plain', '', ' ', 'a,b', '"', 'say "hi"', 'a\r\nb', 'a\nb', 'a\rb', ',', '""', '",\r\n"', '汉字 · emoji 🙂', 'ملف', '\u202Egpj.exe', '\u2028\u2029', '\uFEFF', 'a;b', 'a;=1+1', 'tab\there', "it's", '\\"', 'x'.repeat(100_000)
]

t.test('reads as it was written', async (t) => {
  const text = (await collect(format({ protectFormulas: false }), HOSTILE.map((subject, index) => toRow(index, { subject, fields: {} })))).toString()
  t.ok(text.startsWith('\uFEFF工单号,主题,x\r\n'))
  const [, ...rows] = readCsv(text.slice(1))
  t.same(rows, HOSTILE.map((subject, index) => [String(1000 + index), subject, '']))
})

t.test('lets no text be a formula', async (t) => {
  const cases: Array<[cell: string | number | undefined, text: string]> = [
    ['=1+1', "'=1+1"], ['+1', "'+1"], ['-1', "'-1"], ['@SUM(A1)', "'@SUM(A1)"], ['\t=1', "'\t=1"], ['\r=1', "'\r=1"], ['\n=1', "'\n=1"],
    ['＝1+1', "'＝1+1"], ['＋1', "'＋1"], ['－1', "'－1"], ['＠x', "'＠x"], ['\0=1', "'=1"],
    ['+8613800138000', "'+8613800138000"], ['a=1', 'a=1'], ['1-1', '1-1'], [-5, '-5'], [0, '0'], [undefined, '']
  ]
  for (const [cell, text] of cases) t.equal(toCsvText(cell, OPTIONS), text, JSON.stringify(cell))
  t.equal(toCsvText('=1+1', { ...OPTIONS, protectFormulas: false }), '=1+1')
})

t.test('guards headings too, and hides no cell in another one', async (t) => {
  const text = (await collect(csvFormat(chooseColumns({ columns: ['fields.=x', 'subject'], comments: false }, named([])), manner, OPTIONS), [toRow(1, { subject: 'a;=1+1', fields: { '=x': '=2' } })])).toString()
  t.equal(text, '\uFEFF\'=x,主题\r\n\'=2,"a;=1+1"\r\n')
})

t.test('keeps all digits of long numbers where that is wanted', async (t) => {
  const guard = { protectFormulas: true, longNumbersAsText: true }
  const cases: Array<[string | number, string]> = [['202601011234', '\t202601011234'], ['20260101123', '20260101123'], ['+8613800138000', '\t+8613800138000'], [202601011234, '\t202601011234'], ['202601011234x', '202601011234x'], ['=1', "'=1"]]
  for (const [cell, text] of cases) t.equal(toCsvText(cell, guard), text)
})

t.test('begins as the options say', async (t) => {
  t.same([...(await collect(format(), [])).subarray(0, 3)], [0xEF, 0xBB, 0xBF])
  t.equal((await collect(format({ bom: false }), [])).toString(), '工单号,主题,x\r\n')
})

t.test('writes GB18030 with every character there is', async (t) => {
  const subject = '退款 €𠮷🙂 ܐ'
  const bytes = await collect(format({ encoding: 'gb18030' }), [toRow(1, { subject, fields: {} })])
  t.equal(new TextDecoder('gb18030', { ignoreBOM: true }).decode(bytes), `工单号,主题,x\r\n1001,${subject},\r\n`)
  t.ok(bytes.includes(Buffer.from([0xCD, 0xCB, 0xBF, 0xEE])), '退款')
})

t.test('halves of characters do not spoil a file', async (t) => {
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    const bytes = await collect(format({ encoding }), [toRow(1, { subject: 'a\uD83Db', fields: {} }), toRow(2, { subject: 'ok', fields: {} })])
    t.match(new TextDecoder(encoding, { fatal: true }).decode(bytes), /\r\n1002,ok,\r\n$/, encoding)
  }
})

t.test('leaves no line empty', async (t) => {
  const single = csvFormat(chooseColumns({ columns: ['fields.x'], comments: false }, named([])), manner, OPTIONS)
  t.equal((await collect(single, [toRow(1, { fields: {} })])).toString(), '\uFEFFx\r\n""\r\n')
})

t.test('takes no more rows than somebody reads', async (t) => {
  for (const encoding of ['utf-8', 'gb18030'] as const) t.ok(await countTaken(format({ encoding }), toRow(1), 10_000) < 5000, encoding)
})
