/**
 * What one suite (one test file) did, counted in assertions.
 * @typedef {object} Suite
 * @property {string} name its path relative to the repository
 * @property {number} passed
 * @property {Failure[]} failures
 * @property {Array<{ title: string, reason: string }>} skips what it left out, and why
 * @property {string[]} comments what it wanted to be read
 * @property {string[]} output what it printed besides
 * @property {number} timeMs
 */

/**
 * @typedef {object} Failure
 * @property {string} title the assertion under the tests around it, or empty for the suite itself
 * @property {unknown} detail tap's diagnostics
 */

// What tap itself adds to a suite's comments.
const bookkeeping = /^# (Subtest\b|time=|timeout=|\{ total:|failed \d)/

/**
 * Feeds a parser's events into one record a suite.
 * @param {import('tap-parser').Parser} parser of the whole run
 * @param {(suite: Suite) => void} onSuite called as each suite ends
 * @param {(line: string) => void} onLine called with what the run prints outside of suites, such as the coverage table
 */
export function tallySuites (parser, onSuite, onLine) {
  /** @type {Suite | undefined} */
  let current
  parser.on('child', (child) => {
    current = startSuite(child.name)
    watch(child, current, [])
  })
  parser.on('extra', (line) => {
    if (current) current.output.push(line)
    else onLine(line)
  })
  parser.on('assert', (result) => {
    const suite = result.closingTestPoint && current ? current : startSuite(result.name)
    current = undefined
    suite.timeMs = result.time ?? 0
    // tap calls a file that ended before its first assertion skipped; such a suite has proved nothing.
    const isSilent = suite.passed + suite.failures.length + suite.skips.length === 0 && /^(true|no tests found)$/.test(String(result.skip))
    if (result.skip && !isSilent) suite.skips.push({ title: '', reason: String(result.skip) })
    else if (isSilent) suite.failures.push({ title: '', detail: 'It ended without running a single assertion.' })
    else if (!result.ok && suite.failures.length === 0) suite.failures.push({ title: '', detail: result.diag ?? result.tapError })
    onSuite(suite)
  })
}

/**
 * @param {string} name
 * @returns {Suite}
 */
function startSuite (name) {
  return { name, passed: 0, failures: [], skips: [], comments: [], output: [], timeMs: 0 }
}

/**
 * @param {import('tap-parser').Parser} parser of a suite or of a test in it
 * @param {Suite} suite
 * @param {string[]} above titles of the tests around
 */
function watch (parser, suite, above) {
  let failuresBefore = suite.failures.length
  parser.on('child', (child) => {
    failuresBefore = suite.failures.length
    watch(child, suite, [...above, child.name])
  })
  parser.on('comment', (comment) => {
    if (!bookkeeping.test(comment)) suite.comments.push(comment.trimEnd())
  })
  parser.on('assert', (result) => {
    const title = [...above, result.name].join(' > ')
    if (result.skip || result.todo) suite.skips.push({ title, reason: String(result.skip || result.todo) })
    else if (result.closingTestPoint) {
      // A test may fail by itself, with every assertion in it passed: a timeout, a plan not met.
      if (!result.ok && suite.failures.length === failuresBefore) suite.failures.push({ title, detail: result.diag ?? result.tapError })
    } else if (result.ok) suite.passed++
    else suite.failures.push({ title, detail: result.diag ?? result.tapError })
  })
}
