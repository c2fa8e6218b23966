import { Elements, T, Value, getField, isIndexName } from '../bson/raw.js'
import type { Node } from './filter.js'
import type { Test } from './tests.js'

let position: number | undefined

/** The place in an array where the last match was made, asked for once. */
export function takePosition (): number | undefined {
  const taken = position
  position = undefined
  return taken
}

/** Whether the document at this place matches. */
export function matchNode (node: Node, buf: Buffer, at: number): boolean {
  switch (node.kind) {
    case 'leaf': return matchPath(node.parts, 0, buf, at, node.test)
    case 'and': return node.nodes.every((one) => matchNode(one, buf, at))
    case 'or': return node.nodes.some((one) => matchNode(one, buf, at))
    case 'nor': return !node.nodes.some((one) => matchNode(one, buf, at))
    case 'not': return !matchNode(node.node, buf, at)
    case 'expr': return node.expression.isTrue(at === 0 ? buf : buf.subarray(at, at + buf.readInt32LE(at)))
  }
}

/** Follows a path into documents and through arrays, and asks about what stands at its end. */
function matchPath (parts: Buffer[], part: number, buf: Buffer, at: number, test: Test): boolean {
  return matchAt(parts, part + 1, getField(buf, at, parts[part]!), test)
}

function matchAt (parts: Buffer[], next: number, value: Value | undefined, test: Test): boolean {
  if (next === parts.length) return matchLeaf(value, test)
  if (value === undefined) return test.on(undefined)
  if (value.type === T.object) return matchPath(parts, next, value.buf, value.at, test)
  if (value.type !== T.array) return test.on(undefined)
  const elements = new Elements(value.buf, value.at)
  for (let i = 0; elements.next(); i++) {
    if (elements.type === T.object && matchPath(parts, next, value.buf, elements.at, test)) {
      position = i
      return true
    }
  }
  if (!isIndexName(parts[next]!)) return false
  const item = getField(value.buf, value.at, parts[next]!)
  return item !== undefined && matchAt(parts, next + 1, item, test)
}

/** Asks about a value, and, if it is an array, first about each of its elements. */
export function matchLeaf (value: Value | undefined, test: Test): boolean {
  if (value === undefined || value.type !== T.array) return test.on(value)
  if (!test.entersArrays) {
    if (!test.on(value)) return false
    if (test.position !== undefined) position = test.position
    return true
  }
  const elements = new Elements(value.buf, value.at)
  for (let i = 0; elements.next(); i++) {
    if (test.on(elements.value)) {
      position = i
      return true
    }
  }
  return test.on(value)
}

/** Whether a value outside of any document fulfils all tests of a node whose path is empty. */
export function matchValue (node: Node, value: Value): boolean {
  switch (node.kind) {
    case 'leaf': return matchLeaf(value, node.test)
    case 'and': return node.nodes.every((one) => matchValue(one, value))
    case 'not': return !matchValue(node.node, value)
    default: return false
  }
}
