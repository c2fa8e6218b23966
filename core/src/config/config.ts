import { dirname, resolve } from 'node:path'
import { compileChecker } from './checker.js'
import { readDocument } from './document.js'
import { findStoreFault, splitStoreUrl } from './engine.js'
import { loadEntries, type LoadedPlugin } from './entry.js'
import { createIsPublic, fromFault, fromReference, fromViolation, presentFindings } from './finding.js'
import { isWithin, valueAt, type Path } from './path.js'
import { ConfigInvalidError, type Finding } from './problem.js'
import { collectSecrets, collectUrlPasswords } from './redaction.js'
import { coerceReferences, resolveReferences, type Env } from './references.js'
import { findTicketFaults } from './tickets-fault.js'
import { HubConfigSchema, type HubConfig, type WrittenConfig } from './schema.js'

/** A config that can be used. */
export interface LoadedConfig {
  /** Absolute path of the file. */
  file: string
  /** Absolute folder of the file; relative paths in options start here. */
  dir: string
  config: HubConfig
  /** In the order of the file. */
  plugins: LoadedPlugin[]
  /** Values that must never be seen: what stands at secret paths, what came from files, passwords of addresses. */
  secrets: string[]
}

/** Makes a relative location of an embedded store absolute; other addresses come back as they are. */
function locateStore (url: string, dir: string): string {
  const engine = splitStoreUrl(url)
  return engine === undefined || engine.location.startsWith('//') ? url : `${engine.scheme}:${resolve(dir, engine.location)}`
}

/** Where a hub is reached that nobody else stands in front of. */
export function addressOf ({ host, port }: { host: string, port: number }): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function completeConfig (written: WrittenConfig, dir: string): HubConfig {
  const { plugins: _, server, store, ...rest } = written
  const publicUrl = (server.publicUrl ?? addressOf(server)).replace(/\/+$/, '')
  return { ...rest, server: { ...server, publicUrl }, store: { ...store, url: locateStore(store.url, dir) } }
}

/**
 * Reads a config file: resolves its references, checks it against its schema, loads every plugin and checks their options.
 * @param env where `${env:…}` looks; nothing else reads the environment
 * @throws KH_ERR_CONFIG_INVALID as a `ConfigInvalidError` with every mistake at once
 * @throws KH_ERR_CONFIG_NOT_FOUND, KH_ERR_CONFIG_TOO_LARGE
 */
export async function loadConfig (file: string, env: Env): Promise<LoadedConfig> {
  const absolute = resolve(file)
  const dir = dirname(absolute)
  const document = readDocument(file)
  const findings: Finding[] = document.faults.map(fromFault)
  if (document.value === undefined) throw new ConfigInvalidError(file, presentFindings(findings, document, createIsPublic(() => undefined), new Set()))

  const references = resolveReferences(document.value, { env, dir })
  const root = references.value
  const isBroken = (path: Path): boolean => references.broken.some((broken) => isWithin(path, broken.path))
  findings.push(...references.broken.map((broken) => fromReference(broken, env)))
  coerceReferences(root, references, HubConfigSchema, [])
  const violations = compileChecker(HubConfigSchema)(root).map((violation) => fromViolation(violation, [], root))
  findings.push(...violations.filter(({ path }) => !isBroken(path)))

  findings.push(...findTicketFaults(root))

  const storeUrl = valueAt(root, ['store', 'url'])
  const isUrlSound = typeof storeUrl === 'string' && !findings.some(({ path }) => isWithin(['store', 'url'], path) && path.length > 0)
  const storeFault = isUrlSound ? findStoreFault(storeUrl, valueAt(root, ['secret']), dir) : undefined
  if (storeFault !== undefined) findings.push(storeFault)

  const { plugins, findings: entryFindings } = await loadEntries(root, references, dir)
  findings.push(...entryFindings)
  if (findings.length > 0) {
    const isPublic = createIsPublic((index) => plugins[index]?.module.options)
    throw new ConfigInvalidError(file, presentFindings(findings, document, isPublic, references.referenced))
  }
  const loaded = plugins.filter((plugin) => plugin !== undefined)
  const secrets = [
    ...collectSecrets(HubConfigSchema, root),
    ...loaded.flatMap(({ module, options }) => collectSecrets(module.options, options)),
    ...references.fromFiles,
    ...collectUrlPasswords(root)
  ]
  return { file: absolute, dir, config: completeConfig(root as WrittenConfig, dir), plugins: loaded, secrets: [...new Set(secrets)] }
}
