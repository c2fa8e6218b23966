import t from 'tap'
import { Lane } from '../src/lane.js'

t.test('works of one key run one after the other, whatever becomes of them', async (t) => {
  const lane = new Lane()
  const steps: string[] = []
  const gates = new Map<string, () => void>()
  const work = (name: string, key: string): Promise<void> => lane.run(key, async () => {
    steps.push(`${name} begins`)
    await new Promise<void>((resolve) => { gates.set(name, resolve) })
    steps.push(`${name} ends`)
    if (name === 'one') throw new Error('one failed')
  })
  const one = work('one', 'a')
  const two = work('two', 'a')
  const other = work('other', 'b')
  await new Promise((resolve) => { setImmediate(resolve) })
  t.same(steps, ['one begins', 'other begins'])
  gates.get('one')?.()
  await t.rejects(one, { message: 'one failed' })
  await new Promise((resolve) => { setImmediate(resolve) })
  gates.get('two')?.()
  gates.get('other')?.()
  await Promise.all([two, other])
  t.same(steps.slice(0, 4), ['one begins', 'other begins', 'one ends', 'two begins'])
  t.equal(await lane.run('a', async () => 7), 7)
})
