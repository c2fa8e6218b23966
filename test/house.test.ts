import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ESLint } from 'eslint'
import t from 'tap'
import { listFiles, listPackages, readText, root } from './support/repository.js'

// The linter and the compiler read the whole repository.
t.setTimeout(900_000)

const run = promisify(execFile)
const packages = listPackages()
const files = listFiles()

t.test('a plugin depends on no other part of kefuhub than the contract, and on that as a peer', async (t) => {
  const plugins = packages.filter(({ folder }) => folder.startsWith('plugins/'))
  t.ok(plugins.length > 0)
  for (const { folder, manifest } of plugins) {
    const own = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
      .flatMap((field) => Object.keys(manifest[field] ?? {}).filter((name) => name.startsWith('@kefuhub/')).map((name) => `${field} ${name}`))
    t.strictSame(own, ['peerDependencies @kefuhub/contract'], folder)
    t.match(manifest.kefuhub, { kind: /^(channel|crm|erp|notifier|feature|store)$/, contract: /^\^\d/ }, folder)
  }
})

t.test('core depends on no plugin', async (t) => {
  const names = new Set(packages.filter(({ folder }) => folder.startsWith('plugins/')).map(({ manifest }) => manifest.name))
  for (const { folder, manifest } of packages.filter(({ folder }) => folder.startsWith('core'))) {
    const named = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies }).filter((name) => names.has(name))
    t.strictSame(named, [], folder)
  }
})

t.test('every package can be published and used alone', async (t) => {
  const { engines, license } = JSON.parse(readText('package.json'))
  for (const { folder, path, manifest } of packages) {
    if (folder.startsWith('plugins/')) t.equal(manifest.name, `@kefuhub/${folder.slice('plugins/'.length)}`)
    t.equal(manifest.type, 'module', folder)
    t.equal(manifest.license, license, folder)
    t.strictSame(manifest.engines, engines, folder)
    t.ok(manifest.files?.includes('dist'), `${folder} publishes what it builds`)
    for (const bin of Object.values<string>(manifest.bin ?? {})) {
      t.ok(existsSync(join(path, bin)), `${folder} has its command ${bin}`)
      t.ok(manifest.files.includes('bin'), `${folder} publishes its command`)
    }
    t.match(manifest.exports['.'], { '@kefuhub/source': /^\.\/src\//, types: /^\.\/dist\//, default: /^\.\/dist\// }, folder)
    t.match(readText(`${folder}/README.md`), /^# /, `${folder} has a README`)
  }
})

t.test('the code is clean to the linter, import rules included', async (t) => {
  const results = await new ESLint({ cwd: root }).lintFiles(['.'])
  const complaints = results.flatMap(({ filePath, messages }) => messages.map(({ line, message }) => `${filePath.slice(root.length + 1)}:${line} ${message}`))
  t.ok(results.length > 0)
  t.strictSame(complaints, [])
})

t.test('the types are right, in tests and scripts too', async (t) => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  for (const project of ['tsconfig.json', 'scripts/tsconfig.json', 'plugins/channel-web/widget/tsconfig.json', 'plugins/console/web/tsconfig.json']) {
    const complaints = await run(process.execPath, [tsc, '--noEmit', '-p', project], { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } })
      .then(({ stdout }) => stdout, (error) => `${error.stdout}${error.message}`)
    t.equal(complaints, '', project)
  }
})

t.test('nothing is left for later and nothing points at somebody\'s machine', async (t) => {
  const forbidden = [
    // Taken apart here, so that this file does not find itself.
    { words: new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b`), why: 'unfinished' },
    { words: new RegExp(`(^|[^\\w.])/(${['wo' + 'rk', 'ho' + 'me', 'Us' + 'ers', 'ro' + 'ot'].join('|')})/\\w`), why: 'a path of one machine' },
    { words: new RegExp(`\\.only *\\(|\\b(describe|it|test)\\.${'sk' + 'ip'}\\(`), why: 'a test switched on or off by hand' }
  ]
  const found = files.filter((path) => /\.(ts|tsx|js|json|ya?ml|md|sh)$|(^|\/)(Dockerfile|run)$/.test(path)).flatMap((path) => readText(path)
    .split('\n')
    .flatMap((line, index) => forbidden.filter(({ words }) => words.test(line)).map(({ why }) => `${path}:${index + 1} ${why}: ${line.trim().slice(0, 120)}`)))
  t.strictSame(found, [])
})
