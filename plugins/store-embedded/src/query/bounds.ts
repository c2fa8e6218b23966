import { encodeValue, rank, rankOf } from '../bson/order.js'
import { toDouble } from '../bson/number.js'
import { T, readItems, type Value } from '../bson/raw.js'
import type { Component } from '../storage/keys.js'
import { prefixBytes } from '../storage/keys.js'
import { prefixOf } from './regex.js'
import { CompareTest, InTest, ModTest, RegexTest, type Test } from './tests.js'

/** A place between encoded values: before or after all that begin with this text. */
interface Edge { text: string, isAfter: boolean }

/** A range of encoded values of one field; a point if it holds one value only. */
export interface Range { low: Edge, high: Edge }

/** A stretch of an index: keys from `low` (included) to `high` (not included). */
export interface Interval { low: string, high: string }

/** More points than this are not multiplied out over the fields of an index. */
const maxPoints = 2000

/** Above every byte that can follow a value in a key. */
const top = '\xff'

const byte = (value: number): string => String.fromCharCode(value)
const place = ({ text, isAfter }: Edge): string => isAfter ? text + top : text
const between = (low: number, high: number): Range => ({ low: { text: byte(low), isAfter: false }, high: { text: byte(high), isAfter: false } })
const point = (text: string): Range => ({ low: { text, isAfter: false }, high: { text, isAfter: true } })

export const isPoint = ({ low, high }: Range): boolean => low.text === high.text && !low.isAfter && high.isAfter

/** All values of the type of this one. NaN stands apart from the numbers that are less or greater. */
function bracket (value: Value): Range {
  if (value.isNumber) return between(rank.negative, rank.positive + 1)
  const first = rankOf(value.type)
  return between(first, first + 1)
}

/** The ranges in which an index holds all that a test accepts; undefined if the index cannot tell. */
export function rangesOf (test: Test): Range[] | undefined {
  if (test instanceof CompareTest) return sortRanges(compareRanges(test))
  if (test instanceof RegexTest) return regexRanges(test)
  if (test instanceof ModTest) return [between(rank.negative, rank.positive + 1)]
  if (!(test instanceof InTest)) return undefined
  return sortRanges([...test.values.flatMap(equalRanges), ...test.regexes.flatMap(regexRanges)])
}

function compareRanges ({ comparison, value, encoded }: CompareTest): Range[] | undefined {
  if (comparison === '$eq') return equalRanges(value)
  if (value.type === T.minKey || value.type === T.maxKey || value.type === T.array) return undefined
  if (value.isNumber && Number.isNaN(toDouble(value))) return comparison.endsWith('e') ? [point(encoded)] : []
  const range = bracket(value)
  switch (comparison) {
    case '$gt': return [{ ...range, low: { text: encoded, isAfter: true } }]
    case '$gte': return [{ ...range, low: { text: encoded, isAfter: false } }]
    case '$lt': return [{ ...range, high: { text: encoded, isAfter: false } }]
    case '$lte': return [{ ...range, high: { text: encoded, isAfter: true } }]
  }
}

/** An array is in an index by its elements, as an element itself, or, empty, by a mark of its own. */
function equalRanges (value: Value): Range[] {
  const whole = point(encodeValue(value))
  if (value.type !== T.array) return [whole]
  const [first] = readItems(value)
  return [whole, point(first === undefined ? byte(rank.emptyArray) : encodeValue(first))]
}

function regexRanges (test: RegexTest): Range[] {
  const prefix = Buffer.from(prefixOf(test.regex)).toString('latin1').replaceAll('\0', '\0\xff')
  const text = byte(rank.string) + prefix
  return [{ low: { text, isAfter: false }, high: { text, isAfter: true } }, between(rank.regex, rank.regex + 1)]
}

const sortRanges = (ranges: Range[] | undefined): Range[] | undefined => {
  if (ranges === undefined || ranges.length < 2) return ranges
  const sorted = [...ranges].sort((a, b) => place(a.low) < place(b.low) ? -1 : 1)
  const merged: Range[] = []
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last === undefined || place(last.high) <= place(range.low)) merged.push(range)
    else if (place(range.high) > place(last.high)) last.high = range.high
  }
  return merged
}

/** The ranges that are in both lists. */
export function intersect (a: Range[], b: Range[]): Range[] {
  const out: Range[] = []
  for (const x of a) {
    for (const y of b) {
      const low = place(x.low) > place(y.low) ? x.low : y.low
      const high = place(x.high) < place(y.high) ? x.high : y.high
      if (place(low) < place(high)) out.push({ low, high })
    }
  }
  return out
}

const invert = (text: string): string => Buffer.from(Uint8Array.from(text, (char) => ~char.charCodeAt(0) & 0xff)).toString('latin1')

/** A range as it lies in a descending component. */
function turn ({ low, high }: Range): Range {
  return { low: { text: invert(high.text), isAfter: !high.isAfter }, high: { text: invert(low.text), isAfter: !low.isAfter } }
}

/** Multiplies the ranges of an index's fields out into stretches of the index, in its order. */
export function toIntervals (components: Component[], ranges: Array<Range[] | undefined>): Interval[] {
  let prefixes = ['']
  for (let i = 0; i < components.length; i++) {
    const own = ranges[i]
    if (own === undefined) break
    const turned = components[i]!.descending ? own.map(turn).reverse() : own
    if (!turned.every(isPoint) || prefixes.length * turned.length > maxPoints) {
      return prefixes.flatMap((prefix) => turned.map(({ low, high }) => shorten(prefix + place(low), prefix + place(high))))
    }
    prefixes = prefixes.flatMap((prefix) => turned.map(({ low }) => prefix + low.text))
  }
  return prefixes.map((prefix) => shorten(prefix, prefix + top))
}

/** Long keys are in the index by their beginning only. */
function shorten (low: string, high: string): Interval {
  return {
    low: low.length > prefixBytes ? low.slice(0, prefixBytes) : low,
    high: high.length > prefixBytes ? high.slice(0, prefixBytes) + top : high
  }
}
