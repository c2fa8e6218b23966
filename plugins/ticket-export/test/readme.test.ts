import { readFileSync } from 'node:fs'
import { checkOptions, createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import { parse } from 'yaml'
import plugin, { Options } from '../src/index.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

interface Schema { default?: unknown, secret?: boolean, required?: string[], properties?: Record<string, Schema> }

/** What the tables of a system show: two levels of its options, and what is special about the webhooks of one's own. */
function rowsOf (schema: Schema, prefix = ''): Array<[string, string]> {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]): Array<[string, string]> => {
    const path = prefix + name
    const isGroup = child.properties !== undefined && child.default === undefined
    const goesOn = isGroup && (!path.includes('.') || path === 'tickets.webhook')
    return [[path, cellOf(child, schema.required?.includes(name) === true)], ...(goesOn ? rowsOf(child, `${path}.`) : [])]
  })
}

function cellOf ({ default: value, secret = false }: Schema, isRequired: boolean): string {
  const more = secret ? ', secret' : ''
  if (value === undefined) return (isRequired ? 'required' : 'none') + more
  if (typeof value === 'object') return 'see below'
  return value === '' ? 'empty' : typeof value === 'number' ? String(value) : `\`${String(value)}\``
}

t.test('lists every option of every system with its default', async (t) => {
  const tables = [...readme.matchAll(/^\| option \| default \| meaning \|\n\|---\|---\|---\|\n((?:\|.*\n)+)/gm)]
    .map(([, rows = '']) => [...rows.matchAll(/^\| `([^`]+)` \| (.+?) \| .+ \|$/gm)].map(([, name = '', value = '']): [string, string] => [name, value]))
  const systems = Object.entries(Options.properties as unknown as Record<string, Schema>)
  t.equal(tables.length, systems.length)
  for (const [name, schema] of systems) {
    const rows = rowsOf(schema)
    const [first, second] = rows.map(([path]) => path)
    // Each table is known by its options.
    t.ok(tables.some((table) => JSON.stringify(table) === JSON.stringify(rows)), `${name}: ${first}, ${second}, …`)
  }
})

const snippets = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)

t.test('shows entries that are taken, one for each system', async (t) => {
  const shown = new Set<string>()
  for (const text of snippets) {
    const filled = text.replace(/\$\{env:(\w+)\}/g, (_place, name: string) => name === 'DESK_WEBHOOK_SECRET' ? 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' : '0123456789abcdef')
    const { plugins } = parse(filled) as { plugins: Array<{ id: string, options: Record<string, unknown> }> }
    for (const { id, options } of plugins) {
      checkOptions('ticket-export', Options, options)
      const hub = await createFakeHub(plugin, options)
      t.ok(Object.keys(hub.instance).length > 1, `${id} starts`)
      await hub.close()
      for (const name of Object.keys(options)) shown.add(name)
    }
  }
  t.same(shown, new Set(Object.keys(Options.properties)))
})
