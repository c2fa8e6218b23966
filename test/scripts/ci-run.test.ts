import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import t from 'tap'
import { startProcess, waitUntilGone } from '../support/process.js'
import { readText, root } from '../support/repository.js'
import type { TestScope } from '../support/scope.js'

// Put together here, because a suite that holds the name is taken for one that uses the oracle.
const oracleUrl = ['KEFUHUB_TEST_ORACLE', 'URL'].join('_')
const [, oraclePath = ''] = readText('.ci/run').match(/^oracle=(\S+)$/m) ?? []

/** Runs .ci/run in a folder where `npm` only says how it was called, and ends with 5. */
function runCi (t: TestScope, oracle?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'kefuhub-ci-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const write = (path: string, body: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `#!/usr/bin/env bash\n${body}\n`)
    chmodSync(join(folder, path), 0o755)
  }
  mkdirSync(join(folder, 'repository/.ci'), { recursive: true })
  cpSync(join(root, '.ci/run'), join(folder, 'repository/.ci/run'))
  write('bin/npm', `echo "npm $*, oracle $${oracleUrl}."\nexit 5`)
  if (oracle !== undefined) write(join('repository', oraclePath), oracle)
  const ci = startProcess(t, [join(folder, 'repository/.ci/run')], {
    command: 'bash',
    env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`, [oracleUrl]: undefined, PIDS: join(folder, 'pids') }
  })
  return { ...ci, pids: () => readFileSync(join(folder, 'pids'), 'utf8').trim().split(' ').map(Number) }
}

t.test('runs npm test with the oracle, stops the oracle with all it started, and keeps the exit code', async (t) => {
  const run = runCi(t, 'sleep 1000 &\necho "$! $$" > "$PIDS"\necho ready mongodb://127.0.0.1:3/\nwait')
  t.strictSame(await run.ended, { code: 5, signal: null })
  t.match(run.output(), /^npm test, oracle mongodb:\/\/127\.0\.0\.1:3\/\.$/m)
  t.equal(run.pids().length, 2)
  for (const pid of run.pids()) await t.resolves(waitUntilGone(pid))
})

t.test('runs npm test where there is no oracle', async (t) => {
  const run = runCi(t)
  t.strictSame(await run.ended, { code: 5, signal: null })
  t.match(run.output(), /^npm test, oracle \.$/m)
})

t.test('says why the oracle did not start, and runs npm test without it', async (t) => {
  const run = runCi(t, 'echo no Java here\nexit 1')
  t.strictSame(await run.ended, { code: 5, signal: null })
  t.match(run.output(), /The oracle did not get ready[^]*no Java here\nnpm test, oracle \.\n/)
})
