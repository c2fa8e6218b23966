import { isDeepStrictEqual } from 'node:util'
import type { LoadedConfig } from './config.js'
import type { LoadedPlugin } from './entry.js'
import { formatPath, isWithin, type Path } from './path.js'
import type { Problem } from './problem.js'
import { createRedactor } from './redaction.js'

/** A value of the config that is another one; `from` is absent where nothing stood, `to` where nothing stands any more. */
export interface ConfigChange {
  /** For example `options.rules`. */
  path: string
  /** JSON, shortened; digests stand in place of secrets. */
  from?: string
  to?: string
}

/** A plugin of a config by the name of its entry. */
export interface PlannedPlugin { id: string, name: string, version: string }

/** What a changed config file would change in a running hub. */
export interface ConfigPlan {
  /** Absolute path of the file. */
  file: string
  /** Why the file cannot be used; nothing else is known then. */
  problems: Problem[]
  added: PlannedPlugin[]
  removed: PlannedPlugin[]
  changed: Array<{ id: string, changes: ConfigChange[] }>
  /** Plugins that stay, in their new order; absent where it is the old one. */
  order?: string[]
  /** Outside of the plugins. */
  hub: ConfigChange[]
  /** What a process can take over only when it starts again, one sentence each. */
  restart: string[]
}

/** Changes a running hub's config. */
export interface Reconfigure {
  /** What the file would change now. */
  plan (): Promise<ConfigPlan>
  /**
   * Takes the file over, here and in the other processes.
   * @returns what changed
   * @throws KH_ERR_CONFIG_INVALID, KH_ERR_RELOAD_RESTART, KH_ERR_RELOAD_FAILED; the old config stays then
   */
  reload (actor: string): Promise<ConfigPlan>
}

/** Longest value that is shown, in characters of its JSON. */
const MAX_SHOWN = 200
/** What one process has from its start to its end. */
const FIXED: readonly Path[] = [['store', 'url'], ['store', 'database'], ['secret'], ['server', 'host'], ['server', 'port']]

/** A plan for a file that cannot be used. */
export function createRefusal (file: string, problems: readonly Problem[]): ConfigPlan {
  return { file, problems: [...problems], added: [], removed: [], changed: [], hub: [], restart: [] }
}

/** Compares two configs of one hub. @param digest stands in place of a secret: the same for the same one, and no way back */
export function planChange (from: LoadedConfig, to: LoadedConfig, digest: (secret: string) => string): ConfigPlan {
  const secrets = [...new Set([...from.secrets, ...to.secrets])]
  const show = createShow(secrets, digest)
  const compare = (one: unknown, other: unknown): Array<ConfigChange & { at: Path }> => [...listChanges(one, other, [], show)]
  const before = new Map(from.plugins.map((plugin) => [plugin.id, plugin]))
  const after = new Map(to.plugins.map((plugin) => [plugin.id, plugin]))
  const kept = to.plugins.filter(({ id }) => before.has(id))
  const hub = compare(from.config, to.config)
  const order = kept.map(({ id }) => id)
  const isReordered = !isDeepStrictEqual(order, from.plugins.map(({ id }) => id).filter((id) => after.has(id)))
  return {
    file: to.file,
    problems: [],
    added: to.plugins.filter(({ id }) => !before.has(id)).map(toPlanned),
    removed: from.plugins.filter(({ id }) => !after.has(id)).map(toPlanned),
    changed: kept.map((plugin) => ({ id: plugin.id, changes: compare(settingsOf(before.get(plugin.id) as LoadedPlugin), settingsOf(plugin)).map(withoutPlace) }))
      .filter(({ changes }) => changes.length > 0),
    ...(isReordered && { order }),
    hub: hub.map(withoutPlace),
    restart: [
      ...hub.filter(({ at }) => FIXED.some((fixed) => isWithin(at, fixed))).map(({ path }) => `${path} is read when a process starts`),
      ...listNewCode(from.plugins, to.plugins)
    ]
  }
}

/** Node keeps the code that it has loaded: another version of a package comes with another process. */
function listNewCode (from: readonly LoadedPlugin[], to: readonly LoadedPlugin[]): string[] {
  const running = new Map(from.map(({ name, version }) => [name, version]))
  const renewed = new Map(to.filter(({ name, version }) => running.has(name) && running.get(name) !== version).map(({ name, version }) => [name, version]))
  return [...renewed].map(([name, version]) => `${name} ${version} is installed in place of ${running.get(name) ?? ''}, which is running`)
}

function toPlanned ({ id, name, version }: LoadedPlugin): PlannedPlugin { return { id, name, version } }

function settingsOf ({ use, options, sync, tickets, notices }: LoadedPlugin) { return { use, options, sync, tickets, notices } }

function withoutPlace ({ path, from, to }: ConfigChange): ConfigChange {
  return { path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

function * listChanges (one: unknown, other: unknown, at: Path, show: (value: unknown) => string): Generator<ConfigChange & { at: Path }> {
  if (isDeepStrictEqual(one, other)) return
  if (isBranch(one) && isBranch(other) && Array.isArray(one) === Array.isArray(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      yield * listChanges(one[key], other[key], [...at, Array.isArray(one) ? Number(key) : key], show)
    }
  } else yield { at, path: formatPath(at), ...(one !== undefined && { from: show(one) }), ...(other !== undefined && { to: show(other) }) }
}

function isBranch (value: unknown): value is Record<string, unknown> { return typeof value === 'object' && value !== null }

function createShow (secrets: readonly string[], digest: (secret: string) => string): (value: unknown) => string {
  const known = new Set(secrets)
  const redact = createRedactor(secrets, digest)
  const hide = (value: unknown): unknown => {
    if (typeof value === 'string') return known.has(value) ? digest(value) : redact(value)
    if (Array.isArray(value)) return value.map(hide)
    return isBranch(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hide(item)])) : value
  }
  return (value) => {
    const text = JSON.stringify(hide(value))
    return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
  }
}
