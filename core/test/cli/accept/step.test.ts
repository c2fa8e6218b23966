import t from 'tap'
import type { Scene } from '../../../src/cli/accept/scene.js'
import { Shortfall, Skip, runStep } from '../../../src/cli/accept/step.js'

const title = { zh: '一', en: 'one' }
const scene = {} as Scene
const run = async (act: () => Promise<{ zh: string, en: string }>) => await runStep({ id: 'x', title, run: act }, scene)

t.test('a step ends as what it throws says', async (t) => {
  t.match(await run(async () => ({ zh: '好', en: 'good' })), { id: 'x', title, state: 'passed', reason: { zh: '好', en: 'good' }, durationMs: Number })
  t.match(await run(async () => { throw new Shortfall('坏', 'bad') }), { state: 'failed', reason: { zh: '坏', en: 'bad' } })
  t.match(await run(async () => { throw new Skip('无', 'none') }), { state: 'skipped', reason: { zh: '无', en: 'none' } })
  t.match(await run(async () => { throw new TypeError('boom') }), { state: 'failed', reason: { zh: 'boom', en: 'boom' } })
})
