import type { AnyPlugin, StoreDefinition } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { compileChecker } from './checker.js'
import { fromViolation } from './finding.js'
import { formatPath, isWithin, valueAt, type Path } from './path.js'
import { loadPlugin, suggestPlugin, type PluginModule } from './plugin.js'
import type { Finding, ProblemCode } from './problem.js'
import { CrmSync } from './crm-sync-schema.js'
import { NoticesConfig } from './notices-schema.js'
import { TicketExportConfig } from './ticket-export-schema.js'
import { coerceReferences, type ResolvedReferences } from './references.js'
import { createRedactor } from './redaction.js'

/** A plugin that stands in the config. */
export interface LoadedPlugin {
  id: string
  /** As the config says it. */
  use: string
  /** Package name. */
  name: string
  version: string
  module: Exclude<AnyPlugin, StoreDefinition>
  /** Checked, with defaults and without references. */
  options: Record<string, unknown>
  /** Of a CRM: what is kept in step. */
  sync?: CrmSync
  /** Of an ERP or a ticket system: which tickets go there. */
  tickets?: TicketExportConfig
  /** Of a notifier: what is told. */
  notices?: NoticesConfig
}

/** What the hub itself is told of a plugin, by the plugin's kind. */
const SECTIONS = { sync: { kind: 'crm', schema: CrmSync }, tickets: { kind: 'erp', schema: TicketExportConfig }, notices: { kind: 'notifier', schema: NoticesConfig } } as const
type SectionName = keyof typeof SECTIONS

/** What became of the entries: by index, undefined where an entry cannot be used. */
export interface LoadedEntries {
  plugins: Array<LoadedPlugin | undefined>
  findings: Finding[]
}

interface Entry { path: Path, id: unknown, use: unknown, options: unknown, sections: Record<SectionName, unknown> }

function listEntries (root: unknown): Entry[] {
  const list = valueAt(root, ['plugins'])
  if (!Array.isArray(list)) return []
  return list.map((item: unknown, index) => ({
    path: ['plugins', index],
    id: valueAt(item, ['id']),
    use: valueAt(item, ['use']),
    options: valueAt(item, ['options']),
    sections: { sync: valueAt(item, ['sync']), tickets: valueAt(item, ['tickets']), notices: valueAt(item, ['notices']) }
  }))
}

function findRepeatedIds (entries: Entry[]): Finding[] {
  const first = new Map<string, Entry>()
  return entries.flatMap((entry): Finding[] => {
    if (typeof entry.id !== 'string') return []
    const earlier = first.get(entry.id)
    if (earlier === undefined) {
      first.set(entry.id, entry)
      return []
    }
    const { message } = new errors.KH_ERR_PLUGIN_ID_TWICE(entry.id, formatPath(earlier.path))
    return [{ code: 'KH_ERR_PLUGIN_ID_TWICE', message, path: [...entry.path, 'id'], part: 'value', name: entry.id, allowed: 'an id that no other entry has' }]
  })
}

/** The section that belongs to a plugin's kind, with its defaults; another one is a mistake. */
export function readSections (module: Pick<LoadedPlugin['module'], 'kind'>, { path, sections }: Pick<Entry, 'path' | 'sections'>): { found: Partial<Pick<LoadedPlugin, SectionName>>, findings: Finding[] } {
  const found: Record<string, unknown> = {}
  const findings: Finding[] = []
  for (const [name, { kind, schema }] of Object.entries(SECTIONS)) {
    const written = sections[name as SectionName]
    if (kind === module.kind) {
      found[name] = written ?? {}
      if (written === undefined) compileChecker(schema)(found[name])
    } else if (written !== undefined) {
      const { message } = new errors.KH_ERR_CONFIG_KEY_UNKNOWN(name, `a ${module.kind}`)
      findings.push({ code: 'KH_ERR_CONFIG_KEY_UNKNOWN', message, path: [...path, name], part: 'key', name, allowed: 'id, use, options' })
    }
  }
  return { found, findings }
}

function fromLoadError (error: unknown, use: string, path: Path, configDir: string, redact: (text: string) => string): Finding {
  const { code, message } = error as { code?: string, message: string }
  if (code === undefined || !(code in errors)) throw error
  const suggestion = code === 'KH_ERR_PLUGIN_NOT_FOUND' ? suggestPlugin(use, configDir) : undefined
  return {
    code: code as ProblemCode,
    message: redact(message),
    path: [...path, 'use'],
    part: 'value',
    name: use,
    ...(code === 'KH_ERR_PLUGIN_NOT_FOUND' ? { allowed: 'an installed package, or a path that begins with ./, ../ or /' } : {}),
    ...(suggestion === undefined ? {} : { suggestion })
  }
}

/**
 * Loads every plugin of a config and checks its options; one mistake hides no other.
 * @param root the config after references were resolved; options get their defaults in place
 */
export async function loadEntries (root: unknown, references: ResolvedReferences, configDir: string): Promise<LoadedEntries> {
  const redact = createRedactor([...references.fromFiles, ...references.fromEnv])
  const isBroken = (path: Path): boolean => references.broken.some((broken) => isWithin(path, broken.path))
  const entries = listEntries(root)
  const findings = findRepeatedIds(entries.filter((entry) => !isBroken([...entry.path, 'id'])))
  const modules = new Map<string, Promise<PluginModule>>()

  const checkOptions = (module: LoadedPlugin['module'], entry: Entry, name: string): void => {
    const base = [...entry.path, 'options']
    coerceReferences(root, references, module.options, base)
    try {
      const check = compileChecker(module.options)
      findings.push(...check(entry.options).map((violation) => fromViolation(violation, base, root)).filter(({ path }) => !isBroken(path)))
    } catch (error) {
      const { message } = new errors.KH_ERR_PLUGIN_EXPORT_INVALID(name, `its options schema is not valid: ${(error as Error).message}`)
      findings.push({ code: 'KH_ERR_PLUGIN_EXPORT_INVALID', message, path: [...entry.path, 'use'], part: 'value', name: String(entry.use) })
    }
  }

  const plugins = await Promise.all(entries.map(async (entry): Promise<LoadedPlugin | undefined> => {
    const { use, path } = entry
    if (typeof use !== 'string' || use === '' || isBroken([...path, 'use'])) return undefined
    try {
      const loading = modules.get(use) ?? loadPlugin(use, configDir)
      modules.set(use, loading)
      const { name, version, module } = await loading
      if (module.kind === 'store') throw new errors.KH_ERR_PLUGIN_KIND_INVALID(name)
      if (typeof entry.options === 'object' && entry.options !== null && !Array.isArray(entry.options)) checkOptions(module, entry, name)
      const sections = readSections(module, entry)
      findings.push(...sections.findings)
      return { id: String(entry.id), use, name, version, module, options: entry.options as Record<string, unknown>, ...sections.found }
    } catch (error) {
      findings.push(fromLoadError(error, use, path, configDir, redact))
      return undefined
    }
  }))
  return { plugins, findings }
}
