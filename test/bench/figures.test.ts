import t from 'tap'
import { figures, isWanted, selectFigures } from '../../scripts/bench/figures.js'

t.test('no name selects every figure', async (t) => {
  t.strictSame(selectFigures([]), figures)
})

t.test('figures are selected by name, and two of one run only once', async (t) => {
  t.strictSame(selectFigures(['receive-vs-insert', 'receive-vs-bare', 'growth']).flatMap(({ names }) => names), ['receive-vs-bare', 'receive-vs-insert', 'growth'])
})

t.test('a name that no figure has is refused with those that there are', async (t) => {
  t.throws(() => selectFigures(['growth', 'grow']), /there is no figure 'grow'; there are receive-vs-bare, .*idle-memory/)
})

t.test('of figures measured together only the named one is shown, with what is told beside it', async (t) => {
  const rows = ['receive-rate/embedded/all', 'receive-vs-bare/embedded/all', 'receive-vs-insert/embedded/all']
  t.strictSame(rows.filter((name) => isWanted(name, ['receive-vs-bare'])), rows.slice(0, 2))
  t.strictSame(rows.filter((name) => isWanted(name, [])), rows)
})
