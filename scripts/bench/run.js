import '../node-version.js'
import { writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPackages } from '../build.js'
import { installDependencies } from '../dependencies.js'
import { root } from '../packages.js'
import { printNotice } from '../report.js'
import { runMain, StepError } from '../step.js'
import { figures, isWanted, selectFigures } from './figures.js'
import { fullSizes, quickSizes } from './sizes.js'
import { Stage } from './stage.js'
import { formatTable } from './table.js'

/** @typedef {import('./figures.js').Figure} Figure */
/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./table.js').Row} Row */

const usage = `npm run bench [-- [NAME…] [--json FILE] [--quick]]

Measures the hub, or the named figures only, and holds each against its bound.

${figures.flatMap(({ names, about }) => names.map((name) => `  ${name.padEnd(18)} ${about}`)).join('\n')}

  --json FILE  also writes the table to a file: a list of { name, value, unit, bound, holds }
  --quick      small sizes, which show that everything works; the numbers mean nothing

KEFUHUB_TEST_MONGODB_URL  a MongoDB on which the figures that depend on the store are measured as well

A bound that does not hold is told and is no failure; the exit code is 1 when something could not be measured.`

/** @type {Stage | undefined} */
let stage

/** @returns {{ names: string[], json: string | undefined, sizes: Sizes, help: boolean }} */
function readArguments () {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'string' }, quick: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }
    })
    selectFigures(positionals)
    return { names: positionals, json: values.json, sizes: values.quick === true ? quickSizes : fullSizes, help: values.help === true }
  } catch (error) {
    throw new StepError(`kefuhub: ${/** @type {Error} */ (error).message}\n\n${usage}`)
  }
}

/**
 * Measures one figure within its time.
 * @param {Figure} figure
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 * @throws {StepError} when it could not be measured
 */
async function measure (figure, sizes) {
  const ownStage = stage = new Stage()
  let timer
  try {
    return await Promise.race([
      figure.measure(ownStage, sizes),
      new Promise((_resolve, reject) => {
        timer = setTimeout(() => reject(new StepError(`kefuhub: ${figure.names.join(', ')} took longer than ${figure.withinMs / 60_000} min and was stopped.`)), figure.withinMs)
      })
    ])
  } finally {
    clearTimeout(timer)
    await ownStage.close()
  }
}

await runMain(async () => {
  const { names, json, sizes, help } = readArguments()
  if (help) {
    console.log(usage)
    return
  }
  const startedIn = process.cwd()
  process.chdir(root)
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, async () => {
      await stage?.close()
      process.exit(128 + constants.signals[signal])
    })
  }
  await installDependencies()
  await buildPackages()
  /** @type {Row[]} */
  const rows = []
  for (const figure of selectFigures(names)) {
    console.log(`\nkefuhub: measuring ${figure.names.join(', ')}`)
    try {
      rows.push(...await measure(figure, sizes))
    } catch (error) {
      // The other figures are worth having all the same.
      console.error(error instanceof StepError ? error.message : error)
      process.exitCode = 1
    }
  }
  const wanted = rows.filter(({ name }) => isWanted(name, names))
  if (!process.env.KEFUHUB_TEST_MONGODB_URL) {
    const left = selectFigures(names).filter(({ needsStore }) => needsStore).flatMap((figure) => figure.names)
    if (left.length > 0) printNotice('NOT MEASURED ON MONGODB (no KEFUHUB_TEST_MONGODB_URL), only on the embedded store:', left)
  }
  if (sizes === quickSizes) console.log('\nkefuhub: quick sizes, so the numbers mean nothing')
  console.log(`\n${formatTable(wanted)}`)
  if (json !== undefined) writeFileSync(resolve(startedIn, json), `${JSON.stringify(wanted, undefined, 2)}\n`)
})
