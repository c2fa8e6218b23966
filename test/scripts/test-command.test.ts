import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { startProcess, waitUntilGone } from '../support/process.js'
import { cleanEnvironment, makeProject } from '../support/project.js'
import type { TestScope } from '../support/scope.js'

// Every test starts whole commands, which start others.
t.setTimeout(900_000)

// Put together here, because a suite that holds the name is taken for one that uses the store.
const storeUrl = ['KEFUHUB_TEST_STORE', 'URL'].join('_')

const passing = "import t from 'tap'\nimport { double } from '../src/double.js'\nt.equal(double(2), 4)\n"
const failing = "import t from 'tap'\nt.test('adds', async (t) => { t.ok(true); t.equal(1 + 1, 3) })\n"
const silent = 'process.exit(0)\n'
const half = 'export function double (number) { return number * 2 }\nexport function half (number) {\n  return number / 2\n}\n'
const onStore = "import t from 'tap'\nimport { url } from './support/where.js'\nt.match(url, /^mongodb:/)\n"

/** A store that serves nothing, and writes down where it ran. */
const store = `import { writeFileSync } from 'node:fs'
writeFileSync(new URL('../started.json', import.meta.url), JSON.stringify({ pid: process.pid, folder: process.argv[2] }))
console.log('ready mongodb://127.0.0.1:1/')
setInterval(() => {}, 1000)
`

const base = {
  'plugins/store-embedded/package.json': '{ "name": "@kefuhub/store-embedded", "version": "1.0.0", "type": "module" }',
  'plugins/store-embedded/bin/kefuhub-store.js': store,
  'src/double.ts': half.replaceAll('(number)', '(number: number): number')
}

function runTests (t: TestScope, files: Record<string, string>, args: string[] = [], env: Record<string, string> = {}) {
  const project = makeProject(t, { ...base, ...files })
  const command = startProcess(t, ['scripts/test.js', ...args], { cwd: project.path, env: { ...cleanEnvironment, ...env } })
  const started = () => JSON.parse(readFileSync(join(project.path, 'plugins/store-embedded/started.json'), 'utf8')) as { pid: number, folder: string }
  return { ...command, started }
}

const lastLine = (output: string) => output.trimEnd().split('\n').at(-1)

t.test('a run in which all passes ends with the totals, exit code 0 and nothing left behind', async (t) => {
  const run = runTests(t, { 'test/double.test.ts': passing, 'test/store.test.ts': onStore, 'test/support/where.ts': `export const url = process.env.${storeUrl}\n` }, ['test'])
  t.strictSame(await run.ended, { code: 0, signal: null })
  t.match(run.output(), /^ok {4}test\/double\.test\.ts: 1 passed/m)
  t.equal(lastLine(run.output()), '2 passed, 0 failed')
  t.match(run.output(), /NOT RUN ON MONGODB .*\n!! {3}test\/store\.test\.ts\n!!!/, 'by name, and nothing but what uses a store')
  await t.resolves(waitUntilGone(run.started().pid), 'the store is stopped')
  t.notOk(existsSync(dirname(run.started().folder)), 'its data is gone')
})

t.test('failures are told in full before the totals and fail the run', async (t) => {
  const run = runTests(t, { 'test/double.test.ts': passing, 'test/adds.test.ts': failing, 'test/silent.test.ts': silent }, ['test'])
  t.strictSame(await run.ended, { code: 1, signal: null })
  t.match(run.output(), /FAIL {2}test\/adds\.test\.ts\n {6}adds > should be equal\n[^]*at: test\/adds\.test\.ts:2:45\n[^]*-3\n *\+2\n/)
  t.match(run.output(), /FAIL {2}test\/silent\.test\.ts\n.*without running a single assertion/)
  t.equal(lastLine(run.output()), '2 passed, 2 failed')
})

t.test('a full run fails below the coverage floor', async (t) => {
  const run = runTests(t, { 'test/double.test.ts': passing, '.taprc': 'include:\n  - test/**/*.test.ts\nlines: 90\nbranches: 0\nfunctions: 0\nstatements: 0\n' })
  t.strictSame(await run.ended, { code: 1, signal: null })
  t.match(run.output(), /coverage of lines: [\d.]+ %, floor 90 %: BELOW THE FLOOR/)
  t.equal(lastLine(run.output()), '1 passed, 0 failed')
})

t.test('with a MongoDB every suite runs there as well', async (t) => {
  const where = "import t from 'tap'\nt.comment(process.env.KEFUHUB_TEST_STORE_KIND, process.env." + storeUrl + ')\nt.pass()\n'
  const run = runTests(t, { 'test/where.test.ts': where }, ['test'], { KEFUHUB_TEST_MONGODB_URL: 'mongodb://127.0.0.1:2/' })
  t.strictSame(await run.ended, { code: 0, signal: null })
  t.match(run.output(), /# embedded mongodb:\/\/127\.0\.0\.1:1\/[^]*# mongodb mongodb:\/\/127\.0\.0\.1:2\//)
  t.notMatch(run.output(), /NOT RUN ON MONGODB/)
  t.equal(lastLine(run.output()), '2 passed, 0 failed')
})

t.test('a reporter of tap\'s may be chosen, and the totals stay', async (t) => {
  const run = runTests(t, { 'test/double.test.ts': passing }, ['test/double.test.ts', '--reporter', 'min'])
  t.strictSame(await run.ended, { code: 0, signal: null })
  t.equal(lastLine(run.output()), '1 passed, 0 failed')
})

t.test('SIGTERM stops all that was started', async (t) => {
  const endless = "import t from 'tap'\nconsole.error('pid', process.pid)\nsetInterval(() => {}, 1000)\nt.test('never', () => new Promise(() => {}))\n"
  const run = runTests(t, { 'test/endless.test.ts': endless }, ['test'])
  const [, pid] = await run.waitForLine(/pid (\d+)/, 60_000)
  t.strictSame(await run.stop(), { code: 143, signal: null })
  await t.resolves(waitUntilGone(Number(pid)), 'the suite is stopped')
  await t.resolves(waitUntilGone(run.started().pid), 'the store is stopped')
  t.notOk(existsSync(dirname(run.started().folder)), 'its data is gone')
})

t.test('a mistake in the arguments is explained and runs nothing', async (t) => {
  for (const [args, complaint] of [
    [['no/such.test.ts'], /there is no 'no\/such\.test\.ts'/],
    [['--unknown'], /--unknown/],
    [['--jobs', '0'], /--jobs takes a number/]
  ] as const) {
    const run = runTests(t, {}, [...args])
    t.strictSame(await run.ended, { code: 1, signal: null })
    t.match(run.output(), complaint)
    t.match(run.output(), /npm test \[-- /)
  }
})

t.test('a store that does not start fails the run with what it said', async (t) => {
  const run = runTests(t, { 'test/double.test.ts': passing, 'plugins/store-embedded/bin/kefuhub-store.js': "console.error('disk full')\nprocess.exit(3)\n" }, ['test'])
  t.strictSame(await run.ended, { code: 1, signal: null })
  t.match(run.output(), /disk full\nkefuhub: the embedded store did not start: it ended with code 3/)
})
