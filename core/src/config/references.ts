/* eslint-disable no-template-curly-in-string -- this is the syntax of the config, not of JavaScript */
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { TSchema } from '@kefuhub/contract'
import { isWithin, pathKey, replaceAt, valueAt, type Path } from './path.js'
import { schemasAt } from './schema-path.js'

/** A piece of a string value. */
export type Segment =
  | { kind: 'text', text: string }
  | { kind: 'env', name: string, fallback?: string }
  | { kind: 'file', file: string }
  | { kind: 'malformed', text: string }

/** A reference that gave nothing. `fact` says why, `cure` what to do; neither holds a value. */
export interface BrokenReference {
  path: Path
  /** `missing`: it points at nothing. `malformed`: it is no reference. */
  kind: 'missing' | 'malformed'
  fact: string
  cure: string
  /** The name of the variable that was looked for. */
  variable?: string
}

/** A value whose references were resolved. */
export interface ResolvedReferences {
  value: unknown
  broken: BrokenReference[]
  /** Paths whose value came from a reference, as `pathKey` writes them. */
  referenced: Set<string>
  /** Paths whose whole value is one `${env:…}`; the schema may want a number or a boolean there. */
  wholeEnv: Path[]
  /** What `${file:…}` gave: to be redacted wherever it turns up. */
  fromFiles: string[]
  /** What `${env:…}` gave, defaults included; may or may not be secret. */
  fromEnv: string[]
}

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>

const MAX_FILE_BYTES = 65_536
const TOKEN = /\$\$\{|\$\{([^}]*)\}|\$\{/g
const REFERENCE = /^(?:env:([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?|file:(.+))$/s

/**
 * Splits a string at its references: `${env:NAME}`, `${env:NAME:-default}`, `${file:PATH}`. `$${` stands for a literal `${`;
 * every other `${` is malformed. A reference ends at the first `}`.
 */
export function parseReferences (text: string): Segment[] {
  const segments: Segment[] = []
  let plain = ''
  let end = 0
  const flush = (): void => {
    if (plain !== '') segments.push({ kind: 'text', text: plain })
    plain = ''
  }
  for (const match of text.matchAll(TOKEN)) {
    plain += text.slice(end, match.index)
    end = match.index + match[0].length
    if (match[0] === '$${') {
      plain += '${'
      continue
    }
    flush()
    const [, name, fallback, file] = REFERENCE.exec(match[1] ?? '') ?? []
    if (name !== undefined) segments.push({ kind: 'env', name, ...(fallback === undefined ? {} : { fallback }) })
    else if (file !== undefined) segments.push({ kind: 'file', file })
    else segments.push({ kind: 'malformed', text: match[0] })
  }
  plain += text.slice(end)
  flush()
  return segments
}

/** Writes a text so that `parseReferences` reads it back as it is. */
export function escapeReferences (text: string): string {
  return text.replaceAll('${', '$$${')
}

function readSecretFile (file: string): { content: string } | { fact: string } {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return { fact: 'is not a file' }
    if (stat.size > MAX_FILE_BYTES) return { fact: `is longer than ${MAX_FILE_BYTES} bytes` }
    const content = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)).replace(/\r?\n$/, '')
    return content === '' ? { fact: 'is empty' } : { content }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return { fact: 'does not exist' }
    return { fact: code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not UTF-8 text' : `cannot be read (${String(code)})` }
  }
}

function resolveSegment (segment: Exclude<Segment, { kind: 'text' }>, path: Path, sources: { env: Env, dir: string }): string | BrokenReference {
  if (segment.kind === 'malformed') {
    return {
      path,
      kind: 'malformed',
      fact: 'has a ${…} that is no reference',
      cure: '${env:NAME}, ${env:NAME:-default} or ${file:PATH}; write $${ for a literal ${'
    }
  }
  if (segment.kind === 'env') {
    const { name, fallback } = segment
    const value = sources.env[name]
    if (value !== undefined && value !== '') return value
    if (fallback !== undefined) return fallback
    const fact = `wants the environment variable ${name}, which is ${value === undefined ? 'not set' : 'empty'}`
    return { path, kind: 'missing', fact, cure: `set ${name}, or give a default with \${env:${name}:-…}`, variable: name }
  }
  const read = readSecretFile(resolve(sources.dir, segment.file))
  if ('content' in read) return read.content
  return { path, kind: 'missing', fact: `wants the file ${segment.file}, which ${read.fact}`, cure: `a text file of 1 to ${MAX_FILE_BYTES} bytes that the hub may read` }
}

/**
 * Resolves every reference in the string values of a tree; keys stay as they are. A set but empty variable counts as missing.
 * File content loses one trailing newline; relative files start at `dir`. The tree that comes back is a copy.
 */
export function resolveReferences (tree: unknown, sources: { env: Env, dir: string }): ResolvedReferences {
  const found: ResolvedReferences = { value: undefined, broken: [], referenced: new Set(), wholeEnv: [], fromFiles: [], fromEnv: [] }
  const resolveText = (text: string, path: Path): string => {
    const segments = parseReferences(text)
    if (segments.every((segment) => segment.kind === 'text')) return segments.map((segment) => segment.text).join('')
    found.referenced.add(pathKey(path))
    if (segments.length === 1 && segments[0]?.kind === 'env') found.wholeEnv.push(path)
    return segments.map((segment) => {
      if (segment.kind === 'text') return segment.text
      const resolved = resolveSegment(segment, path, sources)
      if (typeof resolved === 'string') {
        const list = segment.kind === 'file' ? found.fromFiles : found.fromEnv
        list.push(resolved)
        return resolved
      }
      found.broken.push(resolved)
      return ''
    }).join('')
  }
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return resolveText(value, path)
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]))
  }
  found.value = walk(tree, [])
  return found
}

function coerce (text: string, types: ReadonlySet<string>): unknown {
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  if ((types.has('integer') || types.has('number')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return text
}

/**
 * Turns values that are one whole `${env:…}` into the number or boolean that the schema wants there and only there, in place.
 * @param base where in `root` the value of the schema stands
 */
export function coerceReferences (root: unknown, references: ResolvedReferences, schema: TSchema, base: Path): void {
  for (const path of references.wholeEnv.filter((path) => isWithin(path, base))) {
    const nodes = schemasAt(schema, path.slice(base.length)).filter((node) => node.anyOf === undefined && node.oneOf === undefined)
    const types = new Set(nodes.flatMap((node) => [node.type ?? 'string'].flat()))
    const text = valueAt(root, path)
    if (typeof text === 'string' && !types.has('string')) replaceAt(root, path, coerce(text, types))
  }
}
