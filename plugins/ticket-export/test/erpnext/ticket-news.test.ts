import type { TicketNews } from '@kefuhub/contract'
import t from 'tap'
import { commentOf, ticketOf } from '../erp/requests.js'
import { openStand, SECRET, type Stand } from './stand.js'

async function readAll ({ erpnext }: Stand, cursor: string | undefined): Promise<{ news: TicketNews[], cursor: string, pages: number }> {
  const news: TicketNews[] = []
  let at = cursor
  for (let pages = 1; pages < 50; pages++) {
    const page = await erpnext.ticketChanges(at)
    t.ok(page.cursor.length <= 4096)
    news.push(...page.tickets)
    at = page.cursor
    if (!page.more) return { news, cursor: page.cursor, pages }
  }
  throw new Error('there is no end to the pages')
}

async function addTickets (stand: Stand, count: number): Promise<string[]> {
  const names: string[] = []
  for (let number = 1; number <= count; number++) names.push((await stand.erpnext.exportTicket(ticketOf({ key: `ticket-${number}` }))).externalId)
  return names
}

t.test('tells what moves from now on, and each move by one name', async (t) => {
  const stand = await openStand(t)
  const [one = '', two = ''] = await addTickets(stand, 2)
  const stranger = stand.system.documents.insert('Issue', { subject: 'Not of the hub', status: 'Open', priority: 'Low' })
  const start = await readAll(stand, undefined)
  t.same((await readAll(stand, start.cursor)).news, [], 'nothing has happened')
  stand.system.move(one, 'Resolved')
  stand.system.move(stranger.name, 'Closed')
  const first = await readAll(stand, start.cursor)
  t.match(first.news, [{ externalId: one, externalNumber: one, status: 'Resolved', state: 'solved' }])
  t.equal(first.news.length, 1)
  t.same((await readAll(stand, first.cursor)).news, first.news, 'the overlap tells the same again')
  stand.advance(200_000)
  stand.system.move(two, 'Escalated')
  const later = await readAll(stand, first.cursor)
  t.match(later.news.at(-1), { externalId: two, status: 'Escalated', state: 'in-progress' }, 'a status that is not known is not the end')
  t.equal((await readAll(stand, later.cursor)).news.length, 1)
})

t.test('reads many pages, also of one moment, and leaves nothing out when tickets move meanwhile', async (t) => {
  const stand = await openStand(t, { options: { tickets: { pageSize: 3 } } })
  const names = await addTickets(stand, 10)
  const start = await readAll(stand, undefined)
  const time = stand.system.documents.time()
  for (const name of names) Object.assign(stand.system.documents.get('Issue', name), { status: 'Replied', modified: time })
  const first = await stand.erpnext.ticketChanges(start.cursor)
  stand.advance(600_000)
  stand.system.move(names[0] ?? '', 'Closed')
  const { news, pages } = await readAll(stand, first.cursor)
  const seen = new Map([...first.tickets, ...news].map((piece) => [piece.externalId, piece.state]))
  t.same([...seen].sort(), names.map((name, index) => [name, index === 0 ? 'closed' : 'in-progress']))
  t.ok(pages >= 3)
})

t.test('tells what people write there, and not what the hub wrote itself', async (t) => {
  const stand = await openStand(t)
  const [name = ''] = await addTickets(stand, 1)
  const start = await readAll(stand, undefined)
  await stand.erpnext.exportTicket(ticketOf({ comments: [commentOf('c1', 'ours')] }))
  const own = String(stand.system.documents.all('Comment')[0]?.content)
  stand.system.comment(name, '<p>We look<br>at it &amp; call</p>')
  stand.system.mail(name, '<div>Dear customer</div>')
  stand.system.mail(name, `<p>Thanks</p><blockquote>${own}</blockquote>`, 'Received')
  stand.system.documents.insert('Comment', { comment_type: 'Like', reference_doctype: 'Issue', reference_name: name, content: 'liked' })
  const { news } = await readAll(stand, start.cursor)
  t.match(news.map(({ comment }) => comment), [
    { text: 'We look\nat it & call', isPublic: false, by: 'Agent Zhang' },
    { text: 'Dear customer', isPublic: true },
    { text: /^Thanks/, isPublic: true }
  ])
  t.equal(news.length, 3)
  t.equal(new Set(news.map(({ eventKey }) => eventKey)).size, 3)
})

t.test('begins by the hub\'s clock where there is nothing yet', async (t) => {
  const stand = await openStand(t)
  const start = await readAll(stand, undefined)
  await addTickets(stand, 1)
  t.equal((await readAll(stand, start.cursor)).news.length, 1)
  await t.rejects(stand.erpnext.ticketChanges('[]'), { message: /cursor/, verdict: 'rejected' })
})

