import { T, type Value } from '../bson/raw.js'
import { Refusal } from '../refusal.js'

/** Longest pattern accepted, as in MongoDB. */
const maxPatternLength = 32764

/** Makes a JavaScript expression of MongoDB's; the flags are i, m, s and u. @throws BadValue (2), Location51091, Location51108 */
export function toRegExp (value: Value, options?: Value): RegExp {
  let pattern: string
  let flags = ''
  if (value.type === T.regex) {
    const end = value.buf.indexOf(0, value.at)
    pattern = value.buf.toString('utf8', value.at, end)
    flags = value.buf.toString('utf8', end + 1, value.end - 1)
  } else if (value.type === T.string) pattern = value.text
  else throw new Refusal('BadValue', '$regex has to be a string')
  if (options !== undefined) {
    if (options.type !== T.string) throw new Refusal('BadValue', '$options has to be a string')
    if (flags !== '') throw new Refusal(51075, 'options set in both $regex and $options')
    flags = options.text
  }
  const inline = /^\(\?([ims]+)\)/.exec(pattern)
  if (inline !== null) {
    pattern = pattern.slice(inline[0].length)
    flags += inline[1]
  }
  if (pattern.length > maxPatternLength) throw new Refusal(51091, 'Regular expression is invalid: pattern is too long')
  if (/[^imsu]/.test(flags)) throw new Refusal(51108, `invalid flag in regex options: ${flags} (this store knows i, m, s and u)`)
  try {
    return new RegExp(pattern, [...new Set(flags.replaceAll('u', ''))].join('') + 'u')
  } catch {
    return withoutUnicode(pattern, flags)
  }
}

/** Escapes that only the strict mode of JavaScript refuses are plain characters elsewhere. */
function withoutUnicode (pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, [...new Set(flags.replaceAll('u', ''))].join(''))
  } catch (error) {
    throw new Refusal(51091, `Regular expression is invalid: ${(error as Error).message}`)
  }
}

/** The beginning that every string matched by the expression has; empty if there is none. */
export function prefixOf (regex: RegExp): string {
  if (/[im]/.test(regex.flags) || !regex.source.startsWith('^') || regex.source.includes('|')) return ''
  const literal = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[^a-zA-Z0-9])*)(.?)/su.exec(regex.source)
  if (literal === null) return ''
  // A quantifier makes the character before it optional.
  const text = '*?{'.includes(literal[2]!) && literal[2] !== '' ? literal[1]!.replace(/(\\?.)$/su, '') : literal[1]!
  return text.replace(/\\(.)/gsu, '$1')
}
