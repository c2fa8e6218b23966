import t from 'tap'
import { OPTIONS, openStand } from './stand.js'
import { failsAs } from '../fails-as.js'

t.test('asks no more than it must', async (t) => {
  const { crm, hubspot } = await openStand(t)
  hubspot.contacts.insert({ email: 'a@mail.example', kefuhub_id: 'h1', phone: '13800000000' })
  await crm.findContacts({ externalId: 'h1', email: 'a@mail.example', phone: '+8613800000000' })
  t.same(hubspot.server.calls.map(({ name }) => name), ['GET contacts/{id}'])
  hubspot.server.calls.splice(0)
  for (const query of [{ externalId: '' }, { externalId: '..' }, { email: 'no address' }, { phone: 'call me' }, {}]) t.same(await crm.findContacts(query), [])
  t.same(hubspot.server.calls, [])
})

t.test('finds phones as people write them', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const ids = ['+86 138 0000 0000', '(86) 138-0000-0000', '138-0000-0000'].map((phone, index) => String(hubspot.contacts.insert({ lastname: 'A', [index === 1 ? 'mobilephone' : 'phone']: phone }).id))
  t.same((await crm.findContacts({ phone: '+8613800000000' })).map(({ id }) => id), ids)
})

t.test('does not see by phone what was written a moment ago, but by e-mail', async (t) => {
  const { crm, hubspot, advance } = await openStand(t, { searchLagMs: 3000 })
  hubspot.contacts.insert({ email: 'a@mail.example', phone: '13800000000' })
  t.equal((await crm.findContacts({ phone: '+8613800000000' })).length, 0)
  t.equal((await crm.findContacts({ email: 'a@mail.example' })).length, 1)
  advance(3000)
  t.equal((await crm.findContacts({ phone: '+8613800000000' })).length, 1)
})

t.test('keeps within the rate of searches, but no longer than the hub runs', async (t) => {
  const { crm, hub, hubspot } = await openStand(t, { options: { searchRate: { calls: 1, perMs: 60_000 } } })
  await crm.findContacts({ phone: '+8613800000000' })
  const waiting = failsAs(t, crm.findContacts({ phone: '+8613800000000' }), { verdict: 'retry', message: /the hub is stopping/ })
  await crm.getContacts(['1'])
  t.equal(hubspot.server.count('POST contacts/search'), 1)
  await hub.close()
  await waiting
})

t.test('reads the properties that the config names, and links to the record', async (t) => {
  const customProperties = { kefuhub_id: { label: 'Id', type: 'string' as const, isUnique: true }, vip_level: { label: 'VIP', type: 'string' as const } }
  const { crm, hubspot } = await openStand(t, { customProperties, options: { properties: ['vip_level', 'not_there'], portalId: '42' } })
  const { id } = hubspot.contacts.insert({ lastname: 'A', vip_level: 'gold' })
  t.match(await crm.getContacts([String(id), 'x', '404']), [{ fields: { vip_level: 'gold', company: null }, url: `https://app.hubspot.com/contacts/42/record/0-1/${id}` }])
})

t.test('speaks every version of the API', async (t) => {
  for (const [apiVersion, path] of [['2026-09', '/crm/objects/2026-09/contacts'], ['2026-03', '/crm/objects/2026-03/contacts'], ['v3', '/crm/v3/objects/contacts']]) {
    const paths: string[] = []
    const { crm, hubspot } = await openStand(t, { options: { ...OPTIONS, apiVersion } })
    const answer = hubspot.answer.bind(hubspot)
    hubspot.answer = (request) => {
      paths.push(request.url.pathname)
      return answer(request)
    }
    await crm.findContacts({ email: 'a@mail.example' })
    await crm.upsertContacts([{ externalId: 'h1', name: 'A', fields: {} }])
    t.ok((await crm.describeFields?.())?.length)
    t.same(paths.slice(0, 3), [`${path}/a%40mail.example`, `${path}/batch/read`, `${path}/batch/upsert`])
  }
})

t.test('describes the properties that can be mapped', async (t) => {
  const { crm } = await openStand(t, { options: { properties: ['annualrevenue', 'hs_email_optout'] } })
  const fields = new Map((await crm.describeFields?.())?.map((field) => [field.name, field]))
  t.same(fields.get('kefuhub_id'), { name: 'kefuhub_id', label: 'Id in kefuhub', type: 'text' })
  t.same(fields.get('lastmodifieddate'), { name: 'lastmodifieddate', label: 'Last Modified Date', type: 'date', isReadOnly: true })
  t.match(fields.get('lifecyclestage'), { type: 'choice', choices: ['subscriber', 'lead', 'opportunity', 'customer', 'evangelist', 'other'] })
  t.match(fields.get('annualrevenue'), { type: 'number' })
  t.match(fields.get('hs_email_optout'), { type: 'boolean' })
  t.notOk(fields.has('hs_searchable_calculated_phone_number'), 'hidden')
  t.notOk((await (await openStand(t)).crm.describeFields?.())?.some(({ name }) => name === 'annualrevenue'), 'what is not read')
})
