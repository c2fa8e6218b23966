import t from 'tap'
import { findCodes, listUses, readCatalogues } from './catalogues.js'
import { listRows, readPage, readPages } from './pages.js'

const catalogue = await readCatalogues()
const known = new Set(catalogue.map(({ code }) => code))
const page = readPage('docs/Reference/errors.md')
const rows = listRows(page).filter(({ name }) => findCodes(name).length === 1)

/** The HTTP statuses that a cell names. */
function statusesOf (cell: string | undefined): number[] {
  return [...cell?.matchAll(/\bHTTP (\d{3})\b/g) ?? []].map((match) => Number(match[1]))
}

t.test('a code stands in one catalogue', async (t) => {
  t.ok(catalogue.length > 0)
  t.strictSame(catalogue.filter(({ code }, index) => catalogue.findIndex((other) => other.code === code) !== index), [])
  t.strictSame(catalogue.filter(({ code }) => findCodes(code)[0] !== code), [], 'and has the form of a code')
})

t.test('every code that the sources use is in a catalogue', async (t) => {
  t.strictSame(listUses().filter(({ code }) => !known.has(code)), [])
})

t.test('docs/Reference/errors.md explains every code once', async (t) => {
  const names = rows.map(({ name }) => name)
  t.strictSame([...known].filter((code) => names.filter((name) => name === code).length !== 1), [])
  t.strictSame(rows.filter(({ cells }) => cells.length !== 3 || cells.includes('')), [], 'where it appears, what it means, how to solve it')
})

t.test('every code that a page names exists', async (t) => {
  for (const { path, text } of readPages()) t.strictSame(findCodes(text).filter((code) => !known.has(code)), [], path)
})

t.test('the page names the status that an error carries', async (t) => {
  const statuses = new Map(catalogue.map(({ code, statusCode }) => [code, statusCode]))
  t.strictSame(rows.filter(({ name, cells }) => statusesOf(cells[0]).some((status) => status !== statuses.get(name))), [])
  const ofRest = new Set(findCodes(readPage('docs/Reference/rest.md').text))
  t.strictSame(rows.filter(({ name, cells }) => ofRest.has(name) && statusesOf(cells[0]).length === 0).map(({ name }) => name), [], 'always where the API answers with it')
})

t.test('the codes of the test kits stand apart', async (t) => {
  const from = page.prose.findIndex((line) => /^## Test kits/.test(line)) + 1
  const to = page.prose.findIndex((line, index) => index >= from && /^## /.test(line)) + 1
  const apart = rows.filter(({ line }) => line > from && (to === 0 || line < to)).map(({ name }) => name)
  const ofKits = catalogue.filter(({ file }) => /\/testing\//.test(file)).map(({ code }) => code)
  t.ok(from > 0)
  t.strictSame(apart.sort(), ofKits.sort())
})
