import { openSync, closeSync, fstatSync, readSync } from 'node:fs'
import { Lexer, LineCounter, Parser, isAlias, isMap, isScalar, isSeq, parseDocument, visit, type Document, type Node, type Pair, type YAMLError } from 'yaml'
import { errors } from '../errors.js'
import type { Path } from './path.js'

/** A place in the file; both count from 1. */
export interface Position { line: number, column: number }

/** Something that is wrong with the YAML itself. */
export interface SyntaxFault extends Position {
  kind: 'syntax' | 'duplicate'
  /** What is wrong, in words that repeat nothing of the file; for a duplicate the key. */
  fact: string
}

/** A config file that was read, with the places of everything in it. */
export interface ConfigDocument {
  /** Lines of the file. */
  lines: string[]
  /** What the file says, as plain values. Undefined when a syntax fault makes it unreadable. */
  value: unknown
  faults: SyntaxFault[]
  /** Where a key or value stands; for a path that is not in the file, the nearest thing above it. */
  locate (path: Path, part: 'key' | 'value'): Position
  /** Every plain value with its place, in the order of the file; `end` is just behind its last character. */
  scalars: Array<{ path: Path, start: Position, end: Position, source: string }>
}

/** Longest config file, in bytes. */
export const MAX_CONFIG_BYTES = 1_048_576
const MAX_ALIASES = 100
/** Open mappings and lists at any place of the file. */
const MAX_DEPTH = 128

const FACTS: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'an alias must be * and a name',
  BAD_DQ_ESCAPE: 'a text in double quotes has an unknown \\ escape; use single quotes, or write \\\\',
  BAD_INDENT: 'the indentation does not fit what stands above, or a bracket above is still open',
  BAD_SCALAR_START: 'a text cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second "key: value" on one line; put texts that hold ": " in quotes',
  BLOCK_IN_FLOW: 'a block cannot stand inside { } or [ ]; a text that holds { or } needs quotes there',
  MISSING_CHAR: 'a quote, comma, colon or closing bracket is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a colon missing, or a quote open?',
  MULTIPLE_DOCS: 'the file must be one document; remove the line ---',
  NON_STRING_KEY: 'a key must be a text',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'tags (!name) are not known here; put a text that begins with ! in quotes',
  UNEXPECTED_TOKEN: 'something stands here that does not fit; a text with { } [ ] , : or # may need quotes'
}

function readSource (file: string): string {
  let handle: number | undefined
  try {
    handle = openSync(file, 'r')
    const stat = fstatSync(handle)
    if (!stat.isFile()) throw new errors.KH_ERR_CONFIG_NOT_FOUND(file, 'it is not a file')
    if (stat.size > MAX_CONFIG_BYTES) throw new errors.KH_ERR_CONFIG_TOO_LARGE(file, MAX_CONFIG_BYTES)
    const bytes = Buffer.alloc(stat.size)
    const length = readSync(handle, bytes, 0, stat.size, 0)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code.startsWith('KH_ERR_')) throw error
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new errors.KH_ERR_CONFIG_NOT_FOUND(file, 'it is not UTF-8 text')
    throw new errors.KH_ERR_CONFIG_NOT_FOUND(file, code === 'ENOENT' ? 'it does not exist' : code)
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

/** Whether the file nests too deeply for the composer, which recurses; the parser before it does not. */
function isTooDeep (source: string): boolean {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(source)) {
    Array.from(parser.next(lexeme))
    if (parser.stack.length > MAX_DEPTH) return true
  }
  return false
}

function locateNode (document: Document, path: Path): { key?: Node, value?: Node } | undefined {
  let node = document.contents as Node | null
  let key: Node | undefined
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null
    if (isMap(node)) {
      const pair = node.items.findLast((item) => isScalar(item.key) && String(item.key.value) === step) as Pair<Node, Node | null> | undefined
      if (pair === undefined) return undefined
      key = pair.key
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      node = (node.items[step] ?? null) as Node | null
      key = undefined
      if (node === null) return undefined
    } else return undefined
  }
  return { ...(key === undefined ? {} : { key }), ...(node === null ? {} : { value: node }) }
}

