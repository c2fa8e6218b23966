import { isMap, isScalar, isSeq, type Document, type LineCounter, type Node } from 'yaml'

/** Where something stands in a file; both count from 1. */
export interface Position {
  line: number
  column: number
}

/**
 * Finds where a value stands in a YAML document.
 * @param path keys and indexes from the top; where it leads to nothing, the place counts up to which it leads
 * @param ofKey true: the last key instead of its value
 */
export function positionOf (document: Document.Parsed, lines: LineCounter, path: readonly string[], ofKey = false): Position {
  let node: Node | null = document.contents
  let found = node
  for (const [depth, key] of path.entries()) {
    let next: unknown
    if (isSeq(node)) {
      next = node.items[Number(key)]
    } else if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      next = ofKey && depth === path.length - 1 ? pair?.key : pair?.value ?? pair?.key
    }
    if (next === undefined) break
    node = next as Node
    found = node
  }
  const { line, col } = lines.linePos(found?.range?.[0] ?? 0)
  return { line, column: col }
}
