import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Compares a page of docs/Reference with what the code says: empty when they are the same, else the first line that differs.
 * With `KEFUHUB_UPDATE_DOCS=1` the page is written instead.
 */
export function compareWithFile (name: string, expected: string): string {
  const file = new URL(`../../../docs/Reference/${name}`, import.meta.url)
  if (process.env['KEFUHUB_UPDATE_DOCS'] === '1') writeFileSync(file, expected)
  const found = readFileSync(file, 'utf8').split('\n')
  const wanted = expected.split('\n')
  const line = wanted.findIndex((text, index) => text !== found[index])
  if (line === -1 && found.length === wanted.length) return ''
  return `line ${line + 1}: ${found[line] ?? 'missing'} should be ${wanted[line] ?? 'the end'}`
}
