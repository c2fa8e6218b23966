import { foldText } from './fold.js'

interface TrieNode {
  /** The keyword that ends here. */
  keyword: number | undefined
  next: Map<number, TrieNode>
}

/**
 * Finds many keywords in a text in one pass. The time grows with the text and the longest keyword, not with the number
 * of keywords.
 */
export class Keywords {
  readonly #root: TrieNode = { keyword: undefined, next: new Map() }
  #count = 0

  /** Adds a keyword. @returns its number; the same for keywords that fold to the same text */
  add (keyword: string): number {
    let node = this.#root
    const folded = foldText(keyword)
    for (let index = 0; index < folded.length; index++) {
      const unit = folded.charCodeAt(index)
      let next = node.next.get(unit)
      if (next === undefined) node.next.set(unit, next = { keyword: undefined, next: new Map() })
      node = next
    }
    node.keyword ??= this.#count++
    return node.keyword
  }

  /** Says for each keyword's number whether it occurs: 1 or 0. */
  findIn (text: string): Uint8Array {
    const found = new Uint8Array(this.#count)
    const folded = foldText(text)
    for (let start = 0; start < folded.length; start++) {
      let node: TrieNode | undefined = this.#root
      for (let index = start; (node = node.next.get(folded.charCodeAt(index))) !== undefined; index++) {
        if (node.keyword !== undefined) found[node.keyword] = 1
      }
    }
    return found
  }
}
