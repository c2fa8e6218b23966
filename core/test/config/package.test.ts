import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { discoverPlugins, findPackage, listModuleFolders } from '../../src/config/package.js'
import { installFixtures, writeConfig } from './sample.js'

t.test('discovers packages that say they are plugins, without loading them', async (t) => {
  const file = writeConfig(t, '')
  installFixtures(file, {
    '@fixture/feature': 'feature',
    '@fixture/throws': 'throws',
    '@fixture/store-future': 'store-future',
    'kefuhub-valid': 'valid',
    'other-valid': 'valid'
  })
  const own = discoverPlugins(dirname(file)).filter(({ name }) => name.includes('fixture') || name.includes('valid'))
  t.match(own, [
    { name: '@fixture/feature', version: '0.4.0', kind: 'feature', contract: '^1', scheme: undefined },
    { name: '@fixture/store-future', version: '0.1.0', kind: 'store', contract: '^2', scheme: 'future' },
    { name: 'kefuhub-valid', version: '1.2.3', kind: 'channel', contract: '^1' }
  ])
  t.equal(own.length, 3, 'neither a package without the key "kefuhub" nor one with another kind of name')
})

t.test('discovers what is installed beside the hub', async (t) => {
  t.ok(discoverPlugins('/').some(({ scheme }) => scheme === 'embedded'))
})

t.test('the package nearest to the config file counts', async (t) => {
  const file = writeConfig(t, '')
  installFixtures(file, { 'kefuhub-twice': 'valid' })
  const below = join(dirname(file), 'below')
  mkdirSync(below)
  installFixtures(join(below, 'hub.yaml'), { 'kefuhub-twice': 'feature' })
  t.match(discoverPlugins(below).filter(({ name }) => name === 'kefuhub-twice'), [{ kind: 'feature' }])
  t.match(findPackage('kefuhub-twice', below), { manifest: { version: '0.4.0' } })
  t.match(findPackage('kefuhub-twice', dirname(file)), { manifest: { version: '1.2.3' } })
})

t.test('passes over folders and manifests that make no sense', async (t) => {
  const file = writeConfig(t, '')
  const modules = join(dirname(file), 'node_modules')
  for (const [name, text] of Object.entries({
    'kefuhub-list': '[]',
    'kefuhub-null': 'null',
    'kefuhub-kind': '{ "kefuhub": { "kind": 1, "contract": "^1" } }',
    'kefuhub-text': '{ "kefuhub": "channel" }',
    'kefuhub-long': `{ "kefuhub": { "kind": "crm", "contract": "^1" }, "x": "${'x'.repeat(1_048_576)}" }`
  })) {
    mkdirSync(join(modules, name), { recursive: true })
    writeFileSync(join(modules, name, 'package.json'), text)
  }
  mkdirSync(join(modules, 'kefuhub-empty'))
  writeFileSync(join(modules, '@file'), '')
  writeFileSync(join(modules, 'kefuhub-file'), '')
  t.same(discoverPlugins(dirname(file)).filter(({ dir }) => dir.startsWith(modules)), [])
  t.equal(listModuleFolders(dirname(file))[0], modules)
})
