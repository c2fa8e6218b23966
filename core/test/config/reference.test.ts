import t from 'tap'
import { describeConfig } from '../../src/config/reference.js'
import { HubConfigSchema } from '../../src/config/schema.js'
import { findKey, keysAt, schemasAt, type JsonSchema } from '../../src/config/schema-path.js'
import { compareWithFile } from '../support/reference-page.js'

t.test('docs/Reference/config.md says what the schema says', async (t) => {
  t.equal(compareWithFile('config.md', describeConfig()), '', 'KEFUHUB_UPDATE_DOCS=1 writes it anew')
})

t.test('every key is described', async (t) => {
  const page = describeConfig()
  const walk = (node: JsonSchema, path: string): void => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      const here = `${path}${key}`
      t.ok(child.description, here)
      if (child.properties !== undefined) walk(child, `${here}.`)
      else if (child.items !== undefined) walk(child.items, `${here}[].`)
      else t.match(page, `| \`${here}\` |`)
    }
  }
  walk(HubConfigSchema as JsonSchema, '')
})

t.test('times and sizes say their unit', async (t) => {
  const walk = (node: JsonSchema): void => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      if (key.endsWith('Ms')) t.match(child.description, /milliseconds/, key)
      if (key.endsWith('Bytes')) t.match(child.description, /bytes/, key)
      walk(child)
    }
  }
  walk(HubConfigSchema as JsonSchema)
})

t.test('a schema can be asked by path', async (t) => {
  t.match(schemasAt(HubConfigSchema, ['plugins', 3, 'id']), [{ type: 'string' }])
  t.same(schemasAt(HubConfigSchema, ['server', 'constructor']), [], 'own keys only')
  t.same(keysAt(HubConfigSchema, ['media']), ['maxBytes'])
  t.same(findKey(HubConfigSchema, 'url'), [['store', 'url'], ['queue', 'url']])
})
