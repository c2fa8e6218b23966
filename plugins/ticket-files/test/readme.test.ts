import { readFileSync } from 'node:fs'
import t from 'tap'
import { chooseColumns } from '../src/columns/choose-columns.js'
import { Options } from '../src/options.js'
import { JOB } from './stand.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

interface Schema { default?: unknown, properties?: Record<string, Schema> }

/** The options that take a value, by their path. */
function optionsOf (schema: Schema, path = ''): Array<[path: string, schema: Schema]> {
  return Object.entries(schema.properties ?? {}).flatMap(([name, option]) => option.properties === undefined || name === 'target'
    ? [[path + name, option] as [string, Schema]]
    : optionsOf(option, `${path}${name}.`))
}

function rowsOf (heading: string): Map<string, string> {
  const [, table = ''] = readme.split(`| ${heading} |`)
  const [rows = ''] = table.split('\n\n')
  return new Map([...rows.matchAll(/^\| `([\w.]+)` \| (.+?) \|/gm)].map(([, name = '', value = '']) => [name, value]))
}

t.test('lists every option with its default', async (t) => {
  const { target } = Options.properties as unknown as { target: Schema }
  for (const [rows, schema] of [[rowsOf('option | default | meaning'), Options as unknown as Schema], [rowsOf('option of `target` | default | meaning'), target]] as const) {
    const options = optionsOf(schema)
    t.same([...rows.keys()], options.map(([path]) => path))
    for (const [path, { default: value }] of options) {
      if (typeof value === 'number') t.equal(rows.get(path), String(value), path)
      else if (typeof value === 'boolean' || (typeof value === 'string' && value !== '')) t.equal(rows.get(path), `\`${String(value)}\``, path)
    }
  }
})

t.test('names every column', async (t) => {
  const [, table = ''] = readme.split('| column | what it holds |')
  const [rows = ''] = table.split('\n\n')
  const named = [...rows.matchAll(/^\| (`.+?`) \|/gm)].flatMap(([, names = '']) => [...names.matchAll(/`(.+?)`/g)].map(([, name]) => name))
  t.same(new Set(named), new Set(chooseColumns({ comments: false }, { fieldNames: ['NAME'], titles: JOB.titles }).map(({ name }) => name)))
})
