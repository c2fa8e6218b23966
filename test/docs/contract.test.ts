import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as contract from '@kefuhub/contract'
import t from 'tap'
import { fillContractPage, listContractExports } from '../../scripts/docs/contract-page.js'
import { readText, root } from '../support/repository.js'
import { listRows, readPage } from './pages.js'

const path = 'docs/Reference/contract.md'

t.test('docs/Reference/contract.md says what the sources of the contract say', async (t) => {
  const filled = fillContractPage(readText(path))
  if (process.env['KEFUHUB_UPDATE_DOCS'] === '1') writeFileSync(join(root, path), filled)
  t.equal(readText(path), filled, 'KEFUHUB_UPDATE_DOCS=1 writes it anew')
  t.match(filled, '<!-- generated: exports -->')
  t.notMatch(filled, /\|\s*\| (yes|no) \|/, 'every field says what it holds')
})

t.test('the page names everything that the package exports', async (t) => {
  const named = new Set(listRows(readPage(path)).map(({ name }) => name))
  t.strictSame(Object.keys(contract).filter((name) => !named.has(name)), [])
  const values = new Set(Object.keys(contract))
  const exported = listContractExports()
  t.strictSame(exported.filter(({ name, kind }) => kind !== 'type' && !values.has(name)), [], 'and nothing else')
  t.strictSame(exported.filter(({ summary }) => !summary.endsWith('.')), [], 'with a sentence for each')
})

t.test('the page says what the hub does on each error of a delivery', async (t) => {
  const rows = listRows(readPage(path))
  const classes = Object.values(contract).filter((value): value is typeof contract.Retryable => typeof value === 'function' && value.prototype instanceof contract.DeliveryError)
  t.ok(classes.length > 0)
  for (const Class of classes) {
    const { code, verdict } = new Class('')
    t.ok(rows.some(({ name, cells }) => name === Class.name && cells.includes(`\`${code}\``) && cells.includes(`\`${verdict}\``)), Class.name)
  }
})

t.test('a part that the page asks for and nobody knows is told', async (t) => {
  t.throws(() => fillContractPage('<!-- generated: nothing -->\n<!-- /generated -->'), { message: /no nothing/ })
  t.throws(() => fillContractPage('<!-- generated: source Nothing -->\n<!-- /generated -->'), { message: /no Nothing/ })
  t.throws(() => fillContractPage('<!-- generated: limits -->'), { message: /has no <!-- / })
})
