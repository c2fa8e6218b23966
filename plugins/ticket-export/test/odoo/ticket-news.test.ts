import type { TicketNews } from '@kefuhub/contract'
import t from 'tap'
import { commentOf, ticketOf, NOW_MS } from '../erp/requests.js'
import { openStand, type Stand } from './stand.js'

const HELPDESK = 'helpdesk.ticket'

async function readAll ({ odoo }: Stand, cursor: string | undefined): Promise<{ news: TicketNews[], cursor: string, pages: number }> {
  const news: TicketNews[] = []
  let at = cursor
  for (let pages = 1; pages < 50; pages++) {
    const page = await odoo.ticketChanges(at)
    t.ok(page.cursor.length <= 4096)
    news.push(...page.tickets)
    at = page.cursor
    if (!page.more) return { news, cursor: page.cursor, pages }
  }
  throw new Error('there is no end to the pages')
}

async function addTickets (stand: Stand, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) await stand.odoo.exportTicket(ticketOf({ key: `ticket-${number}` }))
}

t.test('tells what moves from now on, and each move by one name', async (t) => {
  const stand = await openStand(t)
  await addTickets(stand, 2)
  stand.system.records.insert(HELPDESK, { name: 'Not of the hub', stage_id: 1 })
  const start = await readAll(stand, undefined)
  t.same(start.news, [])
  t.same((await readAll(stand, start.cursor)).news, [], 'nothing has happened')
  stand.advance(5000)
  stand.system.shop.move(HELPDESK, 1, 'Solved')
  stand.system.shop.move(HELPDESK, 3, 'Solved')
  const first = await readAll(stand, start.cursor)
  t.match(first.news, [{ externalId: '1', externalNumber: '00001', status: 'Solved', state: 'solved', changedAt: new Date(NOW_MS + 5000) }])
  t.equal(first.news.length, 1)
  const second = await readAll(stand, first.cursor)
  t.same(second.news.map(({ eventKey }) => eventKey), first.news.map(({ eventKey }) => eventKey), 'the overlap tells the same again')
  stand.advance(200_000)
  stand.system.shop.move(HELPDESK, 2, 'Waiting for parts')
  const third = await readAll(stand, second.cursor)
  t.match(third.news.at(-1), { externalId: '2', status: 'Waiting for parts', state: 'in-progress' }, 'a stage that is not known is not the end')
  t.equal((await readAll(stand, third.cursor)).news.length, 1, 'what is older than the overlap is not told again')
})

t.test('tells two moves within one second apart, also within the second of the start', async (t) => {
  const stand = await openStand(t)
  await addTickets(stand, 1)
  const start = await readAll(stand, undefined)
  stand.system.shop.move(HELPDESK, 1, 'In Progress')
  const one = await readAll(stand, start.cursor)
  stand.system.shop.move(HELPDESK, 1, 'Solved')
  const two = await readAll(stand, one.cursor)
  t.same([one.news.at(-1)?.state, two.news.at(-1)?.state], ['in-progress', 'solved'])
  t.not(one.news.at(-1)?.eventKey, two.news.at(-1)?.eventKey)
})

t.test('reads many pages of one and the same second', async (t) => {
  const stand = await openStand(t, { options: { tickets: { pageSize: 3 } } })
  await addTickets(stand, 10)
  const start = await readAll(stand, undefined)
  stand.advance(1000)
  for (let id = 1; id <= 10; id++) stand.system.shop.move(HELPDESK, id, 'Solved')
  const { news, pages } = await readAll(stand, start.cursor)
  t.same(news.map(({ externalId }) => Number(externalId)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  t.ok(pages >= 4)
})

t.test('leaves nothing out when tickets move between two pages', async (t) => {
  const stand = await openStand(t, { options: { tickets: { pageSize: 3 } } })
  await addTickets(stand, 9)
  const start = await readAll(stand, undefined)
  stand.advance(1000)
  for (let id = 1; id <= 9; id++) stand.system.shop.move(HELPDESK, id, 'In Progress')
  const first = await stand.odoo.ticketChanges(start.cursor)
  stand.advance(600_000)
  for (const id of [1, 2, 3]) stand.system.shop.move(HELPDESK, id, 'Solved')
  const { news } = await readAll(stand, first.cursor)
  const seen = new Map([...first.tickets, ...news].map((piece) => [piece.externalId, piece.state]))
  t.same([...seen].sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => [String(id), id <= 3 ? 'solved' : 'in-progress']))
})

t.test('tells what people write there, and not what the hub wrote itself', async (t) => {
  const stand = await openStand(t)
  await addTickets(stand, 1)
  const start = await readAll(stand, undefined)
  stand.advance(1000)
  await stand.odoo.exportTicket(ticketOf({ comments: [commentOf('c1', 'ours')] }))
  const own = String(stand.system.records.all('mail.message')[0]?.body)
  stand.system.shop.comment(HELPDESK, 1, '<p>We look<br/>at it &amp; call</p>')
  stand.system.shop.comment(HELPDESK, 1, '<p>secret</p>', true)
  stand.system.shop.comment(HELPDESK, 1, `<p>Thanks</p><blockquote>${own}</blockquote>`)
  stand.system.shop.comment(HELPDESK, 1, '<p> </p>')
  stand.system.records.insert(HELPDESK, { name: 'Not of the hub', stage_id: 1 })
  stand.system.shop.comment(HELPDESK, 2, '<p>elsewhere</p>')
  const { news } = await readAll(stand, start.cursor)
  const comments = news.flatMap(({ comment }) => comment ?? [])
  t.match(comments, [
    { text: 'We look\nat it & call', isPublic: true, by: 'Agent Zhang' },
    { text: 'secret', isPublic: false },
    { text: /^Thanks/, isPublic: true }
  ])
  t.equal(comments.length, 3)
  t.ok(news.every(({ eventKey }) => eventKey.length <= 256))
  t.equal(new Set(news.map(({ eventKey }) => eventKey)).size, news.length)
})

t.test('begins by the hub\'s clock where there is nothing yet', async (t) => {
  const stand = await openStand(t)
  const start = await readAll(stand, undefined)
  stand.advance(1000)
  await addTickets(stand, 1)
  t.equal((await readAll(stand, start.cursor)).news.length, 1)
})

t.test('refuses a cursor that is none', async (t) => {
  const stand = await openStand(t)
  for (const cursor of ['', 'null', '{}', '[]', '[1,2]', '[{"seen":1},{"seen":"x"}]', '[{"seen":"x","at":["x",-1,"x"]},{"seen":"x"}]', '[{"seen":"x","floor":["x",[1]]},{"seen":"x"}]']) {
    await t.rejects(stand.odoo.ticketChanges(cursor), { verdict: 'rejected', message: /cursor/ }, cursor)
  }
})
