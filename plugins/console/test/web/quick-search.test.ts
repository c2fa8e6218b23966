import t from 'tap'
import { filterQuickReplies, findQuickSearch } from '../../web/workspace/composer/quick-search.js'

t.test('a slash that begins a word looks for quick replies', async (t) => {
  t.strictSame(findQuickSearch('/hi', 3), { from: 0, to: 3, find: 'hi' })
  t.strictSame(findQuickSearch('您好 /退货', 6), { from: 3, to: 6, find: '退货' })
  t.strictSame(findQuickSearch('您好 /退货 再见', 6), { from: 3, to: 6, find: '退货' })
  t.strictSame(findQuickSearch('/', 1), { from: 0, to: 1, find: '' })
  t.equal(findQuickSearch('https://a', 9), undefined)
  t.equal(findQuickSearch('/hi ', 4), undefined)
})

t.test('those whose shortcut begins so come first', async (t) => {
  const reply = (shortcut: string, text = '') => ({ id: shortcut, shortcut, text })
  const replies = [reply('ship', 'hi there'), reply('bye', 'see you'), reply('hi'), reply('delhi')]
  t.strictSame(filterQuickReplies(replies, 'HI').map(({ id }) => id), ['hi', 'ship', 'delhi'])
  t.strictSame(filterQuickReplies(replies, 'see').map(({ id }) => id), ['bye'], 'by what they say')
  t.equal(filterQuickReplies(replies, '').length, 4)
})
