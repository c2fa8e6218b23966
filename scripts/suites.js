import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { root } from './packages.js'

/**
 * Selects the suites that read an environment variable, themselves or through a file of the tests that they import.
 *
 * The variable's name in the source is the criterion, so that no suite has to announce itself.
 * @param {string[]} suites paths relative to the repository
 * @param {string} variable
 * @returns {string[]}
 */
export function selectSuitesReading (suites, variable) {
  return suites.filter((suite) => isReading(resolve(root, suite), variable, new Set()))
}

/**
 * @param {string} file
 * @param {string} variable
 * @param {Set<string>} seen
 * @returns {boolean}
 */
function isReading (file, variable, seen) {
  if (seen.has(file) || !existsSync(file)) return false
  seen.add(file)
  const source = readFileSync(file, 'utf8')
  if (source.includes(variable)) return true
  const imports = source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g)
  return [...imports].some(([, path]) => isReading(resolve(dirname(file), `${path}.ts`), variable, seen))
}
