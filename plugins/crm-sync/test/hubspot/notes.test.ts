import type { CrmActivity } from '@kefuhub/contract'
import t from 'tap'
import { NOW_MS, openStand, toWords } from './stand.js'
import { failsAs } from '../fails-as.js'

const activity = (contactId: string, more: Partial<CrmActivity> = {}): CrmActivity => ({
  id: 'conversation:65f0/1', contactId, kind: 'conversation', subject: 'Talk on the web', summary: 'wants it <red>\nand soon', tags: ['sale', 'red'], at: new Date(NOW_MS), url: 'https://hub.example/c/1?a=1&b=2', ...more
})

t.test('writes what a person wants to read, and a mark to find it by', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const contact = String(hubspot.contacts.insert({ lastname: 'A' }).id)
  await crm.logActivity(activity(contact))
  const [html = ''] = hubspot.notes.of(contact)
  t.match(html, '<p><strong>Talk on the web</strong></p><p>wants it &lt;red&gt;<br>and soon</p><p>sale, red</p><p><a href="https://hub.example/c/1?a=1&amp;b=2">')
  t.match(html, /<p>kefuhub[0-9a-f]{24}<\/p>$/)
  await crm.logActivity(activity(contact, { id: 'another', tags: [], summary: 'short' }))
  const { url: _url, ...withoutUrl } = activity(contact, { id: 'a third', tags: [] })
  await crm.logActivity(withoutUrl)
  t.equal(hubspot.notes.of(contact).length, 3)
})

t.test('knows what it wrote without asking', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const contact = String(hubspot.contacts.insert({ lastname: 'A' }).id)
  await crm.logActivity(activity(contact))
  hubspot.server.calls.splice(0)
  await crm.logActivity(activity(contact))
  t.same(hubspot.server.calls, [])
})

t.test('finds what another hub or a lost answer left there', async (t) => {
  const { crm, hubspot, hub } = await openStand(t)
  const contact = String(hubspot.contacts.insert({ lastname: 'A' }).id)
  hubspot.server.fail({ on: 'POST notes', fault: 'lost-answer' })
  await failsAs(t, crm.logActivity(activity(contact)), { verdict: 'uncertain' })
  await crm.logActivity(activity(contact))
  t.equal(hubspot.notes.of(contact).length, 1)
  t.match([...hub.cursors.values()], [/^9\d+$/])
})

t.test('waits for search after a lost answer, and writes only when search would know', async (t) => {
  for (const isWritten of [true, false]) {
    const { crm, hubspot, advance } = await openStand(t, { searchLagMs: 20_000, options: { searchLagMs: 60_000 } })
    const contact = String(hubspot.contacts.insert({ lastname: 'A' }).id)
    hubspot.server.fail({ on: 'POST notes', fault: isWritten ? 'lost-answer' : 'reset' })
    await failsAs(t, crm.logActivity(activity(contact)), { verdict: 'uncertain' })
    advance(5000)
    await failsAs(t, crm.logActivity(activity(contact)), { verdict: 'retry', afterMs: 55_000 })
    advance(55_000)
    await crm.logActivity(activity(contact))
    t.equal(hubspot.notes.of(contact).length, 1, isWritten ? 'written at first' : 'not written at first')
  }
})

t.test('shortens what is too long, whatever it is made of', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const contact = String(hubspot.contacts.insert({ lastname: 'A' }).id)
  for (const [index, text] of ['"'.repeat(70_000), '😀'.repeat(50_000), '字'.repeat(65_600)].entries()) {
    await crm.logActivity(activity(contact, { id: `long-${index}`, summary: text, subject: 's'.repeat(3000) }))
    const note = hubspot.notes.of(contact).at(-1) ?? ''
    t.ok(note.length <= 65_536 && note.length > 40_000, `${note.length} characters`)
    t.notMatch(toWords(note), /\p{Surrogate}/u, 'no half characters')
    t.match(note, /…<\/p>.*kefuhub[0-9a-f]{24}/)
  }
})

t.test('writes nothing for a contact that is gone', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const row = hubspot.contacts.insert({ lastname: 'A' })
  hubspot.contacts.table.archive(row, NOW_MS)
  await failsAs(t, crm.logActivity(activity(String(row.id))), { verdict: 'rejected' })
})
