import { secretPaths } from '@kefuhub/contract'
import { checkOptions } from '@kefuhub/contract/testing'
import t from 'tap'
import { Options } from '../../src/odoo/index.js'

const least = { baseUrl: 'https://odoo.example.com', apiKey: 'a-long-key' }

t.test('defaults are filled in', async (t) => {
  t.same(checkOptions('odoo', Options, least), {
    ...least, api: 'json-2', externalIdField: 'ref', countryCode: '86', unnamed: '未命名客户', domain: [], pageSize: 500, overlapMs: 120_000, timeoutMs: 30_000, maxConcurrent: 4
  })
})

t.test('a mistake is named by its path', async (t) => {
  const cases: Array<[object, string]> = [
    [{ ...least, api: 'xml-rpc' }, '/api'], [{ ...least, api: 'json-rpc', user: 'hub' }, '/database'], [{ ...least, api: 'json-rpc', database: 'shop' }, '/user'],
    [{ ...least, externalIdField: 'x-hub' }, '/externalIdField'], [{ ...least, fields: ['name', 'name'] }, '/fields'], [{ ...least, password: 'x' }, '/password'],
    [{ ...least, baseUrl: 'https://odoo.example.com?db=shop' }, '/baseUrl'], [{ ...least, pageSize: 0 }, '/pageSize']
  ]
  for (const [options, path] of cases) {
    try {
      checkOptions('odoo', Options, options)
      t.fail(`${path} was taken`)
    } catch (error) {
      t.ok((error as { problems: Array<{ path: string }> }).problems.some((problem) => problem.path === path), path)
    }
  }
})

t.test('the key is a secret', async (t) => {
  t.same(secretPaths(Options), [['apiKey']])
})
