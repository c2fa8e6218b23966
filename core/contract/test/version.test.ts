import { readFileSync } from 'node:fs'
import t from 'tap'
import { CONTRACT_VERSION } from '@kefuhub/contract'

t.test('the version of the contract is that of the package', (t) => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  t.equal(CONTRACT_VERSION, version)
  t.end()
})
