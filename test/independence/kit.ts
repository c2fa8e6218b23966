import { readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { readJson, root } from '../../scripts/packages.js'
import { compile, packageOf, readImports, type Packed } from './packed.js'
import type { Place } from './place.js'

/** What the conformance tests want of a test runner, on that of Node: a stranger's place has no other. */
const RUNNER = `import assert from 'node:assert/strict'
import test from 'node:test'
const asserts = { equal: assert.equal, same: assert.deepEqual }
export default { test: (name, run) => test(name, (t) => run(Object.assign(t, asserts))) }
`

/**
 * Puts the conformance tests of a package, with what they use, beside where it is installed, so that they test what is installed.
 * @returns a file that runs them all, relative to the place; none where the package has no kit
 */
export async function putKit (place: Place, packed: Packed): Promise<string | undefined> {
  const { name, manifest, source, compiled } = packed
  const tests = listKits(packed)
  if (tests.length === 0) return
  place.write('kit/package.json', '{ "type": "module" }')
  place.write('kit/node_modules/tap/package.json', '{ "name": "tap", "type": "module", "exports": "./index.js" }')
  place.write('kit/node_modules/tap/index.js', RUNNER)
  compile(join(source, 'test'), join(place.path, 'kit/test'), (path) => tests.includes(path) || !path.endsWith('.test.ts'))
  const installed = join(place.path, 'node_modules', name)
  symlinkSync(join(installed, compiled), join(place.path, 'kit/src'), 'junction')
  place.write('kit/README.md', readFileSync(join(installed, 'README.md'), 'utf8'))
  const files = tests.map((path) => `./test/${path.replaceAll('\\', '/').replace(/\.ts$/, '.js')}`)
  place.write('kit/run.js', files.map((file) => `import '${file}'\n`).join(''))
  const more = rangesOf(manifest, [...packagesIn(join(place.path, 'kit/run.js')), ...Object.keys(manifest['peerDependenciesMeta'] ?? {})])
  if (Object.keys(more).length > 0) await place.install(more)
  return 'kit/run.js'
}

/** The conformance tests of a package, relative to its folder of tests. */
export function listKits ({ source }: Packed): string[] {
  return readdirSync(join(source, 'test'), { recursive: true, encoding: 'utf8' }).filter((path) => /(^|[\\/])conformance\.test\.ts$/.test(path))
}

/** What the tests of a package need besides it: the repository's development dependencies, the package's, and what may stand beside it. */
function rangesOf ({ devDependencies, peerDependencies }: Record<string, any>, names: string[]): Record<string, string> {
  const ranges: Record<string, string> = { ...readJson(join(root, 'package.json')).devDependencies, ...devDependencies, ...peerDependencies }
  return Object.fromEntries(Object.entries(ranges).filter(([name]) => names.includes(name) && name !== 'tap' && !name.startsWith('@kefuhub/')))
}

/** The packages that a file of the kit uses, itself or through others of the kit. */
function packagesIn (file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const modules = readImports(file)
  const own = modules.filter((name) => name.startsWith('.') && !/^[./]*\/src\//.test(name))
  return [
    ...modules.filter((name) => !name.startsWith('.') && !isBuiltin(name)).map(packageOf),
    ...own.flatMap((name) => packagesIn(join(file, '..', name), seen))
  ]
}
