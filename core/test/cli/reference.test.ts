import t from 'tap'
import { describeCli } from '../../src/cli/reference.js'
import { compareWithFile } from '../support/reference-page.js'
import { createTestContext } from './terminal.js'

t.test('docs/Reference/cli.md says what the help says', async (t) => {
  const { context } = createTestContext([], { isTTY: true })
  t.equal(compareWithFile('cli.md', await describeCli(context)), '', 'KEFUHUB_UPDATE_DOCS=1 writes it anew')
})
