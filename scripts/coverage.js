import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root } from './packages.js'

const measures = ['lines', 'branches', 'functions', 'statements']

/**
 * Prints the measured coverage beside the floor in .taprc, and says when the floor is to be raised or was not reached.
 */
export function printCoverage () {
  const summary = join(root, '.tap/report/coverage-summary.json')
  if (!existsSync(summary)) return
  const { total } = readJson(summary)
  const settings = readFileSync(join(root, '.taprc'), 'utf8')
  for (const measure of measures) {
    const measured = Number(total[measure].pct)
    // tap's own floor, for what .taprc does not mention.
    const floor = Number(settings.match(new RegExp(`^${measure}: *([\\d.]+)`, 'm'))?.[1] ?? 100)
    const verdict = measured < floor
      ? ': BELOW THE FLOOR, the run has failed'
      : measured >= floor + 1 ? `: above the floor, raise it to ${Math.floor(measured)} in .taprc` : ''
    console.log(`coverage of ${measure}: ${measured} %, floor ${floor} %${verdict}`)
  }
}
