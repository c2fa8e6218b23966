import t from 'tap'
import { cursorsOf } from '../../src/store/cursors.js'
import { openStand } from './stand.js'

const { store, open } = await openStand(t)

t.test('a cursor that was never set is none', async (t) => {
  t.equal(await cursorsOf(store, 'crm').get('contacts'), undefined)
})

t.test('a cursor is what it was last set to, in every process', async (t) => {
  const cursors = cursorsOf(store, 'crm')
  await cursors.set('orders', 'page-1')
  await cursors.set('orders', 'page-2')
  t.equal(await cursorsOf(await open(), 'crm').get('orders'), 'page-2')
})

t.test('cursors of different plugins and different names never meet', async (t) => {
  await cursorsOf(store, 'a').set('b', '1')
  await cursorsOf(store, 'a').set('c', '2')
  await cursorsOf(store, 'b').set('b', '3')
  t.equal(await cursorsOf(store, 'a').get('b'), '1')
  t.equal(await cursorsOf(store, 'a').get('c'), '2')
  t.equal(await cursorsOf(store, 'b').get('b'), '3')
})

t.test('a cursor that many set at once is one of theirs', async (t) => {
  const values = Array.from({ length: 20 }, (_, index) => `page-${index}`)
  await Promise.all(values.map(async (value) => { await cursorsOf(store, 'crm').set('race', value) }))
  t.ok(values.includes(await cursorsOf(store, 'crm').get('race') ?? ''))
  t.equal(await store.cursors.countDocuments({ _id: 'crm:race' }), 1)
})
