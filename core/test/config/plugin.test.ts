import t from 'tap'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isContractMet, loadPlugin, suggestPlugin } from '../../src/config/plugin.js'
import { fixture, installFixtures, writeConfig } from './sample.js'

t.test('loads a plugin from a path: a folder, a file, absolute or relative to the config', async (t) => {
  const loaded = await loadPlugin(fixture('valid'), '/')
  t.match(loaded, { name: 'kefuhub-valid', version: '1.2.3', module: { kind: 'channel', name: 'valid' } })
  t.equal((await loadPlugin('./valid', dirname(fixture('valid')))).module, loaded.module)
  t.match(await loadPlugin('../valid/index.js', fixture('throws')), { name: '../valid/index.js', version: '1.2.3', module: loaded.module })
})

t.test('loads a package from the folders above the config file', async (t) => {
  const file = writeConfig(t, '')
  installFixtures(file, { '@fixture/feature': 'feature', 'kefuhub-valid': 'valid' })
  const below = join(dirname(file), 'a/b')
  mkdirSync(below, { recursive: true })
  t.match(await loadPlugin('@fixture/feature', below), { name: '@fixture/feature', version: '0.4.0', module: { kind: 'feature' } })
  t.match(await loadPlugin('kefuhub-valid', dirname(file)), { name: 'kefuhub-valid', version: '1.2.3' })
})

t.test('loads a package from the folders above the hub', async (t) => {
  await t.rejects(loadPlugin('@kefuhub/contract', '/'), { code: 'KH_ERR_PLUGIN_EXPORT_INVALID' }, 'found, and no plugin')
})

t.test('loads packages that are CommonJS, or that can be imported only', async (t) => {
  t.match(await loadPlugin(fixture('common-js'), '/'), { name: '@fixture/common-js', module: { name: 'common-js' } })
  t.match(await loadPlugin(fixture('import-only'), '/'), { name: '@fixture/import-only', module: { name: 'feature' } })
})

t.test('a folder without a name or version goes by its path', async (t) => {
  const dir = t.testdir({
    plain: {
      'package.json': '{ "type": "commonjs" }',
      'index.js': "module.exports = require('./plugin.js')",
      'plugin.js': `module.exports = {
        kind: 'feature',
        name: 'plain',
        contract: '^1',
        title: { zh: '简', en: 'Plain' },
        options: { type: 'object', additionalProperties: false },
        setup () {}
      }`
    }
  })
  t.match(await loadPlugin('./plain', dir), { name: './plain', version: '0.0.0', module: { name: 'plain' } })
})

t.test('tells apart why a plugin cannot be used', async (t) => {
  const cases: Array<[string, string, RegExp]> = [
    ['absent', 'KH_ERR_PLUGIN_NOT_FOUND', /is not installed \(paths are relative to the config file\)/],
    ['dependency-missing', 'KH_ERR_PLUGIN_DEPENDENCY_MISSING', /'@fixture\/dependency-missing'.*what it needs is not: '@fixture\/not-there'/],
    ['file-missing', 'KH_ERR_PLUGIN_IMPORT_FAILED', /'@fixture\/file-missing'.*not-there\.js/],
    ['entry-missing', 'KH_ERR_PLUGIN_IMPORT_FAILED', /its entry file is missing; build it/],
    ['throws', 'KH_ERR_PLUGIN_IMPORT_FAILED', /cannot be loaded: cannot start with nothing/],
    ['no-default-export', 'KH_ERR_PLUGIN_EXPORT_INVALID', /no default export made by defineChannel/],
    ['wrong-kind', 'KH_ERR_PLUGIN_EXPORT_INVALID', /its kind is none of channel, crm/],
    ['no-setup', 'KH_ERR_PLUGIN_EXPORT_INVALID', /a feature needs setup/],
    ['open-options', 'KH_ERR_PLUGIN_EXPORT_INVALID', /additionalProperties: false/],
    ['wrong-contract', 'KH_ERR_PLUGIN_CONTRACT_MISMATCH', /'@fixture\/wrong-contract' 3\.1\.4 was made for contract \^2, this hub has contract 1\./],
    ['future-contract', 'KH_ERR_PLUGIN_CONTRACT_MISMATCH', /'@fixture\/future-contract' 9\.0\.0 was made for contract >=2/]
  ]
  for (const [name, code, message] of cases) await t.rejects(loadPlugin(fixture(name), '/'), { code, message }, name)
})

