import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** The README of this package. */
export const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** The options of all entries that the README shows, by the system that they are for; of several the last one. */
export const shown = Object.assign({}, ...[...readme.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = '']) => {
  const { plugins } = parse(text) as { plugins: Array<{ options: Record<string, unknown> }> }
  return plugins[0]?.options
})) as Record<'odoo' | 'hubspot' | 'salesforce' | 'rest', Record<string, unknown>>
