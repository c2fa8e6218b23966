import { dirname } from 'node:path'
import t from 'tap'
import { findStoreEngine, findStoreFault, splitStoreUrl } from '../../src/config/engine.js'
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

t.test('tells what is wrong with the choice of a store without loading its engine', async (t) => {
  const file = writeConfig(t, '')
  installFixtures(file, engines)
  t.equal(findStoreFault('mongodb://a', 'x', dirname(file)), undefined)
  t.equal(findStoreFault('sample:a', undefined, dirname(file)), undefined)
  t.match(findStoreFault('smaple:a', undefined, dirname(file)), { code: 'KH_ERR_STORE_ENGINE_NOT_FOUND', suggestion: 'sample:', allowed: /^mongodb:, mongodb\+srv:, .*sample:/ })
  t.match(findStoreFault('nothing:a', undefined, dirname(file)), { suggestion: undefined })
  t.match(findStoreFault('future:a', undefined, dirname(file)), { code: 'KH_ERR_PLUGIN_CONTRACT_MISMATCH' })
})

t.test('a config that names an unknown scheme is not valid', async (t) => {
  const problems = await problemsOfFile(writeConfig(t, 'store:\n  url: embeded:./data\n'))
  t.match(problems, [{ code: 'KH_ERR_STORE_ENGINE_NOT_FOUND', path: 'store.url', line: 2, column: 8, read: 'embeded:', suggestion: 'embedded:' }])
})

t.test('MongoDB needs a secret in the config, since it may serve several hubs and keeps none', async (t) => {
  t.match(await problemsOfFile(writeConfig(t, 'store:\n  url: mongodb://127.0.0.1\n')), [{ code: 'KH_ERR_SECRET_MISSING', path: 'secret', line: 1, column: 1 }])
})
