import t from 'tap'
import { measureInTurn } from '../../scripts/bench/rounds.js'

t.test('variants are measured in turn, the others halted meanwhile, and warm-ups do not count', async (t) => {
  const events: string[] = []
  const told: string[] = []
  let count = 0
  const variant = (name: string) => ({
    name,
    pause: () => { events.push(`halt ${name}`) },
    resume: () => { events.push(`go ${name}`) },
    measure: async () => {
      events.push(`measure ${name}`)
      return ++count
    }
  })
  const results = await measureInTurn([variant('a'), variant('b')], { warmUps: 1, rounds: 2 }, (name, round, result) => told.push(`${name} ${round} ${result}`))
  t.strictSame([...results], [['a', [3, 5]], ['b', [4, 6]]])
  t.strictSame(told, ['a 0 1', 'b 0 2', 'a 1 3', 'b 1 4', 'a 2 5', 'b 2 6'])
  const round = ['a', 'b'].flatMap((name) => [`go ${name}`, `measure ${name}`, `halt ${name}`])
  t.strictSame(events, ['halt a', 'halt b', ...round, ...round, ...round, 'go a', 'go b'])
})

t.test('what cannot be halted is measured all the same', async (t) => {
  const results = await measureInTurn([{ name: 'a', measure: async () => 1 }], { warmUps: 0, rounds: 1 }, () => {})
  t.strictSame(results.get('a'), [1])
})
