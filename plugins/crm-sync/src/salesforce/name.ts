import { LENGTHS } from './facts.js'
import type { Options } from './options.js'

/** Scripts whose names have the family name first and no space between. */
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}·]+$/u

/** The name of a contact as people say it. @param whole as the vendor puts it together */
export function joinName (first: string | undefined, last: string | undefined, whole: string | undefined): string | undefined {
  return first !== undefined && last !== undefined && EAST_ASIAN.test(first) && EAST_ASIAN.test(last) ? last + first : whole ?? last
}

/** A name as its two fields, so that the vendor puts the same name together. */
export function splitName (name: string, rule: Options['nameRule']): { first: string | null, last: string } {
  const at = name.lastIndexOf(' ')
  const [first, last] = [name.slice(0, Math.max(at, 0)), name.slice(at + 1)]
  const isWhole = rule === 'last' || first === '' || /\p{Script=Han}/u.test(name) || first.length > LENGTHS.firstName || last.length > LENGTHS.lastName
  return isWhole ? { first: null, last: name } : { first, last }
}
