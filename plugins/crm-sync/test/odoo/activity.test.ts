import type { CrmActivity } from '@kefuhub/contract'
import t from 'tap'
import { failsAs } from '../fails-as.js'
import { APIS, NOW_MS, openStand, toText } from './stand.js'

const activity = (contactId: string, more: Partial<CrmActivity> = {}): CrmActivity => ({
  id: 'a1', contactId, kind: 'conversation', subject: 'About a <coat>', summary: 'wants it & "red"\nand soon', tags: ['sale'], at: new Date(NOW_MS), url: 'https://hub.example.com/c/1', ...more
})

for (const api of APIS) {
  t.test(`${api}: a note says what happened, and its text is no markup`, async (t) => {
    for (const version of api === 'json-2' ? [19, 20] : [16, 17, 18]) {
      const { odoo, instance } = await openStand(t, { api, odoo: { version } })
      const [id = 0] = odoo.partners.create([{ name: 'Ann' }])
      await instance.logActivity(activity(String(id)))
      const [note = '', ...others] = odoo.notes(id)
      t.same(others, [])
      t.notMatch(note, /<coat>/)
      const text = toText(note)
      for (const part of ['About a <coat>', 'wants it & "red"\nand soon', '# sale', 'https://hub.example.com/c/1', '[kefuhub:a1]', '2026-11-25T09:00:00.000Z']) t.ok(text.includes(part), `${version}: ${part} in ${text}`)
      t.match([...odoo.messages.rows.values()], [{ message_type: 'comment', subtype: 'mail.mt_note' }])
    }
  })

  t.test(`${api}: a note whose answer got lost is not written again`, async (t) => {
    const { odoo, instance } = await openStand(t, { api })
    const [id = 0] = odoo.partners.create([{ name: 'Ann' }])
    odoo.server.fail({ on: 'res.partner.message_post', fault: 'lost-answer' })
    await instance.logActivity(activity(String(id)))
    odoo.server.fail({ on: 'res.partner.message_post', fault: 'reset' })
    await failsAs(t, instance.logActivity(activity(String(id), { id: 'a2' })), { verdict: 'uncertain' })
    await instance.logActivity(activity(String(id), { id: 'a2' }))
    t.equal(odoo.notes(id).length, 2)
  })
}

t.test('ids that differ in capital letters or length are told apart', async (t) => {
  const { odoo, instance } = await openStand(t)
  const [id = 0] = odoo.partners.create([{ name: 'Ann' }])
  for (const key of ['ab', 'aB', 'a', 'a_', 'ax', 'ab']) await instance.logActivity(activity(String(id), { id: key }))
  t.equal(odoo.notes(id).length, 5)
})

t.test('the same activity at the same time is written once', async (t) => {
  const { odoo, instance } = await openStand(t)
  const [id = 0] = odoo.partners.create([{ name: 'Ann' }])
  await Promise.all([instance.logActivity(activity(String(id))), instance.logActivity(activity(String(id)))])
  t.equal(odoo.notes(id).length, 1)
})

t.test('nobody cannot have a note', async (t) => {
  const { instance } = await openStand(t)
  await failsAs(t, instance.logActivity(activity('4711')), { verdict: 'rejected' })
  await failsAs(t, instance.logActivity(activity('nobody')), { verdict: 'rejected' })
})

t.test('a version that was not told is asked for again', async (t) => {
  const { odoo, instance } = await openStand(t, { api: 'json-rpc' })
  const [id = 0] = odoo.partners.create([{ name: 'Ann' }])
  odoo.server.fail({ on: 'common.version', answer: { status: 502, body: '' } })
  await failsAs(t, instance.logActivity(activity(String(id))), { verdict: 'retry' })
  await instance.logActivity(activity(String(id)))
  t.equal(odoo.notes(id).length, 1)
})
