import { readFileSync } from 'node:fs'
import { checkOptions } from '@kefuhub/contract/testing'
import t from 'tap'
import { parse } from 'yaml'
import { Options } from '../src/options.js'
import { MESSAGE_TYPES } from '../src/wire/facts.js'
import { OPTIONS } from './stand.js'
import { KEY } from './vectors.js'

interface Schema { properties?: Record<string, Schema>, default?: unknown, description?: string }

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const rows = new Map([...readme.matchAll(/^\| `([\w.]+)` \| (.+?) \|/gm)].map(([, name, value]) => [name, value]))
/** What has a row for each of its parts. */
const OPENED = new Set(['im', 'im.token', 'im.token.static', 'im.token.oauth2', 'leadPush'])

/** The options by their dotted names. */
function list (schema: Schema, above = ''): Array<[string, Schema]> {
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const name = above + key
    return [[name, child] as [string, Schema], ...(OPENED.has(name) ? list(child, `${name}.`) : [])]
  })
}

t.test('lists every option with its default', async (t) => {
  const options = list(Options as Schema).filter(([name]) => name !== 'im.token.static' && name !== 'im.token.oauth2')
  t.same([...rows.keys()], options.map(([name]) => name))
  for (const [name, { default: value, description }] of options) {
    t.ok(description, `${name} has a description`)
    if (typeof value === 'string') t.equal(rows.get(name), value === '' ? 'empty' : `\`${value}\``, name)
    if (typeof value === 'number') t.equal(rows.get(name), String(value), name)
    if (Array.isArray(value)) t.equal(rows.get(name), `\`[${value.join(', ')}]\``, name)
  }
})

t.test('names every type of message that is built in', async (t) => {
  for (const type of Object.keys(MESSAGE_TYPES)) t.match(readme, new RegExp(`^\\|.*\\b${type}\\b`, 'm'), type)
})

t.test('names parts of wire that exist', async (t) => {
  const names = new Set([...readme.matchAll(/`(wire(?:\.\w+)+)`/g)].map(([, name = '']) => name))
  t.ok(names.size > 10)
  for (const name of names) {
    let schema: Schema | undefined = Options as Schema
    for (const key of name.split('.')) schema = schema?.properties?.[key]
    t.ok(schema, name)
  }
})

t.test('shows config that the channel takes', async (t) => {
  const pages = [readme, readFileSync(new URL('../../../docs/Guides/connect-xiaohongshu.md', import.meta.url), 'utf8')]
  const snippets = pages.flatMap((page) => [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => parse(text.replace(/\$\{[^}]+\}/g, KEY)) as Record<string, unknown>))
  const entries = snippets.flatMap((snippet) => 'plugins' in snippet
    ? (snippet.plugins as Array<{ use: string, options: object }>).filter(({ use }) => use.endsWith('channel-xiaohongshu')).map(({ options }) => options)
    : [{ ...OPTIONS, ...snippet }])
  t.ok(entries.length >= 6)
  for (const entry of entries) t.ok(checkOptions('channel-xiaohongshu', Options, entry), JSON.stringify(entry).slice(0, 80))
})
