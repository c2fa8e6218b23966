import t from 'tap'
import fc from 'fast-check'
import { readPage } from '../../src/desk/page.js'
import { readAll } from './stand.js'

interface Item { _id: string, at: Date }
type Condition = Record<string, unknown>

/** Reads a list in memory as the store would, for the filters that a page makes. */
function readFrom (items: Item[]) {
  const holds = (item: Item, filter: Condition): boolean => Object.entries(filter).every(([field, wanted]) => {
    if (field === '$or') return (wanted as Condition[]).some((part) => holds(item, part))
    const value = item[field as keyof Item].valueOf()
    if (wanted instanceof Date || typeof wanted === 'string') return value === wanted.valueOf()
    return Object.entries(wanted as Record<string, Date | string>).every(([operator, bound]) => ({
      $lt: value < bound.valueOf(), $lte: value <= bound.valueOf(), $gt: value > bound.valueOf(), $gte: value >= bound.valueOf()
    })[operator])
  })
  return async (filter: Condition, sort: Record<string, 1 | -1>, limit: number): Promise<Item[]> => {
    const direction = sort['_id'] as 1 | -1
    return items.filter((item) => holds(item, filter))
      .sort((a, b) => direction * (a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1)))
      .slice(0, limit)
  }
}

// Few times, so that many items share one.
const lists = fc.uniqueArray(fc.record({ _id: fc.uuid(), at: fc.integer({ min: 0, max: 5 }).map((ms) => new Date(ms)) }), { selector: (item) => item._id, maxLength: 30 })

t.test('page by page every item comes once and in order, in both directions, whatever the page size', async (t) => {
  await t.resolves(fc.assert(fc.asyncProperty(lists, fc.integer({ min: 1, max: 10 }), fc.constantFrom(1 as const, -1 as const), async (items, limit, direction) => {
    const pages = await readAll(async (cursor) => await readPage<Item>({ limit, ...(cursor !== undefined && { cursor }) }, 'at', readFrom(items), { direction }))
    const expected = await readFrom(items)({}, { at: direction, _id: direction }, Infinity)
    return JSON.stringify(pages.flat()) === JSON.stringify(expected) && pages.slice(0, -1).every((page) => page.length === limit)
  })))
})

t.test('a list that ends with its page has no next one', async (t) => {
  const items = [1, 2].map((ms) => ({ _id: `id-${ms}`, at: new Date(ms) }))
  t.same(await readPage<Item>({ limit: 2 }, 'at', readFrom(items)), { items: [...items].reverse() })
  t.same(await readPage<Item>({ limit: 2 }, 'at', readFrom([])), { items: [] })
})

t.test('what comes at either end meanwhile neither repeats nor hides an item', async (t) => {
  const items = [2, 3, 4].map((ms) => ({ _id: `id-${ms}`, at: new Date(ms) }))
  const first = await readPage<Item>({ limit: 2 }, 'at', readFrom(items))
  const grown = [{ _id: 'id-9', at: new Date(9) }, { _id: 'id-1', at: new Date(1) }, ...items]
  const second = await readPage<Item>({ limit: 2, cursor: first.next as string }, 'at', readFrom(grown))
  t.same([...first.items, ...second.items].map(({ _id }) => _id), ['id-4', 'id-3', 'id-2', 'id-1'])
})

t.test('the filter of the list stays beside that of the cursor', async (t) => {
  const seen: Condition[] = []
  await readPage<Item>({ limit: 1, cursor: Buffer.from('5/x').toString('base64url') }, 'at', async (filter) => {
    seen.push(filter)
    return []
  }, { filter: { state: 'open' } })
  t.match(seen, [{ state: 'open', at: { $lte: new Date(5) } }])
})

t.test('what is no cursor is refused, whatever it is', async (t) => {
  const read = async (cursor: string) => await readPage<Item>({ limit: 1, cursor }, 'at', readFrom([]))
  const encode = (text: string) => Buffer.from(text).toString('base64url')
  for (const cursor of ['', 'x', '~~~', encode('5'), encode('5/'), encode('-5/x'), encode('1e3/x'), encode('9999999999999999/x'), encode('99999999999999999/x')]) {
    await t.rejects(read(cursor), { code: 'KH_ERR_API_CURSOR', statusCode: 400 }, cursor)
  }
  await t.resolves(fc.assert(fc.asyncProperty(fc.string(), async (cursor) => {
    const error = await read(cursor).then(() => undefined, (error: { code?: string }) => error)
    return error === undefined || error.code === 'KH_ERR_API_CURSOR'
  })))
  const error = await read('x'.repeat(10_000)).then(() => undefined, (error: Error) => error)
  t.ok((error?.message.length ?? Infinity) < 200, 'a long one is not repeated whole')
})
