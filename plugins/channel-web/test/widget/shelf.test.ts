import t from 'tap'
import { makeShelf, prefixOf, readJson } from '../../widget/shelf.js'
import { BASE, Box, openShelf } from './box.js'

t.test('what is put on the shelf is there on the next page, apart from other channels', async (t) => {
  const box = new Box()
  openShelf(box).set('outbox:1', 'a')
  openShelf(box).set('brand', 'b')
  makeShelf(new URL('https://hub.test/web/other/'), () => box).set('outbox:2', 'c')
  const shelf = openShelf(box)
  t.equal(shelf.get('outbox:1'), 'a')
  t.strictSame(shelf.keys('outbox:'), ['outbox:1'])
  t.ok(box.values.has(`${prefixOf(BASE)}brand`))
  shelf.delete('outbox:1')
  t.equal(shelf.get('outbox:1'), undefined)
})

t.test('where storage is full or forbidden, values live as long as the page', async (t) => {
  const box = new Box()
  box.isFull = true
  const blocked = makeShelf(BASE, () => { throw new Error('SecurityError') })
  for (const shelf of [openShelf(box), blocked]) {
    shelf.set('a', '1')
    t.equal(shelf.get('a'), '1')
    t.strictSame(shelf.keys('a'), ['a'])
    shelf.delete('a')
    t.equal(shelf.get('a'), undefined)
  }
})

t.test('broken JSON counts as absent', async (t) => {
  const shelf = openShelf()
  t.equal(readJson(shelf, 'a'), undefined)
  shelf.set('a', '{')
  t.equal(readJson(shelf, 'a'), undefined)
  shelf.set('a', '[1]')
  t.strictSame(readJson(shelf, 'a'), [1])
})
