import type { CrmActivity } from '@kefuhub/contract'
import t from 'tap'
import { NOW_MS, openStand } from './stand.js'
import { failsAs } from '../fails-as.js'

const activity = (contactId: number, more: Partial<CrmActivity> = {}): CrmActivity => ({
  id: 'a-1', contactId: String(contactId), kind: 'conversation', subject: 'Talk\0', summary: 'said yes', tags: ['sale'], at: new Date(NOW_MS), url: 'https://hub.example/1', ...more
})

t.test('keeps an activity as the config says', async (t) => {
  const { crm, desk } = await openStand(t)
  const { cust_no: no } = desk.add({ full_name: 'A' })
  await crm.logActivity(activity(no))
  const { url: _url, ...bare } = activity(no, { id: 'a-2', tags: [], summary: 'x'.repeat(70_000) })
  await crm.logActivity(bare)
  t.match(desk.notesOf(no), [{ ref: 'a-1', title: 'Talk', text: 'said yes', at: '2026-11-02T08:00:00.000Z', tags: ['sale'], link: 'https://hub.example/1' }, { ref: 'a-2', tags: [], link: null }])
  t.equal(desk.notesOf(no)[1]?.text.length, 60_000)
})

t.test('keeps it once, whatever gets lost', async (t) => {
  const { crm, desk, hub } = await openStand(t)
  const { cust_no: no } = desk.add({ full_name: 'A' })
  desk.server.fail({ on: /^POST/, fault: 'lost-answer' })
  await failsAs(t, crm.logActivity(activity(no)), { verdict: 'uncertain' })
  await crm.logActivity(activity(no))
  await crm.logActivity(activity(no))
  t.equal(desk.notesOf(no).length, 1)
  t.same([...hub.cursors], [['activity:a-1', 'written']])
})

t.test('trusts a call that does nothing when it is repeated', async (t) => {
  const { crm, desk } = await openStand(t, { options: ({ activity: { find: _find, ...activity } = { method: 'PUT', path: '/' }, ...own }) => ({ ...own, activity }) })
  const { cust_no: no } = desk.add({ full_name: 'A' })
  await crm.logActivity(activity(no))
  t.same(desk.server.calls.map(({ name }) => name), ['POST /api/customers/{no}/notes'])
})
