import type { TSchema } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { Violation } from './checker.js'
import type { ConfigDocument, SyntaxFault } from './document.js'
import { cutBrokenExcerpt, cutExcerpt } from './excerpt.js'
import { findKey, schemasAt, type JsonSchema } from './schema-path.js'
import { formatPath, isWithin, pathKey, valueAt, type Path } from './path.js'
import { showRead, type Finding, type Problem } from './problem.js'
import { suggestName } from './allowed.js'
import { MASK } from './redaction.js'
import type { BrokenReference, Env } from './references.js'
import { HubConfigSchema } from './schema.js'

const isPluginId = (path: Path): boolean => path.length === 3 && path[0] === 'plugins' && path[2] === 'id'

/** Tells a fault of the YAML. */
export function fromFault (fault: SyntaxFault): Finding {
  const at = { path: [], part: 'value', position: { line: fault.line, column: fault.column } } as const
  if (fault.kind === 'duplicate') {
    return { ...at, code: 'KH_ERR_CONFIG_KEY_TWICE', message: new errors.KH_ERR_CONFIG_KEY_TWICE(fault.fact).message, name: fault.fact }
  }
  return { ...at, code: 'KH_ERR_CONFIG_SYNTAX', message: new errors.KH_ERR_CONFIG_SYNTAX(fault.fact).message }
}

/** Tells a reference that gave nothing; the name of a variable that is set may be what was meant. */
export function fromReference (broken: BrokenReference, env: Env): Finding {
  const code = broken.kind === 'missing' ? 'KH_ERR_CONFIG_REFERENCE_MISSING' : 'KH_ERR_CONFIG_REFERENCE_INVALID'
  const suggestion = broken.variable === undefined ? undefined : suggestName(broken.variable, Object.keys(env).filter((name) => name !== broken.variable))
  return {
    code,
    message: new errors[code](formatPath(broken.path), broken.fact).message,
    path: broken.path,
    part: 'value',
    allowed: broken.cure,
    ...(suggestion === undefined ? {} : { suggestion })
  }
}

/** Tells what a schema found. `base` is where the checked value stands in the config `root`. */
export function fromViolation (violation: Violation, base: Path, root: unknown): Finding {
  const path = [...base, ...violation.path]
  const { allowed } = violation
  const guess = violation.suggestion === undefined ? {} : { suggestion: violation.suggestion }
  if (violation.kind === 'unknown') {
    const name = String(path.at(-1))
    const elsewhere = base.length > 0 || violation.suggestion !== undefined ? undefined : findKey(HubConfigSchema, name)[0]
    return {
      code: 'KH_ERR_CONFIG_KEY_UNKNOWN',
      message: new errors.KH_ERR_CONFIG_KEY_UNKNOWN(name, formatPath(path.slice(0, -1))).message,
      path,
      part: 'key',
      name,
      allowed: allowed === '' ? 'no keys' : allowed,
      ...(elsewhere === undefined ? guess : { suggestion: formatPath(elsewhere) })
    }
  }
  if (violation.kind === 'missing') {
    return { code: 'KH_ERR_CONFIG_KEY_MISSING', message: new errors.KH_ERR_CONFIG_KEY_MISSING(formatPath(path)).message, path, part: 'key', allowed }
  }
  const of = valueAt(root, path)
  const rest = { path, part: 'value', value: { of }, allowed, ...guess } as const
  if (isPluginId(path) && typeof of === 'string') {
    return { ...rest, code: 'KH_ERR_PLUGIN_ID_INVALID', message: new errors.KH_ERR_PLUGIN_ID_INVALID(formatPath(path)).message }
  }
  return { ...rest, code: 'KH_ERR_CONFIG_VALUE_INVALID', message: new errors.KH_ERR_CONFIG_VALUE_INVALID(formatPath(path), allowed).message }
}

/** Whether nothing secret can stand at a path: all schemas that speak of it are known, and none says `secret`. */
export type IsPublic = (path: Path) => boolean

/** Makes the test for public paths. `optionsOf` gives the options schema of an entry, undefined while nobody knows it. */
export function createIsPublic (optionsOf: (index: number) => TSchema | undefined): IsPublic {
  return (path) => {
    const [top, index, part, ...rest] = path
    const isOption = top === 'plugins' && typeof index === 'number' && part === 'options' && rest.length > 0
    const schema = isOption ? optionsOf(index) : HubConfigSchema
    const found = schema === undefined ? [] : schemasAt(schema, isOption ? rest : path)
    return found.length > 0 && !found.some((node) => node.secret === true)
  }
}

/** Keys of the hub's own schema that hold one value which may be shown even where the YAML is broken. */
function listPublicKeys (schema: JsonSchema): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    if (child.type === 'object' || child.type === 'array') return listPublicKeys(child.items ?? child)
    return child.secret === true ? [] : [key]
  })
}

/** Drops what only follows from a misspelt key: that the key which was meant, or something in it, is missing. */
function dropConsequences (findings: readonly Finding[]): Finding[] {
  const meant = findings.flatMap(({ code, path, suggestion }) => (
    code === 'KH_ERR_CONFIG_KEY_UNKNOWN' && suggestion !== undefined ? [[...path.slice(0, -1), suggestion]] : []
  ))
  return findings.filter(({ code, path }) => code !== 'KH_ERR_CONFIG_KEY_MISSING' || !meant.some((key) => isWithin(path, key)))
}

/** Makes findings fit to be shown: places them, masks them, and sorts them as the file runs. */
export function presentFindings (findings: readonly Finding[], document: ConfigDocument, isPublic: IsPublic, referenced: ReadonlySet<string>): Problem[] {
  const publicKeys = new Set(listPublicKeys(HubConfigSchema as JsonSchema))
  const problems = dropConsequences(findings).map((finding): Problem => {
    const position = finding.position ?? document.locate(finding.path, finding.part)
    const isShown = isPublic(finding.path) && !referenced.has(pathKey(finding.path))
    const read = finding.value === undefined ? finding.name : showRead(finding.value.of, isShown)
    const hidden = referenced.has(pathKey(finding.path)) ? finding.name : undefined
    return {
      code: finding.code,
      message: hidden === undefined ? finding.message : finding.message.replaceAll(hidden, MASK),
      path: formatPath(finding.path),
      ...position,
      ...(read === undefined ? {} : { read: hidden === undefined ? read : MASK }),
      ...(finding.allowed === undefined ? {} : { allowed: finding.allowed }),
      ...(finding.suggestion === undefined ? {} : { suggestion: finding.suggestion }),
      excerpt: document.value === undefined ? cutBrokenExcerpt(document, position, publicKeys) : cutExcerpt(document, position, isPublic)
    }
  })
  return problems.sort((a, b) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code, 'en'))
}
