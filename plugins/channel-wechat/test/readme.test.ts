import { readFileSync } from 'node:fs'
import t from 'tap'
import { kindOfEvent } from '../src/callback/event.js'
import { Options } from '../src/options.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

t.test('lists every option with its default', async (t) => {
  const rows = new Map([...readme.matchAll(/^\| `(\w+)` \| (.+?) \|/gm)].map(([, name, value]) => [name, value]))
  const properties = Options.properties as unknown as Record<string, { default?: unknown, description?: string }>
  t.same([...rows.keys()], Object.keys(properties))
  for (const [name, { default: value, description }] of Object.entries(properties)) {
    t.ok(description, `${name} has a description`)
    if (typeof value === 'string' || typeof value === 'boolean') t.equal(rows.get(name), `\`${String(value)}\``, name)
    if (typeof value === 'number') t.equal(rows.get(name), String(value), name)
  }
})

t.test('names events as the code does', async (t) => {
  for (const [, events = '', names = ''] of readme.matchAll(/^\| ([A-Za-z_, ]+) \| event (`.*)\|$/gm)) {
    const known = [...names.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)
    for (const event of events.split(', ')) t.ok(known.includes(kindOfEvent(event).name) || event === 'any other event', event)
  }
})
