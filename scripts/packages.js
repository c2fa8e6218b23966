import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder, absolute. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * One workspace package.
 * @typedef {object} Package
 * @property {string} folder relative to the repository, with forward slashes
 * @property {string} path absolute
 * @property {Record<string, any>} manifest its package.json
 */

/**
 * Reads a JSON file.
 * @param {string} path
 * @returns {any}
 */
export function readJson (path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/**
 * Lists the workspace packages that the root package.json names, in its order; patterns are `folder` and `folder/*`.
 * @returns {Package[]}
 */
export function listPackages () {
  /** @type {string[]} */
  const patterns = readJson(join(root, 'package.json')).workspaces
  return patterns
    .flatMap((pattern) => pattern.endsWith('/*') ? listFolders(pattern.slice(0, -2)) : [pattern])
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, path: join(root, folder), manifest: readJson(join(root, folder, 'package.json')) }))
}

/**
 * @param {string} parent
 * @returns {string[]}
 */
function listFolders (parent) {
  if (!existsSync(join(root, parent))) return []
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
    .sort()
}
