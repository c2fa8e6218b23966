import { dirname, resolve } from 'node:path'
import type { TSchema } from '@kefuhub/contract'
import { readDocument } from '../../config/document.js'
import { valueAt, type Path } from '../../config/path.js'
import { loadPlugin } from '../../config/plugin.js'
import { resolveReferences, type Env } from '../../config/references.js'
import { schemasAt } from '../../config/schema-path.js'
import { findSimulator } from './simulators.js'

/** Values of the hub's own sections. None is used: the acceptance replaces these sections. */
const OF_THE_HUB = {
  secret: 'made up for the acceptance, and opens nothing',
  server: { publicUrl: 'http://127.0.0.1' },
  store: { url: 'embedded:./unused' },
  queue: { url: 'redis://127.0.0.1' }
}

/**
 * The environment with made-up values for the variables that a config refers to and that are not set, wherever a simulator takes
 * the value's place: an acceptance needs nobody's secrets. What cannot be made up stays missing, and loading the config says so.
 */
export async function withStandIns (file: string, env: Env): Promise<Env> {
  const absolute = resolve(file)
  const dir = dirname(absolute)
  const { value } = readDocument(absolute)
  if (value === undefined) return env
  const made: Record<string, string> = {}
  for (const { path, variable } of resolveReferences(value, { env, dir }).broken) {
    if (variable === undefined) continue
    const standIn = await makeUp(value, path, dir)
    if (standIn !== undefined) made[variable] = standIn
  }
  return { ...env, ...made }
}

async function makeUp (root: unknown, path: Path, dir: string): Promise<string | undefined> {
  const [top, index, part, ...rest] = path
  if (top !== 'plugins') return asText(valueAt(OF_THE_HUB, path))
  const use = valueAt(root, ['plugins', index ?? 0, 'use'])
  if (part !== 'options' || typeof use !== 'string') return undefined
  try {
    const simulator = await findSimulator(use, dir)
    if (simulator === undefined) return undefined
    const { module } = await loadPlugin(use, dir)
    return asText(valueAt(simulator.example, rest)) ?? (module.kind === 'store' ? undefined : fit(module.options, rest))
  } catch {
    // Loading the config says what is wrong with the plugin.
    return undefined
  }
}

/** Any text, where the options ask for no more than its length. */
function fit (options: TSchema, path: Path): string | undefined {
  const texts = schemasAt(options, path).filter(({ type }) => type === 'string')
  if (texts.length === 0 || texts.some(({ pattern, format, enum: values }) => pattern !== undefined || format !== undefined || values !== undefined)) return undefined
  const length = Math.max(...texts.map(({ minLength = 1 }) => minLength), 'made-up'.length)
  return 'made-up'.padEnd(length, '-').slice(0, Math.min(...texts.map(({ maxLength = length }) => maxLength)))
}

function asText (value: unknown): string | undefined { return typeof value === 'string' ? value : undefined }
