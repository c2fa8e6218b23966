import { PassThrough } from 'node:stream'
import { once } from 'node:events'
import t from 'tap'
import { Dialogue } from '../../../src/cli/accept/dialogue.js'
import { Skip } from '../../../src/cli/accept/step.js'

function open () {
  const input = new PassThrough()
  const said: string[] = []
  return { input, said, dialogue: new Dialogue(input, ({ en }) => { said.push(en) }) }
}

t.test('asks until it is told yes or no', async (t) => {
  const { input, said, dialogue } = open()
  const answer = dialogue.confirm('对吗', 'right')
  input.write('perhaps\n\n是\n')
  t.equal(await answer, true)
  t.strictSame(said, ['right [y/n/s]', 'right [y/n/s]'])
  input.write('N\n')
  t.equal(await dialogue.confirm('对吗', 'right'), false)
  input.write('  a text \n')
  t.equal(await dialogue.ask('什么', 'what'), 'a text')
})

t.test('passes over what the person wants to pass over', async (t) => {
  const { input, dialogue } = open()
  dialogue.look()
  const answer = dialogue.ask('什么', 'what')
  input.write('s\n')
  await t.rejects(answer, Skip)
  const waiting = dialogue.ask('什么', 'what')
  input.write('x\nskip\n')
  t.equal(await waiting, 'x')
  await new Promise(setImmediate)
  t.throws(() => dialogue.look(), Skip)
  t.doesNotThrow(() => dialogue.look(), 'once')
})

t.test('ends with the input', async (t) => {
  const { input, dialogue } = open()
  const answer = dialogue.ask('什么', 'what')
  input.end()
  await t.rejects(answer, { name: 'Skip', text: { en: 'The input has ended' } })
  t.throws(() => dialogue.look(), Skip)
  await t.rejects(dialogue.confirm('对吗', 'right'), Skip)
})

t.test('what was typed before the input ended still counts', async (t) => {
  const { input, dialogue } = open()
  input.end('y\n')
  await once(input, 'end')
  t.equal(await dialogue.confirm('对吗', 'right'), true)
})
