import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { listFiles, listPackages, root } from './support/repository.js'

// Loading these does something; they are covered by tests that start them as processes.
const entryPoints = new Map([
  ['core/src/cli/main.ts', 'runs the command line'],
  ['plugins/store-embedded/src/cli.ts', 'serves a folder'],
  ['plugins/store-embedded/src/worker.ts', 'is the body of a worker thread']
])

const modules = listPackages().flatMap(({ folder }) => listFiles(`${folder}/src`)).filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))

t.test('every module loads by itself, so that the coverage report knows those that no test imports', async (t) => {
  t.ok(modules.length > 0)
  for (const path of modules.filter((path) => !entryPoints.has(path))) {
    await t.resolves(import(pathToFileURL(join(root, path)).href), path)
  }
})

t.test('only modules that exist are excused from loading', async (t) => {
  for (const [path, reason] of entryPoints) t.ok(modules.includes(path), `${path} ${reason}`)
})
