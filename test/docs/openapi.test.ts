import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createTestHub } from '../../core/test/support/hub.js'
import { root } from '../support/repository.js'

t.test('the console is typed from the API of this hub', async (t) => {
  const hub = await createTestHub(t)
  const document = (await hub.app.inject('/docs/json')).json() as { info: { version: string } }
  // The version of the hub changes without its API.
  document.info.version = '1'
  const file = join(root, 'plugins/console/openapi.json')
  const expected = `${JSON.stringify(document, null, 1)}\n`
  if (process.env['KEFUHUB_UPDATE_DOCS'] === '1') writeFileSync(file, expected)
  t.equal(readFileSync(file, 'utf8') === expected, true, 'plugins/console/openapi.json is up to date; KEFUHUB_UPDATE_DOCS=1 writes it anew')
})
