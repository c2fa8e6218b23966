import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { SCAFFOLD_KINDS, parsePluginName, scaffold } from '@kefuhub/contract/scaffold'
import { openWorkshop } from '../testing/workshop.js'

// It compiles, lints and tests five packages.
t.setTimeout(280_000)

t.test('a name is taken apart', async (t) => {
  const cases: Array<[name: string, kind: typeof SCAFFOLD_KINDS[number], expected: object]> = [
    ['channel-telegram', 'channel', { package: 'channel-telegram', plugin: 'channel-telegram', id: 'telegram', title: 'Telegram', env: 'TELEGRAM' }],
    ['@acme/channel-x', 'channel', { package: '@acme/channel-x', plugin: 'channel-x', id: 'x', title: 'X' }],
    ['@acme/crm-very-small', 'crm', { id: 'very-small', title: 'Very Small', env: 'VERY_SMALL' }],
    ['parrot', 'feature', { plugin: 'parrot', id: 'parrot' }],
    ['channel-7', 'channel', { plugin: 'channel-7', id: 'channel-7' }]
  ]
  for (const [name, kind, expected] of cases) t.match(parsePluginName(name, kind), expected, name)
  for (const name of ['', 'Channel', 'channel_x', '@acme/', 'acme/channel-x', '@acme/../x', '7', '../x', 'x'.repeat(65)]) {
    t.throws(() => parsePluginName(name, 'channel'), { code: 'KH_ERR_SCAFFOLD_NAME' }, name)
  }
})

t.test('nothing is written over, and no other kind is begun', async (t) => {
  const dir = t.testdir({ taken: { 'notes.txt': 'mine' }, empty: {} })
  await t.rejects(scaffold({ kind: 'channel', name: 'channel-x', dir: join(dir, 'taken') }), { code: 'KH_ERR_SCAFFOLD_TAKEN' })
  await t.rejects(scaffold({ kind: 'store' as 'channel', name: 'store-x', dir: join(dir, 'new') }), { code: 'KH_ERR_SCAFFOLD_KIND' })
  await t.rejects(scaffold({ kind: 'channel', name: 'X', dir: join(dir, 'new') }), { code: 'KH_ERR_SCAFFOLD_NAME' })
  t.notOk(existsSync(join(dir, 'new')))
  await t.rejects(scaffold({ kind: 'feature', name: 'x', dir: join(dir, 'taken/notes.txt') }), { code: 'KH_ERR_SCAFFOLD_TAKEN' })
  t.ok((await scaffold({ kind: 'feature', name: 'x', dir: join(dir, 'empty') })).includes('package.json'))
})

t.test('what is written lints, compiles and keeps the contract', async (t) => {
  const workshop = await openWorkshop(t)
  workshop.install(workshop.path)
  for (const kind of SCAFFOLD_KINDS) {
    const name = kind === 'crm' ? 'crm-own-thing' : `@acme/${kind}-own-thing`
    const dir = join(workshop.path, kind)
    const files = await scaffold({ kind, name, dir })
    for (const wanted of ['package.json', 'README.md', 'tsconfig.json', 'eslint.config.js', '.gitignore', 'src/index.ts', 'test/conformance.test.ts', 'test/sample.ts']) t.ok(files.includes(wanted), `${kind}: ${wanted}`)
    t.equal(files.includes('src/simulator/index.ts'), kind !== 'feature', `${kind}: a simulator`)
    for (const file of files) t.notMatch(readFileSync(join(dir, file), 'utf8'), /__[A-Z]+__/, `${kind}: ${file} has no place that is not filled`)
    t.match(JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')), { name, kefuhub: { kind, contract: '^1' }, peerDependencies: { '@kefuhub/contract': /^\^1\./ } }, kind)
  }
  // All compile as one program, which is quicker; they share one config of the linter, which each has as a copy.
  const config = { extends: './channel/tsconfig.json', compilerOptions: { rootDir: '.', outDir: 'dist' }, include: SCAFFOLD_KINDS.flatMap((kind) => [`${kind}/src`, `${kind}/test`]) }
  writeFileSync(join(workshop.path, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(workshop.path, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(workshop.path, 'eslint.config.js'), readFileSync(join(workshop.path, 'channel/eslint.config.js')))
  t.equal(await workshop.shell('npx tsc'), '', 'it compiles')
  t.equal(await workshop.shell(`npx eslint ${SCAFFOLD_KINDS.join(' ')}`), '', 'it lints')
  const tested = await workshop.shell('node --test dist/*/test/*.test.js')
  t.match(tested, /^# fail 0$/m, 'it passes')
  const passed = Number(/^# pass (\d+)$/m.exec(tested)?.[1])
  t.ok(passed >= SCAFFOLD_KINDS.length, `${passed} suites`)
})
