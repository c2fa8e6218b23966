import { dirname } from 'node:path'
import t from 'tap'
import { findSchemeFault, findStoreEngine, splitStoreUrl } from '../../src/config/engine.js'
import { installFixtures, problemsOfFile, writeConfig } from './sample.js'

const engines = { '@fixture/store-sample': 'store', '@fixture/store-liar': 'store-liar', '@fixture/store-future': 'store-future' }

t.test('splits an address at its first colon, unless the driver takes it', async (t) => {
  t.same(splitStoreUrl('embedded:./a:b'), { scheme: 'embedded', location: './a:b' })
  t.equal(splitStoreUrl('mongodb://a'), undefined)
  t.equal(splitStoreUrl('mongodb+srv://a'), undefined)
})

t.test('finds the installed engine that serves a scheme', async (t) => {
  const file = writeConfig(t, '')
  installFixtures(file, engines)
  const engine = await findStoreEngine('sample', dirname(file))
  t.match(await engine.open('x', { log: { debug () {}, info () {}, warn () {}, error () {} } }), { url: 'mongodb://127.0.0.1/x' })
  await t.rejects(findStoreEngine('nothing', dirname(file)), { code: 'KH_ERR_STORE_ENGINE_NOT_FOUND', message: /installed engines: .*@fixture\/store-sample \(sample:\)/ })
  await t.rejects(findStoreEngine('liar', dirname(file)), { code: 'KH_ERR_PLUGIN_EXPORT_INVALID', message: /promises a store for 'liar:'/ })
  await t.rejects(findStoreEngine('future', dirname(file)), { code: 'KH_ERR_PLUGIN_CONTRACT_MISMATCH' })
})

t.test('tells what is wrong with a scheme without loading its engine', async (t) => {
  const file = writeConfig(t, '')
  installFixtures(file, engines)
  t.equal(findSchemeFault('mongodb://a', dirname(file)), undefined)
  t.equal(findSchemeFault('sample:a', dirname(file)), undefined)
  t.match(findSchemeFault('smaple:a', dirname(file)), { code: 'KH_ERR_STORE_ENGINE_NOT_FOUND', suggestion: 'sample:', allowed: /^mongodb:, mongodb\+srv:, .*sample:/ })
  t.match(findSchemeFault('nothing:a', dirname(file)), { suggestion: undefined })
  t.match(findSchemeFault('future:a', dirname(file)), { code: 'KH_ERR_PLUGIN_CONTRACT_MISMATCH' })
})

t.test('a config that names an unknown scheme is not valid', async (t) => {
  const problems = await problemsOfFile(writeConfig(t, 'store:\n  url: embeded:./data\n'))
  t.match(problems, [{ code: 'KH_ERR_STORE_ENGINE_NOT_FOUND', path: 'store.url', line: 2, column: 8, read: 'embeded:', suggestion: 'embedded:' }])
})
