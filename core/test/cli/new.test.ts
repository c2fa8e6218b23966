import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { SCAFFOLD_KINDS } from '@kefuhub/contract/scaffold'
import { run } from './terminal.js'

t.test('a plugin of each kind can be begun', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'kefuhub-new-'))
  t.teardown(() => rmSync(cwd, { recursive: true, force: true }))
  for (const kind of SCAFFOLD_KINDS) {
    const { exitCode, stdout, stderr } = await run(['new', kind, `@acme/${kind}-sample`], { cwd })
    t.equal(exitCode, 0, stderr)
    t.match(stdout, /^package\.json$/m)
    const manifest = JSON.parse(readFileSync(join(cwd, `${kind}-sample`, 'package.json'), 'utf8')) as { name: string, kefuhub: { kind: string } }
    t.match(manifest, { name: `@acme/${kind}-sample`, kefuhub: { kind } })
    t.ok(existsSync(join(cwd, `${kind}-sample`, 'README.md')))
  }
})

t.test('what cannot be begun is said with what may be', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'kefuhub-new-'))
  t.teardown(() => rmSync(cwd, { recursive: true, force: true }))
  t.match(await run(['new', 'robot', 'x'], { cwd }), { exitCode: 2, stderr: /channel, crm, erp, notifier, feature/ })
  t.match(await run(['new', 'channel', 'No Name'], { cwd }), { exitCode: 1, stderr: /KH_ERR_SCAFFOLD_NAME/ })
  t.match(await run(['new', 'channel', 'channel-x', '--dir', '.'], { cwd }), { exitCode: 0 })
  t.match(await run(['new', 'channel', 'channel-x', '--dir', '.'], { cwd }), { exitCode: 1, stderr: /KH_ERR_SCAFFOLD_TAKEN/ })
})
