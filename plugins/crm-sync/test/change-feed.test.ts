import type { CrmContact } from '@kefuhub/contract'
import t from 'tap'
import { ChangeFeed, type ChangeSource, type Slice } from '../src/change-feed.js'

const START_S = 1_800_000_000

interface Row { id: string, atMs: number, name: string, visibleFromMs: number }

/** A system that keeps fractions of seconds and shows none; some of its records come to light late. */
class Source implements ChangeSource {
  rows: Row[] = []
  nowMs = START_S * 1000
  reads = 0

  put (id: string, atMs: number, name = id, visibleFromMs = 0): void {
    this.rows = [...this.rows.filter((row) => row.id !== id), { id, atMs, name, visibleFromMs }]
  }

  async since (second: number | undefined, limit: number): Promise<Slice> {
    return this.#slice((row) => row.atMs >= (second ?? 0) * 1000, (a, b) => a.atMs - b.atMs, limit)
  }

  async within (second: number, afterId: string | undefined, limit: number): Promise<Slice> {
    return this.#slice(({ atMs, id }) => atMs >= second * 1000 && atMs < (second + 1) * 1000 && Number(id) > Number(afterId ?? 0), (a, b) => Number(a.id) - Number(b.id), limit)
  }

  #slice (fits: (row: Row) => boolean, order: (a: Row, b: Row) => number, limit: number): Slice {
    this.reads++
    const rows = this.rows.filter((row) => row.visibleFromMs <= this.nowMs && fits(row)).sort(order).slice(0, limit)
    return { contacts: rows.map(toContact), nowMs: this.nowMs }
  }
}

function toContact ({ id, name, atMs }: Row): CrmContact {
  return { id, name, phones: [], emails: [], fields: {}, changedAt: new Date(Math.floor(atMs / 1000) * 1000) }
}

async function readAll (feed: ChangeFeed, from?: string): Promise<{ names: string[], cursor: string, pages: number }> {
  const names: string[] = []
  let cursor = from
  for (let pages = 1; ; pages++) {
    const page = await feed.read(cursor)
    names.push(...page.contacts.map(({ name }) => name ?? ''))
    cursor = page.cursor
    if (!page.more) return { names, cursor, pages }
    if (pages > 1000) throw new Error('the pages do not end')
  }
}

t.test('reads records of one second by their ids, though their fractions have another order', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 3, overlapMs: 60_000 })
  for (let id = 1; id <= 20; id++) source.put(String(id), START_S * 1000 - 500_000 + (999 - id * 10))
  const { names } = await readAll(feed)
  t.same(names.map(Number).sort((a, b) => a - b), Array.from({ length: 20 }, (_, index) => index + 1))
})

t.test('cuts pages between seconds and reads no record of an old time twice', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 4, overlapMs: 60_000 })
  for (let id = 1; id <= 30; id++) source.put(String(id), (START_S - 3600 + Math.floor(id / 3)) * 1000 + (97 * id) % 1000)
  const { names, cursor } = await readAll(feed)
  t.equal(names.length, 30)
  t.equal(new Set(names).size, 30)
  t.same((await readAll(feed, cursor)).names, [], 'nothing more')
})

t.test('finds a change that came to light after later ones were read', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 10, overlapMs: 60_000 })
  source.put('1', source.nowMs - 5000)
  source.put('2', source.nowMs - 20_000, '2', source.nowMs + 10_000)
  const first = await readAll(feed)
  t.same(first.names, ['1'])
  source.nowMs += 15_000
  t.same((await readAll(feed, first.cursor)).names, ['2'], 'the late one, and the other not again')
})

t.test('finds what came to light late behind a page that was read long before the last one', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 2, overlapMs: 60_000 })
  for (let id = 1; id <= 4; id++) source.put(String(id), source.nowMs - 10_000 + id * 1000)
  source.put('9', source.nowMs - 9500, 'late', source.nowMs + 1000)
  const first = await feed.read(undefined)
  t.equal(first.more, true)
  // The hub was away for an hour.
  source.nowMs += 3_600_000
  t.ok((await readAll(feed, first.cursor)).names.includes('late'))
})

t.test('tells a record again only when something of it changed, even within the same second', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 10, overlapMs: 60_000 })
  source.put('1', source.nowMs)
  const first = await readAll(feed)
  const second = await readAll(feed, first.cursor)
  t.same(second.names, [])
  source.put('1', source.nowMs + 1, 'renamed')
  t.same((await readAll(feed, second.cursor)).names, ['renamed'])
})

t.test('makes up at once for what changed while the pages were read', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 2, overlapMs: 60_000 })
  for (let id = 1; id <= 7; id++) source.put(String(id), source.nowMs)
  const first = await feed.read(undefined)
  source.put('1', source.nowMs, 'renamed')
  const rest = await readAll(feed, first.cursor)
  t.ok(rest.names.includes('renamed'))
  t.ok(rest.pages < 12, 'and comes to an end')
})

t.test('does not read a window again when its time is over', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 500, overlapMs: 60_000 })
  for (let id = 1; id <= 1200; id++) source.put(String(id), source.nowMs)
  let { cursor } = await readAll(feed)
  source.nowMs += 120_000
  cursor = (await readAll(feed, cursor)).cursor
  source.reads = 0
  t.same((await readAll(feed, cursor)).names, [])
  t.equal(source.reads, 1)
})

t.test('goes by the times of the records where the clock of the server is ahead of them', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 10, overlapMs: 1000 })
  source.put('1', source.nowMs - 600_000)
  const { cursor } = await readAll(feed)
  source.put('2', source.nowMs - 590_000)
  t.same((await readAll(feed, cursor)).names, ['2'])
})

t.test('keeps its cursor short and starts over with one that it cannot read', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 400, overlapMs: 60_000 })
  for (let id = 1; id <= 1000; id++) source.put(String(id), source.nowMs)
  const { cursor } = await readAll(feed)
  t.ok(cursor.length <= 4096, `${cursor.length} characters`)
  for (const broken of ['', 'null', '{"from":"x","seen":7}', 'x'.repeat(5000), '{"from":1.5,"after":3,"floor":"y"}']) {
    t.equal((await feed.read(broken)).contacts.length, 400, broken.slice(0, 30))
  }
})

t.test('starts an empty system from the beginning until there is something', async (t) => {
  const source = new Source()
  const feed = new ChangeFeed(source, { pageSize: 10, overlapMs: 1000 })
  const { cursor, pages } = await readAll(feed)
  t.equal(pages, 1)
  source.put('1', 1000)
  t.same((await readAll(feed, cursor)).names, ['1'])
})
