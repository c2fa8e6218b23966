import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { installFixtures } from '../config/sample.js'
import { run } from './terminal.js'

t.test('knows the options of the installed plugins and leaves out those that cannot be loaded', async (t) => {
  const cwd = t.testdir({})
  installFixtures(join(cwd, 'hub.yaml'), { 'kefuhub-valid': 'valid', '@fixture/future-contract': 'future-contract', '@fixture/store-sample': 'store' })
  const { exitCode, stdout, stderr } = await run(['schema', '--config', 'hub.yaml'], { cwd })
  t.equal(exitCode, 0)
  const uses = (JSON.parse(stdout) as { properties: { plugins: { items: { oneOf: Array<{ properties: { use: { const?: string } } }> } } } })
    .properties.plugins.items.oneOf.map(({ properties }) => properties.use.const)
  t.ok(uses.includes('kefuhub-valid'))
  t.notOk(uses.includes('@fixture/store-sample'), 'a store engine stands under no plugin entry')
  t.match(stderr, /^left out @fixture\/future-contract: .*was made for contract >=2/m)
})

t.test('writes a file', async (t) => {
  const cwd = t.testdir({})
  const { exitCode, stdout, stderr } = await run(['schema', '--output', 'hub.schema.json'], { cwd })
  t.match({ exitCode, stdout }, { exitCode: 0, stdout: '' })
  t.match(stderr, /wrote hub\.schema\.json\n$/)
  t.match(JSON.parse(readFileSync(join(cwd, 'hub.schema.json'), 'utf8')), { title: 'kefuhub config' })
})
