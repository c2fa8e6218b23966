import assert from 'node:assert/strict'
import type { ErpDefinition, ErpInstance, TicketNews } from '../erp.js'
import type { Bench } from './bench.js'
import type { Check } from './check.js'
import { method, needed, toExport, type ErpRun } from './erp-calls.js'
import type { ErpSample } from './erp-sample.js'
import { assertExported } from './erp-ticket-checks.js'
import { HOSTILE_TEXT } from './hostile.js'
import { defineSystemCheck } from './system-check.js'

const MOST_PAGES = 1000
const MAX_CURSOR_LENGTH = 4096
const MAX_EVENT_KEY_LENGTH = 256

const define = (name: string, look: (bench: Bench<ErpDefinition, ErpSample>) => Promise<void>): Check<ErpDefinition, ErpSample> =>
  defineSystemCheck<ErpDefinition, ErpSample>(name, look, ({ polling }) => polling !== null)

/** How an ERP plugin asks what became of tickets. */
export const erpNewsChecks: ReadonlyArray<Check<ErpDefinition, ErpSample>> = [
  define('what moves is news, and what was before the first question is not', async (bench) => {
    const run = await bench.open()
    const [before, after] = [await addTicket(run, bench.sample, 1), await addTicket(run, bench.sample, 2)]
    await tickets(run).move(before, 'solved')
    const { cursor, news: none } = await readAll(run, undefined)
    assert.deepEqual(none.filter(({ externalId }) => externalId === before), [], 'news from before')
    await tickets(run).move(after, 'solved')
    const { news } = await readAll(run, cursor)
    const told = news.findLast(({ externalId }) => externalId === after)
    assert.ok(told !== undefined, 'a ticket that moved is no news')
    assertNews(told)
    assert.equal(told.state, 'solved')
  }),

  define('the same news has the same key, and other news another', async (bench) => {
    const run = await bench.open()
    const id = await addTicket(run, bench.sample, 1)
    const { cursor } = await readAll(run, undefined)
    await tickets(run).move(id, 'in-progress')
    const first = await readAll(run, cursor)
    const other = await bench.open({ stand: run.stand })
    const again = await readAll(other, cursor)
    assert.deepEqual(keys(again.news), keys(first.news), 'read again, in another process')
    await tickets(run).move(id, 'solved')
    const later = (await readAll(run, first.cursor)).news.filter((told) => told.externalId === id && told.state === 'solved')
    assert.ok(later.length > 0, 'the next move is no news')
    for (const { eventKey } of later) assert.ok(!keys(first.news).includes(eventKey), `the next move has the old key '${eventKey}'`)
  }),

  define('news come page by page, and what moves between two pages is not lost', async (bench) => {
    const run = await bench.open()
    const { cursor } = await readAll(run, undefined)
    const added: string[] = []
    for (let index = 0; index < (bench.sample.polling?.threePages ?? 0); index++) added.push(await addTicket(run, bench.sample, index))
    for (const id of added) await tickets(run).move(id, 'in-progress')
    const first = await method(run, 'ticketChanges')(cursor)
    assert.ok(first.more, 'the first page is the last')
    const read = first.tickets[0]?.externalId ?? ''
    const unread = added.findLast((id) => first.tickets.every(({ externalId }) => externalId !== id)) ?? ''
    await tickets(run).move(read, 'solved')
    await tickets(run).move(unread, 'solved')
    const rest = await readAll(run, first.cursor)
    assert.ok(rest.pages >= 2, `${added.length} tickets are ${rest.pages + 1} pages`)
    const latest = new Map([...first.tickets, ...rest.news].map((told) => [told.externalId, told]))
    assert.deepEqual([...latest.keys()].sort(), [...added].sort())
    for (const told of latest.values()) assertNews(told)
    assert.deepEqual([latest.get(read)?.state, latest.get(unread)?.state], ['solved', 'solved'])
  }),

  define('what is written there is news', async (bench) => {
    const run = await bench.open()
    const id = await addTicket(run, bench.sample, 1)
    const { cursor } = await readAll(run, undefined)
    await tickets(run).comment(id, HOSTILE_TEXT)
    const told = (await readAll(run, cursor)).news.find(({ comment }) => comment?.text.replaceAll('\r\n', '\n').includes(HOSTILE_TEXT))
    assert.ok(told !== undefined && told.externalId === id, 'a comment is no news')
    assertNews(told)
  }),

  define('a status that the plugin does not know is no end', async (bench) => {
    const run = await bench.open()
    const id = await addTicket(run, bench.sample, 1)
    const { cursor } = await readAll(run, undefined)
    await tickets(run).move(id, 'unheard-of')
    const told = (await readAll(run, cursor)).news.findLast(({ externalId }) => externalId === id)
    assert.equal(told?.state, 'in-progress')
  })
]

interface Reading { news: TicketNews[], pages: number, cursor: string }

async function readAll (run: ErpRun, from: string | undefined): Promise<Reading> {
  const ticketChanges: NonNullable<ErpInstance['ticketChanges']> = method(run, 'ticketChanges')
  const news: TicketNews[] = []
  let cursor = from
  for (let pages = 1; pages <= MOST_PAGES; pages++) {
    const page = await ticketChanges(cursor)
    cursor = page.cursor
    news.push(...page.tickets)
    assert.ok(typeof cursor === 'string' && cursor.length <= MAX_CURSOR_LENGTH, `the cursor is ${JSON.stringify(cursor)?.slice(0, 100)}`)
    if (!page.more) return { news, pages, cursor }
  }
  assert.fail('the pages do not end')
}

/** Asserts that news of a ticket is what the contract says. */
export function assertNews (news: TicketNews): void {
  assertExported(news)
  assert.ok(typeof news.eventKey === 'string' && news.eventKey !== '' && news.eventKey.length <= MAX_EVENT_KEY_LENGTH, `eventKey is '${news.eventKey}'`)
}

/** Exports a ticket. @returns its id in the other system */
export async function addTicket (run: ErpRun, sample: ErpSample, number: number): Promise<string> {
  return (await method(run, 'exportTicket')(toExport(sample, { key: `ticket-${number}` }))).externalId
}

/** The tickets on the stand. */
export function tickets (run: ErpRun): NonNullable<ErpRun['stand']['tickets']> { return needed(run.stand.tickets, 'tickets') }

function keys (news: readonly TicketNews[]): string[] { return news.map(({ eventKey }) => eventKey) }
