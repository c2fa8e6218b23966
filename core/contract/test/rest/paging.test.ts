import t from 'tap'
import { Pager, Paging, createRest, type PageMark } from '../../src/rest/index.js'
import { checkOptions } from '../../src/testing/index.js'
import { failureOf, mistakesIn, openHub, says, serve, to, type Teardown } from './stand.js'

const ALL = ['a', 'b', 'c', 'd', 'e']

/** A list of five on a server that pages in every way. */
async function openList (t: Teardown): Promise<{ url: string, seen: Array<{ url: string }> }> {
  const { url, seen } = await serve(t, (call, response) => {
    const query = new URL(call.url, 'http://x').searchParams
    const size = Number(query.get('size') ?? 2)
    const from = Number(query.get('skip') ?? query.get('after') ?? (Number(query.get('page') ?? 1) - 1) * size)
    const next = from + size < ALL.length ? from + size : undefined
    const link = next === undefined ? '<http://x/>; rel="prev"' : `<http://x/>; rel=prev, <${url}/list?after=${next}>; rel="last next"`
    says(200, { data: ALL.slice(from, from + size), meta: { next: next === undefined ? null : String(next) } }, { link })(call, response)
  })
  return { url, seen }
}

async function readAll (t: Teardown, next: Paging['next'], items = 'data'): Promise<{ pages: unknown[][], urls: string[] }> {
  const { url, seen } = await openList(t)
  const rest = createRest(openHub(t), to(url))
  const pager = new Pager({ items, ...(next && { next }) }, 'changes/paging')
  const pages: unknown[][] = []
  let mark: PageMark | undefined
  do {
    const page = await pager.read(rest, { method: 'GET', path: '/list', query: { q: 'x' } }, mark)
    pages.push(page.items)
    mark = page.next
  } while (mark !== undefined)
  return { pages, urls: seen.map((call) => call.url) }
}

t.test('reads a list to its end', async (t) => {
  const three = [['a', 'b'], ['c', 'd'], ['e']]
  const cases: Array<[string, Paging['next'], unknown[][], string]> = [
    ['one page', undefined, [['a', 'b']], '/list?q=x'],
    ['numbered pages', { page: { param: 'page', first: 1 } }, [...three, []], '/list?q=x&page=4'],
    ['cursors', { cursor: { from: 'meta.next', param: 'after' } }, three, '/list?q=x&after=4'],
    ['offsets', { offset: { param: 'skip', limitParam: 'size', size: 3 } }, [['a', 'b', 'c'], ['d', 'e']], '/list?q=x&skip=3&size=3'],
    ['offsets of a fixed size', { offset: { param: 'skip', size: 2 } }, three, '/list?q=x&skip=4'],
    ['links', { link: true }, three, '/list?after=4']
  ]
  for (const [name, next, pages, last] of cases) {
    const read = await readAll(t, next)
    t.same(read.pages, pages, name)
    t.equal(read.urls.at(-1), last, name)
  }
})

t.test('takes what is no list for a list', async (t) => {
  t.same((await readAll(t, undefined, 'nothing')).pages, [[]])
  t.same((await readAll(t, undefined, 'data[0]')).pages, [['a']])
  t.same((await readAll(t, undefined, 'null')).pages, [[]])
})

t.test('does not go round in circles', async (t) => {
  const { url } = await serve(t, says(200, { data: ['a'], next: 'same' }))
  const pager = new Pager({ items: 'data', next: { cursor: { from: 'next', param: 'after' } } }, 'x')
  const page = await pager.read(createRest(openHub(t), to(url)), { method: 'GET', path: '/' }, 'same')
  t.equal(page.next, undefined)
})

t.test('ends where a cursor is none', async (t) => {
  for (const next of [null, '', {}, [], true, 'x'.repeat(3000)]) {
    const { url } = await serve(t, says(200, { data: [1], next }))
    const pager = new Pager({ items: 'data', next: { cursor: { from: 'next', param: 'after' } } }, 'x')
    t.equal((await pager.read(createRest(openHub(t), to(url)), { method: 'GET', path: '/' })).next, undefined, JSON.stringify(next).slice(0, 20))
  }
})

t.test('refuses a page without end', async (t) => {
  const { url } = await serve(t, says(200, Array.from({ length: 10_001 }, () => 1)))
  const pager = new Pager({ items: '$' }, 'changes')
  t.match(await failureOf(pager.read(createRest(openHub(t), to(url)), { method: 'GET', path: '/' })), { verdict: 'rejected', message: /^changes\/items gave more than 10000 records/ })
})

t.test('has a schema that takes one way of paging', async (t) => {
  t.same(checkOptions('x', Paging, { items: 'data', next: { page: { param: 'p' } } }), { items: 'data', next: { page: { param: 'p', first: 1 } } })
  t.same(mistakesIn(Paging, { items: 'data', next: {} }), ['/next'])
  t.same(mistakesIn(Paging, { items: 'data', next: { link: true, page: { param: 'p' } } }), ['/next'])
  t.same(mistakesIn(Paging, { items: 'data', next: { link: false } }), ['/next/link'])
})
