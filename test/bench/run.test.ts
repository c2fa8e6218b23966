import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { figures } from '../../scripts/bench/figures.js'
import { root } from '../support/repository.js'

const run = promisify(execFile)
const bench = (...args: string[]) => run(process.execPath, [join(root, 'scripts/bench/run.js'), ...args], { env: { ...process.env, NODE_OPTIONS: '' } })

t.test('says which figures there are', async (t) => {
  const { stdout } = await bench('--help')
  for (const name of figures.flatMap(({ names }) => names)) t.match(stdout, new RegExp(`^  ${name} `, 'm'))
})

t.test('refuses what it does not know, before it builds anything', async (t) => {
  for (const [args, message] of [[['speed'], /there is no figure 'speed'/], [['--fast'], /Unknown option '--fast'/]] as const) {
    await t.rejects(bench(...args), { code: 1, stdout: '', stderr: message })
  }
})
