import t from 'tap'
import { openCollection } from '../../src/store/collection.js'
import type { Store } from '../../src/store/store.js'
import { openStand } from './stand.js'

interface Article { _id: string, group: string, at: Date, rank?: number, expires?: Date }

const { store, open } = await openStand(t)
const INDEXES = [{ keys: { group: 1, at: -1 } }, { keys: { rank: 1 }, unique: true }, { keys: { expires: 1 }, expireAfterSeconds: 3600 }] as const
let names = 0
const openOwn = (plugin = 'bot', of: Store = store) => openCollection<Article>(of, plugin, `articles-${++names}`, INDEXES)
const article = (id: string, rank: number, group = 'a'): Article => ({ _id: id, group, at: new Date(1_767_225_600_000 + rank), rank })

t.test('a document that was put is read as it was put, and replaced whole', async (t) => {
  const articles = openOwn()
  await articles.put(article('one', 1))
  t.strictSame(await articles.get('one'), article('one', 1))
  const { rank, ...rest } = article('one', 2, 'b')
  await articles.put(rest)
  t.strictSame(await articles.get('one'), rest)
  t.equal(await articles.get('two'), undefined)
})

t.test('adding says whether the id was free, and changes nothing when it was not', async (t) => {
  const articles = openOwn()
  t.equal(await articles.add(article('one', 1)), true)
  t.equal(await articles.add(article('one', 2)), false)
  t.match(await articles.get('one'), { rank: 1 })
  const results = await Promise.all(Array.from({ length: 20 }, async (_, index) => await articles.add(article('race', 10 + index))))
  t.equal(results.filter((added) => added).length, 1)
})

t.test('adding what another index does not allow is an error and not a taken id', async (t) => {
  const articles = openOwn()
  await articles.add(article('one', 1))
  await t.rejects(articles.add(article('two', 1)), { code: 11000 })
  t.equal(await articles.add(article('one', 1)), false)
})

t.test('removing says whether there was something', async (t) => {
  const articles = openOwn()
  await articles.put(article('one', 1))
  t.equal(await articles.remove('one'), true)
  t.equal(await articles.remove('one'), false)
  t.equal(await articles.get('one'), undefined)
})

t.test('a search filters, sorts and bounds', async (t) => {
  const articles = openOwn()
  await Promise.all(Array.from({ length: 150 }, async (_, index) => { await articles.put(article(`n${index}`, index, index % 3 === 0 ? 'a' : 'b')) }))
  t.same((await articles.find({ group: 'a' }, { sort: { at: -1 }, limit: 3 })).map(({ rank }) => rank), [147, 144, 141])
  t.equal((await articles.find({ group: 'b' }, { limit: 2000 })).length, 100)
  t.equal((await articles.find({ group: { $in: ['a', 'b'] } })).length, 100, 'a hundred unless told')
  t.equal((await articles.find({ group: { $in: ['a', 'b'] } }, { limit: 1000 })).length, 150)
  t.same((await articles.find({ group: 'a', at: { $lte: new Date(1_767_225_600_003) } })).map(({ rank }) => rank).sort(), [0, 3])
  t.same((await articles.find({ group: 'a', at: { $gte: new Date(1_767_225_600_147) } })).map(({ rank }) => rank), [147])
})

t.test('a search without a bound is not to be had', async (t) => {
  const articles = openOwn()
  for (const limit of [0, -5, NaN, 1.5]) await t.rejects(articles.find({ group: 'a' }, { limit }), TypeError, String(limit))
})

t.test('the declared indexes are there before the first use and hold', async (t) => {
  const articles = openOwn('indexer')
  await articles.put(article('one', 1))
  await t.rejects(articles.put(article('two', 1)), { code: 11000 })
  const indexes = await store.connection.collection(`plugin.indexer.articles-${names}`).indexes()
  t.match(indexes.map(({ key, unique, expireAfterSeconds }) => ({ key, unique, expireAfterSeconds })), [
    { key: { _id: 1 } }, { key: { group: 1, at: -1 } }, { key: { rank: 1 }, unique: true }, { key: { expires: 1 }, expireAfterSeconds: 3600 }
  ])
})

t.test('two processes may open the same collection at once', async (t) => {
  const name = `articles-${++names}`
  const others = await Promise.all([open(), open()])
  const opened = others.map((of) => openCollection<Article>(of, 'bot', name, INDEXES))
  await Promise.all(opened.map(async (articles, index) => { await articles.put(article(`n${index}`, index)) }))
  t.match(await opened[0]?.get('n1'), { rank: 1 })
})

t.test('plugins do not see each other', async (t) => {
  const mine = openCollection<Article>(store, 'one', 'same')
  const theirs = openCollection<Article>(store, 'two', 'same')
  await mine.put(article('x', 1))
  t.equal(await theirs.get('x'), undefined)
  t.equal(await theirs.add(article('x', 2)), true)
})

t.test('a collection whose indexes could not be made is usable when the store is back', async (t) => {
  let isAway = true
  const name = `articles-${++names}`
  const connection = {
    collection: (full: string) => {
      const native = store.connection.collection(full)
      return new Proxy(native, {
        get: (target, key: keyof typeof native) => {
          if (key === 'createIndexes' && isAway) return async () => { throw new Error('the store is away') }
          const value: unknown = target[key]
          return typeof value === 'function' ? value.bind(target) : value
        }
      })
    }
  }
  const articles = openCollection<Article>({ ...store, connection } as unknown as Store, 'bot', name, INDEXES)
  await t.rejects(articles.get('one'), { message: 'the store is away' })
  isAway = false
  await t.resolves(articles.put(article('one', 1)))
  await t.rejects(articles.put(article('two', 1)), { code: 11000 })
})

t.test('a name that could leave the plugin is refused', async (t) => {
  for (const name of ['', 'Users', 'a.b', '../x', 'system.users', '$cmd', 'a b', '1st', 'a'.repeat(33)]) {
    t.throws(() => openCollection(store, 'bot', name), TypeError, JSON.stringify(name))
  }
})
