import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startProcess, waitUntilGone } from '../support/process.js'
import { cleanEnvironment, makeProject } from '../support/project.js'
import type { Project } from '../support/project.js'
import type { TestScope } from '../support/scope.js'

// Every test starts whole commands, which start others.
t.setTimeout(900_000)

const hub = `import { greeting } from '../dist/index.js'
console.log(greeting, JSON.stringify(process.argv.slice(2)))
process.on('SIGTERM', () => process.exit(7))
const timer = setInterval(() => {}, 1000)
if (process.argv.includes('--once')) clearInterval(timer)
`
const manifest = (name: string) => JSON.stringify({ name, version: '1.0.0', type: 'module' })
const tsconfig = JSON.stringify({ extends: '../tsconfig.base.json', compilerOptions: { composite: true, rootDir: 'src', outDir: 'dist', customConditions: [] }, include: ['src'] })
const files = {
  'core/package.json': manifest('@kefuhub/core'),
  'core/tsconfig.json': tsconfig,
  'core/src/index.ts': "export const greeting = 'hello'\n",
  'core/src/old.ts': 'export {}\n',
  'core/bin/kefuhub.js': hub
}

function start (t: TestScope, project: Project, args: string[]) {
  return startProcess(t, [join(project.path, 'scripts/start.js'), ...args], { env: { ...cleanEnvironment, npm_config_offline: 'true' } })
}

t.test('npm start builds what has changed, and only that', async (t) => {
  const project = makeProject(t, files)
  const first = start(t, project, ['--once'])
  t.strictSame(await first.ended, { code: 0, signal: null })
  t.match(first.output(), /^kefuhub: building …\nkefuhub: building: done in [\d.]+ s\nhello /)

  const second = start(t, project, ['--once'])
  await second.ended
  t.match(second.output(), /^hello /, 'nothing was done before the start')

  project.write('core/src/index.ts', "export const greeting = 'goodbye'\n")
  rmSync(join(project.path, 'core/src/old.ts'))
  const third = start(t, project, ['--once'])
  await third.ended
  t.match(third.output(), /^goodbye /m)
  t.notOk(existsSync(join(project.path, 'core/dist/old.js')), 'what was built from a deleted file is gone')

  rmSync(join(project.path, 'core/dist'), { recursive: true })
  const fourth = start(t, project, ['--once'])
  t.strictSame(await fourth.ended, { code: 0, signal: null })
})

t.test('arguments go to the hub, signals reach it, and its exit code is kept', async (t) => {
  const project = makeProject(t, files)
  const hub = start(t, project, ['--role', 'web'])
  await hub.waitForLine(/hello \["start","--role","web"\]/, 60_000)
  t.strictSame(await hub.stop(), { code: 7, signal: null })
})

t.test('the hub ends with the shell that npm runs it in', async (t) => {
  const project = makeProject(t, { ...files, 'core/bin/kefuhub.js': hub.replace('console.log(', 'console.log(process.pid, ') })
  // What follows keeps the shell from becoming the hub.
  const shell = startProcess(t, ['-c', `'${process.execPath}' scripts/start.js; exit $?`], { command: 'sh', cwd: project.path, env: cleanEnvironment })
  const [, pid] = await shell.waitForLine(/^(\d+) hello/, 60_000)
  process.kill(shell.pid, 'SIGKILL')
  await t.resolves(waitUntilGone(Number(pid)))
})

t.test('a package with a build script of its own is built by it', async (t) => {
  const project = makeProject(t, {
    ...files,
    'plugins/screen/package.json': JSON.stringify({ name: '@kefuhub/screen', version: '1.0.0', scripts: { build: 'node build.js' } }),
    'plugins/screen/build.js': "require('node:fs').mkdirSync('dist', { recursive: true })\n"
  })
  const hub = start(t, project, ['--once'])
  t.strictSame(await hub.ended, { code: 0, signal: null })
  t.match(hub.output(), /building plugins\/screen …/)
  t.ok(existsSync(join(project.path, 'plugins/screen/dist')))
})

t.test('a build that fails shows the compiler\'s words and starts nothing', async (t) => {
  const project = makeProject(t, { ...files, 'core/src/index.ts': 'export const greeting: number = "hello"\n' })
  const hub = start(t, project, ['--once'])
  t.strictSame(await hub.ended, { code: 1, signal: null })
  t.match(hub.output(), /core\/src\/index\.ts\(1,14\): error TS2322[^]*building failed/)
  t.notMatch(hub.output(), /^hello/m)
})

t.test('missing packages are installed first, and a failed installation is told', async (t) => {
  const project = makeProject(t, files)
  const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) => JSON.parse(readFileSync(join(project.path, name), 'utf8')))

  // Neither can be fulfilled without a registry, and npm is told to ask none.
  lock.packages['node_modules/wanted-by-nobody'] = { version: '1.0.0', link: true, resolved: 'nowhere' }
  project.write('package-lock.json', JSON.stringify(lock))
  const changed = start(t, project, ['--once'])
  t.strictSame(await changed.ended, { code: 1, signal: null })
  t.match(changed.output(), /^kefuhub: installing packages \(npm ci\) …\n[^]*installing packages \(npm ci\) failed/)

  project.write('package.json', JSON.stringify({ ...manifest, dependencies: { 'no version': 'not:anything' } }))
  const added = start(t, project, ['--once'])
  t.strictSame(await added.ended, { code: 1, signal: null })
  t.match(added.output(), /^kefuhub: installing packages \(npm install\) …\n[^]*installing packages \(npm install\) failed/)
})
