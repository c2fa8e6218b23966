import { createHash } from 'node:crypto'
import { KeyWriter, rank } from '../bson/order.js'
import { Elements, T, Value, getField, isIndexName } from '../bson/raw.js'
import { Refusal } from '../refusal.js'

/** One component of an index: its path, as text and in parts, and its direction. */
export interface Component { path: string, parts: Buffer[], descending: boolean }

/** Keys longer than this are kept as their beginning and a hash. In bytes. */
export const maxKeyBytes = 1900

/** How much of a long key is kept in order. In bytes. */
export const prefixBytes = 1800

/** The keys of one document in one index: bytes as latin1 text, which JavaScript compares and hashes faster than buffers. */
export interface DocumentKeys {
  keys: string[]
  /** Components that met an array, as bits. */
  arrays: number
  /** Whether any key was shortened: then the index's order is not the values' order. */
  isShortened: boolean
  /** A key to look out for, and what its components were when it came. */
  wanted?: string
  values?: Array<Value | undefined>
}

const emptyArray = Symbol('empty array')
type Slot = Value | undefined | typeof emptyArray
interface Walk { slot: Slot, part: number, isDone: boolean }

const writer = new KeyWriter()

/** Reads all index keys of a document, one for each array element met, as MongoDB does. @throws CannotIndexParallelArrays (171) */
export function readKeys (doc: Buffer, components: Component[], isSparse: boolean): DocumentKeys {
  const out: DocumentKeys = { keys: [], arrays: 0, isShortened: false }
  const root = new Value(T.object, doc, 0, doc.length)
  expand(components, components.map(() => ({ slot: root, part: 0, isDone: false })), isSparse, out)
  return out
}

/** The values behind one key of a document, for telling about it. */
export function readKeyValues (doc: Buffer, components: Component[], key: string): Array<Value | undefined> {
  const out: DocumentKeys = { keys: [], arrays: 0, isShortened: false, wanted: key }
  const root = new Value(T.object, doc, 0, doc.length)
  expand(components, components.map(() => ({ slot: root, part: 0, isDone: false })), false, out)
  return out.values ?? []
}

function expand (components: Component[], walks: Walk[], isSparse: boolean, out: DocumentKeys): void {
  let array: Value | undefined
  let at = -1
  for (let i = 0; i < walks.length; i++) {
    const walk = walks[i]!
    if (walk.isDone) continue
    const met = descend(components[i]!, walk)
    if (met === undefined) continue
    if (array !== undefined && array.at !== met.at) {
      throw new Refusal('CannotIndexParallelArrays', `cannot index parallel arrays [${components[i]!.path}] [${components[at]!.path}]`)
    }
    array = met
    at = i
    out.arrays |= 1 << i
  }
  if (array === undefined) return emit(components, walks, isSparse, out)
  const elements = new Elements(array.buf, array.at)
  let count = 0
  for (; elements.next(); count++) {
    const item = elements.value
    expand(components, walks.map((walk, i) => {
      if (walk.isDone || !isSame(walk.slot, array)) return walk
      return { slot: item, part: walk.part, isDone: walk.part === components[i]!.parts.length || item.type !== T.object }
    }).map(settle(components)), isSparse, out)
  }
  if (count === 0) {
    emit(components, walks.map((walk, i) => !isSame(walk.slot, array)
      ? walk
      : { slot: walk.part === components[i]!.parts.length ? emptyArray : undefined, part: 0, isDone: true }), isSparse, out)
  }
}

/** Two components may meet the same array; then they go through it together. */
const isSame = (slot: Slot, array: Value): boolean => slot instanceof Value && slot.type === T.array && slot.at === array.at

/** An element that is no object has nothing at the rest of a path. */
const settle = (components: Component[]) => (walk: Walk, i: number): Walk =>
  walk.isDone && walk.part < components[i]!.parts.length && walk.slot instanceof Value && walk.part > 0
    ? { slot: undefined, part: components[i]!.parts.length, isDone: true }
    : walk

/** Follows a path as far as it goes without a choice; answers the array at which it stopped. */
function descend (component: Component, walk: Walk): Value | undefined {
  const { parts } = component
  let value = walk.slot as Value | undefined
  while (walk.part < parts.length && value !== undefined) {
    if (value.type === T.object) value = getField(value.buf, value.at, parts[walk.part++]!)
    else if (value.type === T.array) {
      const item = isIndexName(parts[walk.part]!) ? getField(value.buf, value.at, parts[walk.part]!) : undefined
      if (item === undefined) break
      walk.part++
      value = item
    } else value = undefined
  }
  walk.slot = value
  if (value !== undefined && value.type === T.array) return value
  walk.isDone = true
  walk.part = parts.length
  return undefined
}

function emit (components: Component[], walks: Walk[], isSparse: boolean, out: DocumentKeys): void {
  if (isSparse && walks.every(({ slot }) => slot === undefined)) return
  writer.pos = 0
  for (let i = 0; i < walks.length; i++) {
    const { slot } = walks[i]!
    const from = writer.pos
    if (slot === undefined) writer.byte(rank.null)
    else if (slot === emptyArray) writer.byte(rank.emptyArray)
    else writer.value(slot.type, slot.buf, slot.at, slot.end)
    if (components[i]!.descending) writer.invert(from)
  }
  let key = writer.takeText()
  if (key.length > maxKeyBytes) {
    key = key.slice(0, prefixBytes) + createHash('sha256').update(key, 'latin1').digest().toString('latin1')
    out.isShortened = true
  }
  if (!out.keys.includes(key)) out.keys.push(key)
  if (key === out.wanted) out.values = walks.map(({ slot }) => slot instanceof Value ? slot : undefined)
}
