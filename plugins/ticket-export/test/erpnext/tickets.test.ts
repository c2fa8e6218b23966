import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import t from 'tap'
import { NOW_MS, commentOf, ticketOf } from '../erp/requests.js'
import { addOrder, openStand, type Stand } from './stand.js'

const issues = ({ system }: Stand) => system.documents.all('Issue')
const comments = ({ system }: Stand) => system.documents.all('Comment').map(({ content }) => String(content))
const files = ({ system }: Stand) => system.documents.all('File')

async function addFile ({ hub }: Stand, name: string, text: string) {
  const ref = await hub.media.put(Buffer.from(text), { name, mimeType: 'text/plain' })
  return { mediaId: ref.id ?? '', name, mimeType: 'text/plain', bytes: text.length }
}

t.test('makes a ticket once, with all that belongs to it', async (t) => {
  const stand = await openStand(t, { options: { tickets: { defaults: { issue_type: 'Complaint' } } } })
  addOrder(stand)
  const ticket = ticketOf({ comments: [commentOf('c1', 'Hello & <b>'), commentOf('c2', '第二\n😀', true)], files: [await addFile(stand, 'cup.txt', 'a picture')] })
  const exported = await stand.erpnext.exportTicket(ticket)
  t.match(exported, { externalId: 'ISS-2026-00001', externalNumber: 'ISS-2026-00001', status: 'Open', state: 'new', url: /\/app\/issue\/ISS-2026-00001$/ })
  t.equal(Math.floor(exported.changedAt.getTime() / 1000), NOW_MS / 1000)
  t.match(issues(stand), [{
    subject: 'Cup is broken',
    description: 'Two<br>lines &#38; &#60;b&#62;',
    custom_kefuhub_key: 'ticket-1',
    customer: 'Wang Fang',
    raised_by: 'wang.fang@example.com',
    priority: 'High',
    issue_type: 'Complaint',
    status: 'Open'
  }])
  t.match(comments(stand), [/^Li \(internal\): Hello &#38; &#60;b&#62;<br><br>ref hub-c-/, /第二<br>😀/])
  t.match(files(stand), [{ file_name: 'cup.txt', is_private: 1, attached_to_doctype: 'Issue', attached_to_name: 'ISS-2026-00001' }])
  t.same(await stand.erpnext.exportTicket(ticket), exported)
  t.same(await stand.erpnext.exportTicket({ ...ticket, externalId: exported.externalId }), exported)
  t.same([issues(stand).length, comments(stand).length, files(stand).length], [1, 2, 1])
})

t.test('brings subject, priority, status and mapped fields up to date, and writes only what differs', async (t) => {
  const stand = await openStand(t)
  const first = ticketOf({ ticket: { state: 'in-progress' }, fields: { issue_type: 'A' } })
  const { externalId } = await stand.erpnext.exportTicket(first)
  t.match(issues(stand), [{ status: 'Replied' }])
  await stand.erpnext.exportTicket({ ...first, externalId })
  t.equal(stand.writes().length, 1)
  t.match(await stand.erpnext.exportTicket(ticketOf({ externalId, ticket: { subject: 'Two cups', priority: 'low', state: 'waiting-customer' }, fields: { issue_type: null } })), { status: 'On Hold', state: 'waiting-customer' })
  t.match(issues(stand), [{ subject: 'Two cups', priority: 'Low', issue_type: null, status: 'On Hold' }])
  await stand.erpnext.exportTicket(ticketOf({ externalId, ticket: { subject: 'Two cups', priority: 'low', state: 'on-hold' } }))
  t.equal(stand.writes().length, 2, 'the same word means both')
  t.match(await stand.erpnext.exportTicket(ticketOf({ externalId, ticket: { state: 'closed' } })), { status: 'Closed', state: 'closed' })
})

t.test('takes the words of the deployment', async (t) => {
  const stand = await openStand(t, { options: { tickets: { statuses: { solved: 'Closed' }, states: { Closed: 'solved' }, priorities: { high: 'Medium' } } } })
  t.match(await stand.erpnext.exportTicket(ticketOf({ ticket: { state: 'solved' } })), { status: 'Closed', state: 'solved' })
  t.match(issues(stand), [{ priority: 'Medium' }])
})

t.test('leaves the customer open where several could be meant, and shortens what is too long', async (t) => {
  const stand = await openStand(t)
  addOrder(stand)
  addOrder(stand, { customer: { name: 'Wang Fang 2', phone: '13800138000' } })
  await stand.erpnext.exportTicket(ticketOf({ contact: { name: 'Wang', phone: '+8613800138000' }, ticket: { subject: `${'x'.repeat(139)}😀` } }))
  t.match(issues(stand), [{ customer: null, raised_by: null, subject: 'x'.repeat(139) }])
})

t.test('says in a comment which file is not there', async (t) => {
  const stand = await openStand(t)
  const ticket = ticketOf({ files: [{ mediaId: 'gone', name: 'gone.png', mimeType: 'image/png', bytes: 5 }, { mediaId: 'long', name: 'long.mp4', mimeType: 'video/mp4', bytes: 30 * 1024 * 1024 }] })
  await stand.erpnext.exportTicket(ticket)
  await stand.erpnext.exportTicket(ticket)
  t.match(comments(stand), [/gone\.png is not here: it is not kept any more/, /long\.mp4 is not here: it is longer than/])
})

t.test('knows a file that is there by its bytes, whatever the site called it', async (t) => {
  const stand = await openStand(t)
  await stand.erpnext.exportTicket(ticketOf({ files: [await addFile(stand, 'photo.txt', 'one')] }))
  const second = ticketOf({ key: 'ticket-2', files: [await addFile(stand, 'photo.txt', 'two')] })
  await stand.erpnext.exportTicket(second)
  await stand.erpnext.exportTicket(second)
  t.match(files(stand).map(({ file_name: name }) => name), ['photo.txt', /^photo[0-9a-f]{6}\.txt$/])
  for (const file of files(stand)) Object.assign(file, { content_hash: null, file_name: 'photo.txt' })
  await stand.erpnext.exportTicket(second)
  t.equal(files(stand).length, 2, 'by name and size where the site keeps no digest')
})

t.test('stops where the field for the key is missing, and says what else is wrong', async (t) => {
  const bare = await openStand(t, { settings: { custom: {} } })
  await t.rejects(bare.erpnext.exportTicket(ticketOf()), { verdict: 'unauthorized', afterMs: 600_000, message: /no field custom_kefuhub_key; make it/ })
  const stand = await openStand(t)
  await t.rejects(stand.erpnext.exportTicket(ticketOf({ fields: { priority: 'Extreme' } })), { verdict: 'rejected', message: /Could not find priority: Extreme/ })
  t.equal(issues(stand).length, 0)
})

t.test('does not make a ticket again that was deleted there', async (t) => {
  const stand = await openStand(t)
  const { externalId } = await stand.erpnext.exportTicket(ticketOf())
  stand.system.documents.remove('Issue', externalId)
  await t.rejects(stand.erpnext.exportTicket(ticketOf({ externalId })), Rejected)
  t.equal(issues(stand).length, 0)
})

t.test('makes one ticket and one of everything, wherever an answer gets lost', async (t) => {
  for (const fault of ['lost-answer', 'garbage', 'reset'] as const) {
    for (const skip of [0, 1, 2]) {
      const stand = await openStand(t)
      const ticket = ticketOf({ comments: [commentOf('c1', 'Hello')], files: [await addFile(stand, 'a.txt', 'a')] })
      stand.server.faults.fail(fault, 'write', 1, skip)
      await stand.erpnext.exportTicket(ticket).catch((error: unknown) => t.ok(error instanceof Uncertain, `${fault} ${skip}`))
      await stand.erpnext.exportTicket(ticket)
      t.equal(stand.server.faults.struck(), 1)
      t.same([issues(stand).length, comments(stand).length, files(stand).length], [1, 1, 1])
    }
  }
})

t.test('lets the unique field decide when two processes make the same ticket', async (t) => {
  const stand = await openStand(t)
  const [one, other] = await Promise.all([stand.erpnext.exportTicket(ticketOf()), stand.erpnext.exportTicket(ticketOf())])
  t.equal(one.externalId, other.externalId)
  t.equal(issues(stand).length, 1)
})

t.test('passes on what ERPNext says against it, without its traceback', async (t) => {
  for (const [fault, type] of [['busy', Retryable], ['busy-with-wait', Retryable], ['unauthorized', Unauthorized], ['rejected', Rejected]] as const) {
    for (const on of ['read', 'write'] as const) {
      const stand = await openStand(t)
      stand.server.faults.fail(fault, on, Infinity)
      const error = await stand.erpnext.exportTicket(ticketOf()).catch((error: unknown) => error)
      t.ok(error instanceof type, `${fault} on a ${on}`)
      t.notMatch((error as Error).message, /Traceback|secret_place|erpnext-secret|<b>/)
      stand.server.faults.heal()
      await stand.erpnext.exportTicket(ticketOf())
      t.match(await stand.hub.instance.health?.(), { state: 'ok' })
    }
  }
})
