import { checkOptions } from '@kefuhub/contract/testing'
import t from 'tap'
import { PHONE_PROPERTIES, RATE, READ_PROPERTIES, SEARCH_RATE } from '../src/hubspot/facts.js'
import { Options } from '../src/options.js'
import { readme, shown } from './readme.js'

type Schema = { properties: Record<string, { default?: unknown, description?: string, secret?: boolean }>, required?: string[] }

t.test('shows entries that the schema takes', async (t) => {
  t.same(Object.keys(shown).sort(), ['hubspot', 'odoo', 'rest', 'salesforce'])
  for (const [system, options] of Object.entries(shown)) t.doesNotThrow(() => checkOptions('crm-sync', Options, { [system]: options }), system)
})

for (const [system, schema] of Object.entries(Options.properties as unknown as Record<string, Schema>)) {
  t.test(`lists every option of ${system} with its default`, async (t) => {
    const [, table = ''] = readme.split(`| option of \`${system}\` | default | meaning |`)
    const rows = new Map([...table.split('\n\n')[0]!.matchAll(/^\| `(\w+)` \| (.+?) \|/gm)].map(([, name, value]) => [name, value ?? '']))
    t.same([...rows.keys()], Object.keys(schema.properties))
    for (const [name, { default: value, description }] of Object.entries(schema.properties)) {
      const row = rows.get(name) ?? ''
      t.ok(description, `${name} has a description`)
      if (schema.required?.includes(name) === true && value === undefined) t.match(row, /^required/, name)
      else if (typeof value === 'string' || typeof value === 'boolean') t.equal(row, `\`${String(value)}\``, name)
      else if (typeof value === 'number') t.equal(row, String(value), name)
    }
  })
}

t.test('says of HubSpot what the code does', async (t) => {
  for (const name of [...READ_PROPERTIES, ...PHONE_PROPERTIES]) t.match(readme, `\`${name}\``)
  t.match(readme, `${RATE.calls} calls in ${RATE.perMs / 1000} seconds and ${SEARCH_RATE.calls} searches a second`)
})
