/** @typedef {import('./tally.js').Suite} Suite */

// Fields of tap's diagnostics that say how the process was started, not what went wrong.
const hiddenFields = new Set(['args', 'command', 'cwd', 'stdio', 'externalID', 'typeName', 'isToplevel'])

/** How many lines of a suite's comments, and of one failure's detail, are shown. */
const maxComments = 20
const maxDetails = 80

/**
 * Prints one suite's line as it ends, with its comments, what it skipped, and what it printed if it failed.
 * @param {Suite} suite
 */
export function printSuite (suite) {
  const counts = [
    `${suite.passed} passed`,
    ...(suite.failures.length > 0 ? [`${suite.failures.length} failed`] : []),
    ...(suite.skips.length > 0 ? [`${suite.skips.length} skipped`] : [])
  ].join(', ')
  console.log(`${suite.failures.length > 0 ? 'FAIL' : 'ok  '}  ${suite.name}: ${counts} (${(suite.timeMs / 1000).toFixed(1)} s)`)
  for (const comment of suite.comments.slice(0, maxComments)) console.log(`        ${comment}`)
  if (suite.comments.length > maxComments) console.log(`        # … and ${suite.comments.length - maxComments} more lines in .tap/test-results/${suite.name}.tap`)
  for (const { title, reason } of suite.skips) console.log(`        skipped${title && ` ${title}`}: ${reason}`)
  for (const { title } of suite.failures) console.log(`        failed ${title || 'as a whole'}`)
  if (suite.failures.length > 0) for (const line of suite.output) console.log(`        | ${line.trimEnd()}`)
}

/**
 * Prints every failure in full.
 * @param {Suite[]} suites
 */
export function printFailures (suites) {
  for (const { name, failures } of suites) {
    for (const { title, detail } of failures) {
      console.log(`\nFAIL  ${name}${title && `\n      ${title}`}`)
      const lines = describe(detail)
      for (const line of lines.slice(0, maxDetails)) console.log(`        ${line}`)
      if (lines.length > maxDetails) console.log(`        … and ${lines.length - maxDetails} more lines in .tap/test-results/${name}.tap`)
    }
  }
}

/**
 * Prints a notice that cannot be overlooked.
 * @param {string} headline
 * @param {string[]} lines
 */
export function printNotice (headline, lines) {
  const rule = '!'.repeat(78)
  console.log(`\n${rule}\n!! ${headline}`)
  for (const line of lines) console.log(`!!   ${line}`)
  console.log(rule)
}

/**
 * Words the last line of a run: `N passed, N failed`, and what was skipped if anything was.
 * @param {Suite[]} suites
 * @returns {string}
 */
export function describeTotals (suites) {
  const sum = (/** @type {(suite: Suite) => number} */ count) => suites.reduce((total, suite) => total + count(suite), 0)
  const skipped = sum((suite) => suite.skips.length)
  return `${sum((suite) => suite.passed)} passed, ${sum((suite) => suite.failures.length)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * @param {unknown} detail
 * @returns {string[]}
 */
function describe (detail) {
  if (typeof detail !== 'object' || detail === null) return String(detail ?? 'no detail').trimEnd().split('\n')
  return Object.entries(detail)
    .filter(([field, value]) => !hiddenFields.has(field) && value !== null)
    .flatMap(([field, value]) => {
      if (field === 'at') return [`at: ${value.fileName}:${value.lineNumber}:${value.columnNumber}`]
      const lines = (typeof value === 'string' ? value : JSON.stringify(value, null, 2) ?? '').trimEnd().split('\n')
      return lines.length === 1 ? [`${field}: ${lines[0]}`] : [`${field}:`, ...lines.map((line) => `  ${line}`)]
    })
}