t.test('a path that cannot be read is told', async (t) => {
  await t.rejects(loadPlugin(`./${'x'.repeat(300)}`, '/'), { code: 'KH_ERR_PLUGIN_NOT_FOUND', message: /cannot be read: ENAMETOOLONG/ })
  await t.rejects(loadPlugin('./a\0b', '/'), { code: 'KH_ERR_PLUGIN_NOT_FOUND' })
  await t.rejects(loadPlugin('./valid/index.js/x', dirname(fixture('valid'))), { code: 'KH_ERR_PLUGIN_NOT_FOUND', message: /ENOTDIR/ })
})

t.test('a package that exports nothing to import is told', async (t) => {
  const dir = t.testdir({ closed: { 'package.json': '{ "name": "closed", "exports": { "import": null, "browser": "./index.js" } }', 'index.js': '' } })
  await t.rejects(loadPlugin('./closed', dir), { code: 'KH_ERR_PLUGIN_IMPORT_FAILED', message: /its entry file is missing/ })
})

t.test('what is no package name is not looked for', async (t) => {
  for (const use of ['fs', 'node:fs', '@kefuhub', '@kefuhub/../core', 'A B', '..', 'a/b', '']) {
    await t.rejects(loadPlugin(use, '/'), { code: 'KH_ERR_PLUGIN_NOT_FOUND' }, use)
  }
})

t.test('a plugin that throws something else than an error is told too', async (t) => {
  const dir = t.testdir({ 'a.mjs': "throw 'a text'", 'b.mjs': `throw new Error('${'x'.repeat(300)}\\nsecond line')`, 'c.mjs': 'export default null', 'd.mjs': 'export default {' })
  await t.rejects(loadPlugin('./a.mjs', dir), { code: 'KH_ERR_PLUGIN_IMPORT_FAILED', message: /cannot be loaded: a text/ })
  await t.rejects(loadPlugin('./b.mjs', dir), { code: 'KH_ERR_PLUGIN_IMPORT_FAILED', message: /: x{200}…$/ })
  await t.rejects(loadPlugin('./c.mjs', dir), { code: 'KH_ERR_PLUGIN_EXPORT_INVALID' })
  await t.rejects(loadPlugin('./d.mjs', dir), { code: 'KH_ERR_PLUGIN_IMPORT_FAILED' })
})

t.test('a package with a broken package.json is not installed', async (t) => {
  const file = writeConfig(t, '')
  const folder = join(dirname(file), 'node_modules/kefuhub-broken')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": ')
  await t.rejects(loadPlugin('kefuhub-broken', dirname(file)), { code: 'KH_ERR_PLUGIN_NOT_FOUND', message: /npm install kefuhub-broken/ })
})

t.test('a link to a package leads to its own dependencies', async (t) => {
  const file = writeConfig(t, '')
  symlinkSync(fixture('valid'), join(dirname(file), 'linked'), 'junction')
  t.match(await loadPlugin('./linked', dirname(file)), { name: 'kefuhub-valid' })
})

t.test('a contract range holds by semver', async (t) => {
  for (const range of ['^1', '1.x', '>=1 <3', '1']) t.equal(isContractMet(range), true, range)
  for (const range of ['^2', '0.9', 'nonsense', '^1.999']) t.equal(isContractMet(range), false, range)
})

t.test('suggests an installed plugin for a name that is misspelt or lacks its scope', async (t) => {
  const file = writeConfig(t, '')
  installFixtures(file, { '@fixture/channel-sample': 'valid' })
  const dir = dirname(file)
  for (const use of ['@fixture/chanel-sample', '@fixture/channel_sample', 'channel-sample', 'sample', '@other/channel-sampel']) {
    t.equal(suggestPlugin(use, dir), '@fixture/channel-sample', use)
  }
  t.equal(suggestPlugin('something-else', dir), undefined)
})