t.test('stops where the field for the key is missing', async (t) => {
  const stand = await openStand(t, { settings: { custom: {} } })
  await t.rejects(stand.erpnext.ticketChanges(undefined), { verdict: 'unauthorized', message: /custom_kefuhub_key/ })
})

async function deliver (stand: Stand, payload: unknown, headers: Record<string, string> = {}): Promise<number> {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload))
  const response = await stand.hub.inject({ method: 'POST', url: `${stand.hub.prefix}/webhook`, headers: { ...stand.system.sign(body), ...headers }, payload: body })
  return response.statusCode
}

t.test('takes the calls of the site, signed over the bytes', async (t) => {
  const stand = await openStand(t)
  const [name = ''] = await addTickets(stand, 1)
  const told = async (): Promise<number> => {
    const call = stand.system.webhooks.latest(name)
    const response = await stand.hub.inject({ method: 'POST', url: `${stand.hub.prefix}/webhook`, headers: call?.headers ?? {}, payload: call?.body ?? '' })
    return response.statusCode
  }
  stand.system.move(name, 'Resolved')
  t.equal(await told(), 204)
  t.equal(await told(), 204)
  t.match(stand.hub.ticketNews, [{ externalId: name, status: 'Resolved', state: 'solved' }])
  t.equal(stand.hub.ticketNews.length, 1)
  stand.system.comment(name, '<p>inside</p>')
  t.equal(await told(), 204)
  stand.system.mail(name, '<p>outside</p>')
  t.equal(await told(), 204)
  t.match(stand.hub.ticketNews.slice(1), [{ status: 'Resolved', comment: { text: 'inside', isPublic: false } }, { comment: { text: 'outside', isPublic: true } }])
  t.same(stand.hub.ticketNews.map(({ eventKey }) => eventKey).slice(1), (await readAll(stand, undefined)).news.length === 0 ? ['comment-Comment-c00001', 'comment-Communication-m00001'] : [], 'the same names as when the hub asks')
})

t.test('refuses calls that prove nothing or say nothing', async (t) => {
  const stand = await openStand(t)
  const good = { name: 'ISS-1', status: 'Open', modified: '2026-11-23 10:00:00.000000' }
  t.equal(await deliver(stand, good, { 'x-frappe-webhook-signature': 'AAAA' }), 401)
  t.equal(await deliver(stand, good, { 'x-frappe-webhook-signature': '' }), 401)
  t.equal(await deliver(stand, { ...good, name: undefined }), 400)
  t.equal(await deliver(stand, { ...good, modified: undefined }), 400)
  t.equal(await deliver(stand, []), 400)
  t.equal(await deliver(stand, Buffer.from('{')), 400)
  t.equal(await deliver(stand, { name: 'c1', reference_doctype: 'Issue', reference_name: 'ISS-1' }), 400)
  t.same(stand.hub.ticketNews, [])
  for (const payload of [
    { ...good, custom_kefuhub_key: '' },
    { name: 'c1', reference_doctype: 'Customer', reference_name: 'Wang', content: 'x' },
    { name: 'c1', reference_doctype: 'Issue', reference_name: 'ISS-404', content: 'x' },
    { name: 'c1', reference_doctype: 'Issue', reference_name: '../Customer/x', content: 'x' },
    { name: 'c1', reference_doctype: 'Issue', reference_name: 'ISS-1', content: 'x', comment_type: 'Like' }
  ]) t.equal(await deliver(stand, payload), 204, JSON.stringify(payload))
  t.same(stand.hub.ticketNews, [], 'what is not the hub\'s is no news')
  t.equal(await deliver(stand, good), 204)
  t.equal(stand.hub.ticketNews.length, 1)
})

t.test('asks the site to come again while it cannot be asked how a ticket stands', async (t) => {
  const stand = await openStand(t)
  const [name = ''] = await addTickets(stand, 1)
  stand.server.faults.fail('busy', 'read', 1)
  t.equal(await deliver(stand, { name: 'c1', reference_doctype: 'Issue', reference_name: name, content: 'x' }), 503)
})

t.test('has a route only where the site calls', async (t) => {
  const stand = await openStand(t, { options: { tickets: {} } })
  t.equal(await deliver(stand, { name: 'x' }), 404)
  t.ok(stand.erpnext.ticketChanges)
  const calls = await openStand(t, { options: { tickets: { updates: 'webhook', webhookSecret: SECRET } } })
  t.notOk(calls.hub.instance.ticketChanges)
  await t.rejects(openStand(t, { options: { tickets: { updates: 'webhook' } } }), { message: /webhookSecret/ })
})