function listScalars (document: Document, source: string, at: (offset: number) => Position): ConfigDocument['scalars'] {
  const found: ConfigDocument['scalars'] = []
  const walk = (node: unknown, path: Path): void => {
    if (isMap(node)) for (const { key, value } of node.items) walk(value, [...path, String(isScalar(key) ? key.value : key)])
    else if (isSeq(node)) node.items.forEach((item, index) => { walk(item, [...path, index]) })
    else if (isScalar(node) && node.range != null) {
      const [start, end] = node.range
      found.push({ path, start: at(start), end: at(end), source: source.slice(start, end) })
    }
  }
  walk(document.contents, [])
  return found
}

function describeFault (code: YAMLError['code'], line: string): string {
  const isQuoteMissing = /[[{].*\$\{/.test(line) && (code === 'UNEXPECTED_TOKEN' || code === 'MISSING_CHAR' || code === 'BLOCK_IN_FLOW')
  return isQuoteMissing ? 'inside { } or [ ] a reference needs quotes' : FACTS[code] ?? 'something is out of place'
}

function findBadAliases (document: Document, at: (offset: number) => Position): SyntaxFault[] {
  const faults: SyntaxFault[] = []
  visit(document, {
    Alias (_, alias, ancestors) {
      const target = alias.resolve(document)
      const position = at(alias.range?.[0] ?? 0)
      if (target === undefined) faults.push({ kind: 'syntax', fact: 'an alias (*name) needs an anchor (&name) before it', ...position })
      else if (ancestors.includes(target)) faults.push({ kind: 'syntax', fact: 'an alias (*name) cannot stand inside what it names', ...position })
    }
  })
  return faults
}

/** Duplicate keys, or else the first syntax fault: those after it are mostly its consequences. */
function listFaults (document: Document, source: string, at: (offset: number) => Position): SyntaxFault[] {
  const faults = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])
  const first = faults.find((fault) => fault.code !== 'DUPLICATE_KEY')
  if (first !== undefined) {
    const position = at(first.pos[0])
    return [{ kind: 'syntax', fact: describeFault(first.code, source.split(/\r?\n/)[position.line - 1] ?? ''), ...position }]
  }
  return [...findBadAliases(document, at), ...faults.map(({ pos }): SyntaxFault => ({
    kind: 'duplicate', fact: /^(["']?)([^"':\s]+)\1/.exec(source.slice(pos[0]))?.[2] ?? '', ...at(pos[0])
  }))]
}

/**
 * Reads a YAML 1.2 file and keeps where everything stands. Keys may stand once only, aliases may be followed 100 times.
 * @throws KH_ERR_CONFIG_NOT_FOUND, KH_ERR_CONFIG_TOO_LARGE
 */
export function readDocument (file: string): ConfigDocument {
  const source = readSource(file)
  const lines = source.split(/\r?\n/)
  const counter = new LineCounter()
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return { line, column: Math.max(col, 1) }
  }
  const unreadable = (fact: string): ConfigDocument => ({
    lines, value: undefined, faults: [{ kind: 'syntax', fact, line: 1, column: 1 }], locate: () => ({ line: 1, column: 1 }), scalars: []
  })
  if (isTooDeep(source)) return unreadable('it is nested too deeply')
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: false, stringKeys: true, schema: 'core', version: '1.2' })
  const faults = listFaults(document, source, at)
  const isBroken = faults.some((fault) => fault.kind === 'syntax')
  let value: unknown
  try {
    value = isBroken ? undefined : document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {}
  } catch {
    return unreadable(`aliases (*name) are followed more than ${MAX_ALIASES} times`)
  }
  return {
    lines,
    value,
    faults,
    locate (path, part) {
      for (let length = path.length; length >= 0; length--) {
        const nodes = locateNode(document, path.slice(0, length))
        // A value that is not written has a place of no width, behind its key.
        const written = nodes?.value?.range != null && nodes.value.range[0] < nodes.value.range[1] ? nodes.value : undefined
        const node = length === path.length && part === 'value' ? written ?? nodes?.key : nodes?.key ?? nodes?.value
        if (node?.range != null) return at(node.range[0])
      }
      return { line: 1, column: 1 }
    },
    scalars: listScalars(document, source, at)
  }
}
