import ExcelJS from 'exceljs'
import t from 'tap'
import type { TicketRow } from '@kefuhub/contract'
import { chooseColumns } from '../../src/columns/choose-columns.js'
import { ZonedTime } from '../../src/columns/zoned-time.js'
import { toXlsxCell, xlsxFormat } from '../../src/formats/xlsx.js'
import { named, toRow } from '../stand.js'
import { collect, countTaken } from './collect.js'

const AT = new Date('2026-01-02T00:00:00Z')
const manner = { language: 'zh', time: new ZonedTime('Asia/Shanghai'), types: new Map() } as const
const columns = chooseColumns({ columns: ['number', 'subject', 'contactPhone', 'orderNumber', 'fields.x', 'createdAt'], comments: false }, named([]))
const format = () => xlsxFormat(columns, manner, AT)

async function sheetOf (rows: readonly TicketRow[]): Promise<{ book: ExcelJS.Workbook, sheet: ExcelJS.Worksheet }> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(await collect(format(), rows) as unknown as ExcelJS.Buffer)
  return { book, sheet: book.worksheets[0]! }
}

t.test('writes a sheet that opens', async (t) => {
  const { book, sheet } = await sheetOf([toRow(1, { fields: { x: 12.5 } }), toRow(2, { fields: { x: true } })])
  t.equal(sheet.name, '工单')
  t.equal(book.creator, 'kefuhub')
  t.equal(book.created.getTime(), AT.getTime(), 'not the time of writing')
  t.match(sheet.views, [{ state: 'frozen', ySplit: 1 }])
  t.same(sheet.getRow(1).values, [, '工单号', '主题', '客户电话', '订单号', 'x', '创建时间']) // eslint-disable-line no-sparse-arrays -- exceljs counts from 1
  t.same(sheet.getRow(2).values, [, '1001', '退款 1', '+8613800138000', '2026010112345678', 12.5, '2026-01-01T08:00:01.000+08:00']) // eslint-disable-line no-sparse-arrays -- exceljs counts from 1
  t.equal(sheet.getCell('E3').value, '是')
  t.equal(sheet.getCell('A2').type, ExcelJS.ValueType.String, 'numbers of tickets are text')
  t.equal(sheet.getCell('D2').type, ExcelJS.ValueType.String, 'numbers of orders are text')
  t.equal(sheet.rowCount, 3)
})

t.test('writes headings where there is no row', async (t) => {
  const { sheet } = await sheetOf([])
  t.equal(sheet.rowCount, 1)
})

t.test('runs nothing that somebody wrote', async (t) => {
  const { sheet } = await sheetOf(['=1+1', '+1', '@x', '<f>1</f>', '&amp;', '"><v>', '{=1}'].map((subject, index) => toRow(index, { subject })))
  for (let row = 2; row <= sheet.rowCount; row++) t.equal(sheet.getCell(`B${row}`).type, ExcelJS.ValueType.String)
  t.equal(sheet.getCell('B2').value, '=1+1')
})

t.test('makes of any text one that Excel takes', async (t) => {
  const cases: Array<[string | number | undefined, string | number | undefined]> = [
    ['a\0\u0001\u0008\u000B\u001Fb', 'ab'],
    ['a\tb\nc', 'a\tb\nc'],
    ['a\r\nb', 'a\nb'],
    ['a\uFFFE\uFFFFb', 'ab'],
    ['a\uD83Db\uDE42c', 'abc'],
    ['🙂', '🙂'],
    ['_x000D_', '_x005F_x000D_'],
    ['__x0041_ _y_', '__x005F_x0041_ _y_'],
    ['x'.repeat(32_767), 'x'.repeat(32_767)],
    ['x'.repeat(32_768), `${'x'.repeat(32_766)}…`],
    [`${'x'.repeat(32_765)}🙂🙂`, `${'x'.repeat(32_765)}…`],
    ['', ''],
    [undefined, undefined],
    [1.5, 1.5],
    [-99_999_999_999, -99_999_999_999],
    [100_000_000_000, '100000000000'],
    [1e21, '1e+21']
  ]
  for (const [cell, expected] of cases) t.equal(toXlsxCell(cell), expected, JSON.stringify(cell)?.slice(0, 60))
})

t.test('opens whatever texts are in it', async (t) => {
  const subjects = ['\0', '\uD800', ']]>', '<![CDATA[', '\u2028', 'a\u007Fb', 'مرحبا', '🙂'.repeat(20_000)]
  const { sheet } = await sheetOf(subjects.map((subject, index) => toRow(index, { subject })))
  t.equal(sheet.rowCount, subjects.length + 1)
  t.equal(sheet.getCell('B4').value, ']]>')
  t.equal(String(sheet.getCell('B9').value).length, 32_767)
})

t.test('takes no more rows than somebody reads', async (t) => {
  t.ok(await countTaken(format(), toRow(1, { subject: 'x'.repeat(10_000) }), 5000) < 2000)
})

t.test('a file that is given up goes quietly', async (t) => {
  const { rows, stages: [bytes], shape } = format().open()
  const failures: Error[] = []
  rows.on('error', (error) => failures.push(error))
  bytes.on('error', () => {})
  for (let index = 0; index < 100; index++) rows.write(shape(toRow(index)))
  rows.destroy(new Error('given up'))
  await new Promise((resolve) => rows.once('close', resolve))
  t.match(failures, [{ message: 'given up' }])
  t.ok(bytes.destroyed)
})
