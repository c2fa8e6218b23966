import { readFile, stat } from 'node:fs/promises'
import { Ajv, type ErrorObject } from 'ajv'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { contentProblem } from '@kefuhub/contract'
import { errors } from './errors.js'
import { foldText } from './fold.js'
import { positionOf, type Position } from './position.js'
import { Rules, repliesOf, type Rule } from './rule.js'
import { textMistakes } from './rule-texts.js'

const MAX_BYTES = 8 * 1024 * 1024
const MAX_MISTAKES = 100

/** One mistake in a file of rules. */
export interface Mistake extends Position { message: string }

/**
 * Reads the rules of a file.
 * @param file absolute path
 * @throws BOT_ERR_RULES_UNREADABLE, BOT_ERR_RULES_INVALID with all mistakes
 */
export async function readRules (file: string): Promise<Rule[]> {
  const source = await readSource(file)
  const { rules, mistakes } = parseRules(source)
  if (mistakes.length === 0) return rules
  const shown = mistakes.slice(0, MAX_MISTAKES).map(({ line, column, message }) => `${file}:${line}:${column} ${message}`)
  if (mistakes.length > MAX_MISTAKES) shown.push(`and ${mistakes.length - MAX_MISTAKES} more`)
  throw new errors.BOT_ERR_RULES_INVALID(mistakes.length, shown.join('\n'))
}

async function readSource (file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size <= MAX_BYTES) return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (cause) {
    const why = cause instanceof TypeError ? 'it is not UTF-8' : (cause as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw Object.assign(new errors.BOT_ERR_RULES_UNREADABLE(file, why), { cause })
  }
  throw new errors.BOT_ERR_RULES_UNREADABLE(file, 'it is longer than 8 MiB')
}

/** Parses and checks rules. The rules are good only where there is no mistake; an empty file has none of either. */
export function parseRules (source: string): { rules: Rule[], mistakes: Mistake[] } {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const syntax = document.errors.map(({ message, pos }) => {
    const { line, col } = lines.linePos(pos[0])
    return { line, column: col, message }
  })
  if (syntax.length > 0) return { rules: [], mistakes: syntax }
  const at: Locate = (path, ofKey) => positionOf(document, lines, path, ofKey)
  const value = toValue(document)
  if (value instanceof Error) return { rules: [], mistakes: [{ ...at([]), message: value.message }] }
  const mistakes = [...schemaMistakes(value, at), ...ruleMistakes(value, at)]
  mistakes.sort((a, b) => a.line - b.line || a.column - b.column)
  return { rules: value as Rule[], mistakes }
}

type Locate = (path: readonly string[], ofKey?: boolean) => Position

function toValue (document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? []
  } catch (error) {
    return error
  }
}

const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: true, allowUnionTypes: true })
const validate = ajv.compile(Rules)

function schemaMistakes (value: unknown, at: Locate): Mistake[] {
  if (validate(value)) return []
  return (validate.errors ?? []).map((error) => {
    const path = error.instancePath.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    const extra: unknown = error.params['additionalProperty']
    const position = extra === undefined ? at(path) : at([...path, String(extra)], true)
    return { ...position, message: explain(error, path) }
  })
}

function explain (error: ErrorObject, path: readonly string[]): string {
  const where = path.length === 0 ? 'the file' : path.slice(1).join('.') || 'a rule'
  const { keyword, params } = error
  if (keyword === 'additionalProperties') return `unknown key '${String(params['additionalProperty'])}'`
  if (keyword === 'required') return `${path.length > 1 ? where : 'a rule'} needs '${String(params['missingProperty'])}'`
  if (keyword === 'enum') return `${where} must be one of ${(params['allowedValues'] as string[]).join(', ')}`
  if (keyword === 'not') return `${where} must be true or a reason; leave it out where nobody hands over`
  if (path.length === 0) return 'the file must be a list of rules'
  return `${where} ${error.message}`
}

/** What no schema can say. */
function ruleMistakes (value: unknown, at: Locate): Mistake[] {
  if (!Array.isArray(value)) return []
  const mistakes: Mistake[] = []
  const ids = new Map<string, number>()
  for (const [index, rule] of value.entries() as IterableIterator<[number, Partial<Rule> | null]>) {
    if (typeof rule !== 'object' || rule === null) continue
    const complain = (message: string, ...path: string[]): void => { mistakes.push({ ...at([String(index), ...path]), message }) }
    if (typeof rule.id === 'string') {
      const before = ids.get(rule.id)
      if (before === undefined) ids.set(rule.id, index)
      else complain(`id '${rule.id}' is taken by the rule in line ${at([String(before), 'id']).line}`, 'id')
    }
    if (rule.reply === undefined && rule.handOver === undefined && rule.ticket === undefined) complain("a rule needs 'reply', 'handOver' or 'ticket'")
    if (rule.lookUp !== undefined && rule.reply === undefined) complain("a rule with 'lookUp' needs a 'reply' that tells what was found")
    for (const key of ['notFound', 'unavailable'] as const) {
      if (rule[key] !== undefined && rule.lookUp === undefined) complain(`${key} is for rules with 'lookUp'`, key)
    }
    if (!(rule.any ?? rule.all ?? rule.types ?? rule.events)) complain("a rule needs 'any', 'all', 'types' or 'events'")
    for (const list of ['any', 'all', 'none'] as const) {
      if (!Array.isArray(rule[list])) continue
      for (const [place, keyword] of rule[list].entries()) {
        if (typeof keyword === 'string' && keyword !== '' && foldText(keyword) === '') complain(`${list}.${place} has nothing that could occur in a text`, list, String(place))
      }
    }
    const replies = repliesOf(rule)
    for (const [place, reply] of replies.entries()) {
      const path = Array.isArray(rule.reply) ? ['reply', String(place)] : ['reply']
      if (typeof reply === 'object' && reply !== null) {
        const problem = ['event', 'form', 'unsupported'].includes(reply.type) ? `content.type '${reply.type}' cannot be sent` : contentProblem(reply)
        if (problem !== undefined) complain(problem.replace('content', path.join('.')), ...path)
      }
    }
    for (const { path, message } of textMistakes(rule)) complain(message, ...path)
  }
  return mistakes
}
