import { errors } from '../errors.js'
import type { Position } from './document.js'
import type { Excerpt } from './excerpt.js'
import type { Path } from './path.js'
import { MASK, maskUrlPassword } from './redaction.js'

/** The code of a mistake in a config. */
export type ProblemCode = Extract<keyof typeof errors, `KH_ERR_CONFIG_${string}` | `KH_ERR_PLUGIN_${string}` | `KH_ERR_SECRET_${string}` | `KH_ERR_STORE_ENGINE_${string}`>

/** One mistake in a config: where, what was read, what is allowed, and what was probably meant. Holds no secret. */
export interface Problem extends Position {
  code: ProblemCode
  /** The whole mistake in one sentence. */
  message: string
  /** For example `plugins[0].options.token`. */
  path: string
  /** What stands there; `•••` for a secret and for whatever came from a reference. */
  read?: string
  allowed?: string
  /** "Did you mean …?" */
  suggestion?: string
  /** The line of the file with everything masked that could be secret. */
  excerpt: Excerpt
}

/** A mistake before it is fit to be shown. */
export interface Finding {
  code: ProblemCode
  message: string
  path: Path
  /** What the problem points at. */
  part: 'key' | 'value'
  /** Where, when the path cannot say it. */
  position?: Position
  /** The value that was read; masked where it could be secret. */
  value?: { of: unknown }
  /** The name that was read: a key, a package. Always shown. */
  name?: string
  allowed?: string
  suggestion?: string
}

const MAX_READ_LENGTH = 60

/** Shows a value in one short line; mappings and lists by their kind only. */
export function showValue (value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'a mapping'
  if (typeof value !== 'string') return String(value)
  const text = JSON.stringify(maskUrlPassword(value))
  return text.length > MAX_READ_LENGTH ? `${text.slice(0, MAX_READ_LENGTH)}…"` : text
}

/** Shows what was read, or masks it; that nothing stands there, or a mapping, is no secret. */
export function showRead (value: unknown, isPublic: boolean): string {
  return isPublic || value === null || typeof value === 'object' ? showValue(value) : MASK
}

/** A config that cannot be used; `problems` has every mistake, in the order of the file. */
export class ConfigInvalidError extends errors.KH_ERR_CONFIG_INVALID {
  readonly file: string
  readonly problems: readonly Problem[]
  constructor (file: string, problems: readonly Problem[]) {
    const list = problems.map((problem) => `\n  ${problem.line}:${problem.column} ${problem.code} ${problem.message}`).join('')
    super(file, problems.length === 1 ? '1 mistake' : `${problems.length} mistakes`, list)
    this.file = file
    this.problems = problems
  }
}
