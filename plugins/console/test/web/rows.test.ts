import t from 'tap'
import { toRows, toShift } from '../../web/workspace/inbox/rows.js'
import { makeConversation } from './things.js'

const rowsOf = (...pages: string[]) => toRows({ pages: pages.map((ids) => ({ items: [...ids].map((id) => makeConversation(id, 1)) })), pageParams: [] })

t.test('pages become one list, in which everything is once', async (t) => {
  const rows = rowsOf('abc', 'cde')
  t.strictSame(rows.items.map(({ id }) => id).join(''), 'abcde')
  t.equal(rows.indexOf.get('d'), 3)
  t.strictSame(toRows(undefined).items, [])
})

t.test('rows on the screen move as most of them do', async (t) => {
  t.equal(toShift(rowsOf('abcdef'), rowsOf('xyabcdef'), 1, 4), 2)
  t.equal(toShift(rowsOf('abcdef'), rowsOf('dabcef'), 1, 3), 1, 'one of them jumped up')
  t.equal(toShift(rowsOf('abcdef'), rowsOf('bcdef'), 2, 4), -1)
  t.equal(toShift(rowsOf('abc'), rowsOf('xyz'), 0, 2), 0)
})
