import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import t from 'tap'
import { commentOf, ticketOf, NOW_MS } from '../erp/requests.js'
import { openStand, WANG, type Stand } from './stand.js'

const HELPDESK = 'helpdesk.ticket'
const tickets = ({ system }: Stand, model = HELPDESK) => system.records.all(model)
const notes = ({ system }: Stand) => system.records.all('mail.message').map(({ body, subtype }) => [String(body), subtype])

async function addFile ({ hub }: Stand, name: string, text: string) {
  const ref = await hub.media.put(Buffer.from(text), { name, mimeType: 'text/plain' })
  return { mediaId: ref.id ?? '', name, mimeType: 'text/plain', bytes: text.length }
}

t.test('makes a ticket once, with all that belongs to it', async (t) => {
  for (const version of [16, 17, 18, 19]) {
    const stand = await openStand(t, { settings: { version }, options: { tickets: { defaults: { team_id: 3 } } } })
    const partner = stand.system.shop.addCustomer(WANG)
    const file = await addFile(stand, 'cup.txt', 'a picture')
    const ticket = ticketOf({ comments: [commentOf('c1', 'Hello & <b>'), commentOf('c2', '第二 😀', true)], files: [file] })
    const exported = await stand.odoo.exportTicket(ticket)
    t.match(exported, { externalId: '1', externalNumber: '00001', status: 'New', state: 'new', url: /#id=1&model=helpdesk\.ticket/ })
    t.match(tickets(stand), [{
      name: 'Cup is broken',
      description: 'Two<br>lines &#38; &#60;b&#62;',
      x_kefuhub_key: 'ticket-1',
      partner_id: partner,
      partner_name: 'Wang Fang',
      partner_phone: '+8613800138000',
      partner_email: 'wang.fang@example.com',
      priority: '2',
      team_id: 3
    }])
    t.match(notes(stand), [[/^<p>Li \(internal\): Hello &amp; &lt;b&gt;\n\nref hub-c-/, 'mail.mt_note'], [/第二 😀/, 'mail.mt_note']])
    const [attachment] = stand.system.records.all('ir.attachment')
    t.match(attachment, { name: 'cup.txt', mimetype: 'text/plain', res_model: HELPDESK, res_id: 1, description: /^hub-f-/ })
    t.equal(Buffer.from(String(attachment?.datas), 'base64').toString(), 'a picture')
    t.same(await stand.odoo.exportTicket(ticket), exported)
    t.same(await stand.odoo.exportTicket({ ...ticket, externalId: '1' }), exported)
    t.same([tickets(stand).length, notes(stand).length, stand.system.records.all('ir.attachment').length], [1, 2, 1])
  }
})

t.test('brings subject, priority, stage and mapped fields up to date, and writes only what differs', async (t) => {
  const stand = await openStand(t)
  const first = ticketOf({ ticket: { state: 'in-progress' }, fields: { team_id: 3 } })
  t.match(await stand.odoo.exportTicket(first), { status: 'In Progress', state: 'in-progress' })
  const writes = (): number => stand.methods().filter((method) => method.endsWith('.write')).length
  await stand.odoo.exportTicket({ ...first, externalId: '1' })
  t.equal(writes(), 0)
  stand.advance(60_000)
  const exported = await stand.odoo.exportTicket(ticketOf({ externalId: '1', ticket: { subject: 'Two cups', priority: 'urgent', state: 'solved' }, fields: { team_id: null } }))
  t.match(exported, { status: 'Solved', state: 'solved', changedAt: new Date(NOW_MS + 60_000) })
  t.match(tickets(stand)[0], { name: 'Two cups', priority: '3', team_id: false, description: /^Two/ })
  t.equal(writes(), 1)
  t.match(await stand.odoo.exportTicket(ticketOf({ externalId: '1', ticket: { state: 'waiting-customer' } })), { status: 'Solved' }, 'no stage means that')
})

t.test('takes the names that the deployment gives its stages', async (t) => {
  const stand = await openStand(t, { options: { tickets: { states: { 等待客户: 'waiting-customer', New: 'in-progress' } } } })
  stand.system.records.insert('helpdesk.stage', { name: '等待客户', sequence: 9 })
  t.match(await stand.odoo.exportTicket(ticketOf({ ticket: { state: 'waiting-customer' } })), { status: '等待客户', state: 'waiting-customer' })
})

t.test('goes to tasks of projects as well', async (t) => {
  const stand = await openStand(t, { settings: { tickets: { model: 'project.task' } }, options: { tickets: { model: 'project.task', defaults: { project_id: 7 } } } })
  const exported = await stand.odoo.exportTicket(ticketOf({ ticket: { priority: 'urgent' } }))
  t.match(exported, { externalId: '1', state: 'new', url: /project\.task/ })
  t.notOk(exported.externalNumber)
  t.match(tickets(stand, 'project.task'), [{ name: 'Cup is broken', priority: '1', project_id: 7, x_kefuhub_key: 'ticket-1' }])
})

t.test('leaves the customer open where several could be meant', async (t) => {
  const stand = await openStand(t)
  stand.system.shop.addCustomer(WANG)
  stand.system.shop.addCustomer({ ...WANG, name: 'Wang Fang 2' })
  await stand.odoo.exportTicket(ticketOf())
  await stand.odoo.exportTicket(ticketOf({ key: 'ticket-2', contact: { name: 'Nobody' } }))
  t.match(tickets(stand), [{ partner_id: false, partner_name: 'Wang Fang' }, { partner_id: false, partner_name: 'Nobody', partner_phone: false }])
})

t.test('posts public comments to followers only where that is wanted', async (t) => {
  const stand = await openStand(t, { options: { tickets: { notifyFollowers: true } } })
  await stand.odoo.exportTicket(ticketOf({ comments: [commentOf('c1', 'inside'), commentOf('c2', 'outside', true)] }))
  t.same(notes(stand).map(([, subtype]) => subtype), ['mail.mt_note', 'mail.mt_comment'])
})

t.test('says in a note which file is not there', async (t) => {
  const stand = await openStand(t)
  const gone = { mediaId: 'gone', name: 'gone.png', mimeType: 'image/png', bytes: 5 }
  const long = { mediaId: 'long', name: 'long.mp4', mimeType: 'video/mp4', bytes: 30 * 1024 * 1024 }
  const ticket = ticketOf({ files: [gone, long] })
  await stand.odoo.exportTicket(ticket)
  await stand.odoo.exportTicket(ticket)
  t.match(notes(stand).map(([body]) => body), [/gone\.png is not here: it is not kept any more/, /long\.mp4 is not here: it is longer than/])
})

t.test('keeps texts as they are, but for what no database keeps', async (t) => {
  const stand = await openStand(t)
  const subject = 'a\0b "quotes" \u2028 \u202eשלום 😀 \ud800 <b>'
  await stand.odoo.exportTicket(ticketOf({ ticket: { subject } }))
  t.equal(tickets(stand)[0]?.name, 'ab "quotes" \u2028 \u202eשלום 😀 \ufffd <b>')
})

t.test('stops where the field for the key is missing, or a mapped one', async (t) => {
  const bare = await openStand(t, { settings: { keys: {} } })
  await t.rejects(bare.odoo.exportTicket(ticketOf()), { verdict: 'unauthorized', afterMs: 600_000, message: /no field x_kefuhub_key; make it/ })
  t.match(await bare.hub.instance.health?.(), { state: 'down', reason: /x_kefuhub_key/ })
  const stand = await openStand(t)
  await t.rejects(stand.odoo.exportTicket(ticketOf({ fields: { color_of_cup: 'red' } })), { verdict: 'rejected', message: /no field 'color_of_cup'/ })
  await t.rejects(stand.odoo.exportTicket(ticketOf({ fields: { __proto__x: 'red' } })), Rejected)
  await t.rejects(stand.odoo.exportTicket(ticketOf({ fields: { priority: '9' } })), { verdict: 'rejected', message: /Wrong value for helpdesk\.ticket\.priority/ })
  t.equal(tickets(stand).length, 0)
})

t.test('does not make a ticket again that was deleted there', async (t) => {
  const stand = await openStand(t)
  await stand.odoo.exportTicket(ticketOf())
  stand.system.records.remove(HELPDESK, 1)
  await t.rejects(stand.odoo.exportTicket(ticketOf({ externalId: '1' })), Rejected)
  await t.rejects(stand.odoo.exportTicket(ticketOf({ externalId: 'SUP-1' })), Rejected)
  t.equal(tickets(stand).length, 0)
})

t.test('makes one ticket and one of everything, wherever an answer gets lost', async (t) => {
  for (const fault of ['lost-answer', 'garbage', 'reset'] as const) {
    for (const skip of [0, 1, 2]) {
      const stand = await openStand(t)
      const ticket = ticketOf({ comments: [commentOf('c1', 'Hello')], files: [await addFile(stand, 'a.txt', 'a')] })
      stand.server.faults.fail(fault, 'write', 1, skip)
      await stand.odoo.exportTicket(ticket).catch((error: unknown) => t.ok(error instanceof Uncertain, `${fault} ${skip}`))
      await stand.odoo.exportTicket(ticket)
      t.equal(stand.server.faults.struck(), 1)
      t.same([tickets(stand).length, notes(stand).length, stand.system.records.all('ir.attachment').length], [1, 1, 1])
    }
  }
})

t.test('keeps one of two tickets that were made at the same time', async (t) => {
  const stand = await openStand(t)
  const [one, other] = await Promise.all([stand.odoo.exportTicket(ticketOf()), stand.odoo.exportTicket(ticketOf())])
  t.equal(one.externalId, other.externalId)
  t.match(tickets(stand), [{ active: true }, { active: false }])
  t.match(await stand.odoo.exportTicket(ticketOf()), { externalId: one.externalId })
})

t.test('passes on what Odoo says against it, without its traceback', async (t) => {
  for (const api of ['jsonrpc', 'json2'] as const) {
    for (const [fault, type] of [['busy', Retryable], ['busy-with-wait', Retryable], ['unauthorized', Unauthorized], ['rejected', Rejected]] as const) {
      for (const on of ['read', 'write'] as const) {
        const stand = await openStand(t, { settings: { version: 19, api }, options: { api } })
        stand.server.faults.fail(fault, on, Infinity)
        const error = await stand.odoo.exportTicket(ticketOf()).catch((error: unknown) => error)
        t.ok(error instanceof type, `${fault} on a ${on} over ${api}`)
        t.notMatch((error as Error).message, /Traceback|secret_place|odoo-key/)
        stand.server.faults.heal()
        await stand.odoo.exportTicket(ticketOf())
        t.match(await stand.hub.instance.health?.(), { state: 'ok' })
      }
    }
  }
})
