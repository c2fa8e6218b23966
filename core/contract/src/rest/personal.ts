import type { RestRequest } from './request.js'

const MOST = 200
const DEEPEST = 8

/**
 * What a request says in words: names, addresses, what a customer wrote; the longest first. Systems repeat it in their refusals, where
 * it must not be seen. Single words of ASCII are taken for codes.
 */
export function wordsOf ({ body, form }: Pick<RestRequest, 'body' | 'form'>): string[] {
  const words = new Set<string>()
  const collect = (value: unknown, depth: number): void => {
    if (words.size >= MOST || depth > DEEPEST) return
    if (typeof value === 'string' && /[\s\u0080-\uffff]/.test(value)) words.add(value)
    else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) collect(child, depth + 1)
  }
  collect(body, 0)
  if (form !== undefined) for (const value of form.values()) collect(value, 1)
  return [...words].sort((a, b) => b.length - a.length)
}
