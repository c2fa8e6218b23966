import { Parser } from 'tap-parser'
import t from 'tap'
import { describeTotals } from '../../scripts/report.js'
import { tallySuites } from '../../scripts/tally.js'
import type { Suite } from '../../scripts/tally.js'

function tally (tap: string): { suites: Suite[], lines: string[] } {
  const suites: Suite[] = []
  const lines: string[] = []
  const parser = new Parser()
  tallySuites(parser, (suite) => suites.push(suite), (line) => lines.push(line.trimEnd()))
  parser.end(tap)
  return { suites, lines }
}

t.test('counts assertions, not the tests around them', async (t) => {
  const { suites } = tally(`TAP version 14
# Subtest: a.test.ts
    # Subtest: outer
        # Subtest: inner
            ok 1 - one
            ok 2 - two
            1..2
        ok 1 - inner # time=1ms
        1..1
    ok 1 - outer # time=2ms
    ok 2 - three
    1..2
    # time=3ms
ok 1 - a.test.ts # time=1500ms
1..1
`)
  t.match(suites, [{ name: 'a.test.ts', passed: 3, failures: [], skips: [], comments: [], timeMs: 1500 }])
  t.equal(describeTotals(suites), '3 passed, 0 failed')
})

t.test('names a failed assertion by the tests around it and keeps its diagnostics', async (t) => {
  const { suites } = tally(`# Subtest: a.test.ts
    # Subtest: outer
        not ok 1 - equal
          ---
          diff: here
          ...
        ok 2 - fine
        1..2
    not ok 1 - outer
    1..1
not ok 1 - a.test.ts
1..1
`)
  t.match(suites, [{ passed: 1, failures: [{ title: 'outer > equal', detail: { diff: 'here' } }] }])
  t.equal(suites[0]?.failures.length, 1, 'what a failure makes fail around it is not counted again')
  t.equal(describeTotals(suites), '1 passed, 1 failed')
})

t.test('counts a suite or test that fails with all its assertions passed', async (t) => {
  const { suites } = tally(`# Subtest: a.test.ts
    # Subtest: slow
        ok 1 - one
        1..1
    not ok 1 - slow
      ---
      expired: it
      ...
    1..1
not ok 1 - a.test.ts
# Subtest: b.test.ts
    ok 1 - one
    1..1
not ok 2 - b.test.ts
  ---
  signal: SIGKILL
  ...
1..2
`)
  t.match(suites, [
    { failures: [{ title: 'slow', detail: { expired: 'it' } }] },
    { failures: [{ title: '', detail: { signal: 'SIGKILL' } }] }
  ])
  t.equal(describeTotals(suites), '2 passed, 2 failed')
})

t.test('fails a suite that ends without an assertion, unless it says why', async (t) => {
  const { suites } = tally(`# Subtest: a.test.ts
    1..0 # no tests found
ok 1 - a.test.ts # SKIP no tests found
# Subtest: b.test.ts
    1..0 # no oracle
ok 2 - b.test.ts # SKIP no oracle
1..2
`)
  t.match(suites, [
    { failures: [{ title: '', detail: /without running a single assertion/ }] },
    { failures: [], skips: [{ reason: 'no oracle' }] }
  ])
  t.equal(describeTotals(suites), '0 passed, 1 failed, 1 skipped')
})

t.test('keeps comments and skips of a suite, and what it prints apart from what the run prints', async (t) => {
  const { suites, lines } = tally(`# Subtest: a.test.ts
    # the oracle refused 12 of 400
    printed by the suite
    ok 1 - left out # SKIP needs a server
    ok 2 - one
    1..2
    # time=3ms
ok 1 - a.test.ts
1..1
printed by the run
`)
  t.match(suites, [{ comments: ['# the oracle refused 12 of 400'], skips: [{ title: 'left out', reason: 'needs a server' }], passed: 1 }])
  t.match(suites[0]?.output, [/printed by the suite/])
  t.match(lines, [/printed by the run/])
})
