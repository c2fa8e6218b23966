import { dirname } from 'node:path'
import type { Command } from 'commander'
import { CONTRACT_VERSION } from '@kefuhub/contract'
import type { LoadedConfig } from '../config/config.js'
import { CONFIG_OPTION, findConfigFile, type CliContext } from './context.js'
import { createPaint, type Paint } from './paint.js'
import type { PluginHealth } from './readiness.js'
import { count, showPath } from './report.js'

interface PluginsOptions { config?: string, url?: string, token?: string, json?: true }

/** One row: an installed package, or a plugin that the config names by a path. */
interface Row {
  name: string
  version: string
  kind: string
  contract: string
  isContractMet: boolean
  /** Ids in the config. */
  ids: string[]
  /** By id; absent when no hub answered. */
  health?: Record<string, PluginHealth>
}

const AFTER_HELP = `
Health comes from a running hub: the one that --url names, or the one that the config describes.

Examples:
  $ kefuhub plugins
  $ kefuhub plugins --url https://kefu.example.com --json`

/** The config, or why there is none; a listing is of use without it. */
async function tryConfig (file: string, context: CliContext): Promise<LoadedConfig | undefined> {
  const { loadConfig } = await import('../config/config.js')
  const { ConfigInvalidError } = await import('../config/problem.js')
  try {
    return await loadConfig(file, context.env)
  } catch (error) {
    const shown = showPath(file, context)
    if (error instanceof ConfigInvalidError) context.stderr.write(`${count(error.problems.length, 'mistake')} in ${shown}: \`kefuhub check\` lists them. Ids are left out.\n`)
    else if ((error as { code?: string }).code === 'KH_ERR_CONFIG_NOT_FOUND') context.stderr.write(`There is no config at ${shown}. Ids are left out.\n`)
    else throw error
    return undefined
  }
}

async function listRows (dir: string, loaded: LoadedConfig | undefined): Promise<Row[]> {
  const { discoverPlugins } = await import('../config/package.js')
  const { isContractMet } = await import('../config/plugin.js')
  const used = loaded?.plugins ?? []
  const rows = discoverPlugins(dir).map(({ name, version, kind, contract }): Row => ({
    name, version, kind, contract, isContractMet: isContractMet(contract), ids: used.filter((plugin) => plugin.use === name).map(({ id }) => id)
  }))
  for (const { use, name, version, module } of used) {
    const isListed = rows.some((row) => row.name === use || row.name === name)
    if (isListed) continue
    const ids = used.filter((plugin) => plugin.name === name).map(({ id }) => id)
    rows.push({ name, version, kind: module.kind, contract: module.contract, isContractMet: true, ids })
  }
  return rows
}

function describeHealth (row: Row, isRunning: boolean): string {
  if (row.ids.length === 0) return '-'
  if (!isRunning) return 'not running'
  return Object.entries(row.health ?? {}).map(([id, { state, reason }]) => {
    const text = `${state}${reason === undefined ? '' : `: ${reason}`}`
    return row.ids.length === 1 ? text : `${id} ${text}`
  }).join('; ')
}

function formatTable (rows: Row[], isRunning: boolean, paint: Paint): string {
  const cells = rows.map((row) => [
    row.name, row.version, row.kind, `${row.contract}${row.isContractMet ? '' : ` (hub has ${CONTRACT_VERSION})`}`, row.ids.join(', ') || '-', describeHealth(row, isRunning)
  ])
  const head = ['NAME', 'VERSION', 'KIND', 'CONTRACT', 'USED AS', 'HEALTH']
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: string[]): string => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()
  return [paint('bold', line(head)), ...cells.map(line)].map((text) => `${text}\n`).join('')
}

/** Adds `kefuhub plugins`: what is installed, whether it fits this hub, under which ids it is used, and how it is doing. */
export function register (program: Command, context: CliContext): void {
  program.command('plugins')
    .description('list the installed plugins: versions, contracts, ids, health')
    .option(...CONFIG_OPTION)
    .option('--url <url>', 'address of a running hub to ask for health')
    .option('--token <token>', 'API token for that hub')
    .option('--json', 'write JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: PluginsOptions) => {
      const [{ fetchReadiness }, { nearAddressOf }] = await Promise.all([import('./readiness.js'), import('./hub-address.js')])
      const file = findConfigFile(options.config, context)
      const loaded = await tryConfig(file, context)
      const rows = await listRows(dirname(file), loaded)
      const url = options.url ?? (loaded === undefined ? undefined : nearAddressOf(loaded.config.server))
      const health = url === undefined ? undefined : await fetchReadiness({ url, ...(options.token !== undefined && { token: options.token }) }, context)
      for (const row of rows) {
        if (health !== undefined) row.health = Object.fromEntries(row.ids.map((id) => [id, health.get(id) ?? { state: 'not loaded' }]))
      }
      if (options.json === true) {
        const result = { contract: CONTRACT_VERSION, running: health !== undefined, plugins: rows }
        return context.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
      }
      context.stdout.write(rows.length === 0 ? 'No plugin is installed.\n' : formatTable(rows, health !== undefined, createPaint(context.stdout, context)))
    })
}
