import t from 'tap'
import { compareLatest, mergeLatest, type Order, type Pages } from '../../web/live/pages.js'

interface Item { id: string, time: string, isOut?: boolean }

const order: Order<Item> = { timeOf: ({ time }) => time, belongs: ({ isOut }) => isOut !== true }
const item = (name: string, isOut?: boolean): Item => ({ time: name.slice(0, 1), id: name.slice(1), ...(isOut !== undefined && { isOut }) })

/** Pages of items that are written as their time and their id; the last page ends the list unless `next` names another. */
function pagesOf (pages: string[], next?: string): Pages<Item> {
  return {
    pages: pages.map((names, index) => {
      const cursor = index < pages.length - 1 ? `after ${index}` : next
      return { items: names.split(' ').filter(Boolean).map((name) => item(name)), ...(cursor !== undefined && { next: cursor }) }
    }),
    pageParams: pages.map((_, index) => index === 0 ? undefined : `after ${index - 1}`)
  }
}

const shown = ({ pages }: Pages<Item>): string[] => pages.map(({ items }) => items.map(({ time, id }) => time + id).join(' '))

t.test('the later time comes first, then the later id', async (t) => {
  const sorted = ['1a', '3a', '2b', '2a'].map((name) => item(name)).sort(compareLatest)
  t.strictSame(sorted.map(({ time, id }) => time + id), ['3a', '2b', '2a', '1a'])
  t.equal(compareLatest(item('1a'), item('1a')), 0)
})

t.test('new items find their place on any page', async (t) => {
  const merge = (...names: string[]): string[] => shown(mergeLatest(pagesOf(['9i 7g', '5e 3c']), names.map((name) => item(name)), order))
  t.strictSame(merge('9j'), ['9j 9i 7g', '5e 3c'])
  t.strictSame(merge('8h'), ['9i 8h 7g', '5e 3c'])
  t.strictSame(merge('6f'), ['9i 7g', '6f 5e 3c'], 'between two pages')
  t.strictSame(merge('1a'), ['9i 7g', '5e 3c 1a'], 'at the end')
  t.strictSame(merge('9j', '1a', '6f'), ['9j 9i 7g', '6f 5e 3c 1a'])
  t.strictSame(shown(mergeLatest(pagesOf(['']), [item('1a')], order)), ['1a'], 'into an empty list')
})

t.test('what lies beyond the last page read is left for the next one', async (t) => {
  const data = pagesOf(['9i 7g', '5e 3c'], 'more')
  t.equal(mergeLatest(data, [item('1a')], order), data)
  t.strictSame(shown(mergeLatest(data, [item('4d')], order)), ['9i 7g', '5e 4d 3c'])
})

t.test('a changed item moves, changes where it stands, or goes', async (t) => {
  const data = pagesOf(['9i 7g', '5e 3c'])
  t.strictSame(shown(mergeLatest(data, [{ time: '9', id: 'z' }, { time: '9', id: 'c' }], order)), ['9z 9i 9c 7g', '5e'])
  const changed = item('7g')
  const merged = mergeLatest(data, [changed], order)
  t.strictSame(shown(merged), shown(data))
  t.equal(merged.pages[0]?.items[1], changed)
  t.strictSame(shown(mergeLatest(data, [item('7g', true)], order)), ['9i', '5e 3c'])
  t.equal(mergeLatest(data, [item('8h', true)], order), data, 'it was never in')
})

t.test('an item that two pages hold, because it moved while they were read, is there once', async (t) => {
  t.strictSame(shown(mergeLatest(pagesOf(['9i 5e', '5e 3c']), [item('5e')], order)), ['9i 5e', '3c'])
})

t.test('pages that did not change stay the same objects', async (t) => {
  const data = pagesOf(['9i 7g', '5e 3c'])
  const merged = mergeLatest(data, [item('4d')], order)
  t.equal(merged.pages[0], data.pages[0])
  t.not(merged.pages[1], data.pages[1])
  t.strictSame(shown(data), ['9i 7g', '5e 3c'], 'what was there is not touched')
  t.equal(mergeLatest(data, [], order), data)
})
