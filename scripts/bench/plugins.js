import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { listPackages, root } from '../packages.js'
import { judge } from './table.js'

/** @typedef {import('./table.js').Row} Row */

/** The channel that the guide makes; a working one takes no more than this. */
const sample = { name: 'channel-telegram', path: join(root, 'docs/Guides/examples/channel-telegram'), bound: '<= 150' }

/**
 * How long each plugin is: lines and files of its sources, comments and blank lines included. A simulator of the other system is no part of it
 * and is told beside it.
 * @returns {Promise<Row[]>}
 */
export async function measurePlugins () {
  const plugins = listPackages().filter(({ folder }) => folder.startsWith('plugins/')).map(({ folder, path }) => ({ name: folder.slice('plugins/'.length), path, bound: null }))
  return [...plugins, sample].flatMap(({ name, path, bound }) => {
    const sources = listSources(join(path, 'src'))
    const own = sources.filter((file) => !file.includes('/simulator/'))
    const simulator = sources.filter((file) => file.includes('/simulator/'))
    return [
      judge(`plugins/${name}`, countLines(own), 'lines', bound),
      judge(`plugin-files/${name}`, own.length, 'files'),
      ...simulator.length === 0 ? [] : [judge(`plugin-simulator/${name}`, countLines(simulator), 'lines')]
    ]
  })
}

/**
 * @param {string} folder
 * @returns {string[]} absolute, with forward slashes
 */
function listSources (folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file).replaceAll('\\', '/'))
}

/** @param {readonly string[]} files */
function countLines (files) {
  return files.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').length - 1, 0)
}
