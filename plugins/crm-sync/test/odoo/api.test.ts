import t from 'tap'
import { failsAs } from '../fails-as.js'
import { APIS, DATABASE, NOW_MS, openStand } from './stand.js'

for (const api of APIS) {
  t.test(`${api}: a key that is no longer good is for an operator, until it is`, async (t) => {
    const { odoo, instance } = await openStand(t, { api })
    odoo.partners.create([{ name: 'Ann', email: 'ann@example.com' }])
    odoo.isKeyValid = false
    await failsAs(t, instance.findContacts({ email: 'ann@example.com' }), { verdict: 'unauthorized', message: /three months/ })
    t.equal((await instance.health?.())?.state, 'down')
    odoo.isKeyValid = true
    t.equal((await instance.findContacts({ email: 'ann@example.com' })).length, 1)
    odoo.isKeyValid = false
    await failsAs(t, instance.findContacts({ email: 'ann@example.com' }), { verdict: 'unauthorized' }, 'a key that ends while the hub runs')
    t.same(odoo.server.calls.filter(({ fault }) => fault), [])
  })

  t.test(`${api}: a user without the rights is for an operator`, async (t) => {
    const { odoo, instance } = await openStand(t, { api })
    odoo.rights.write = false
    await failsAs(t, instance.upsertContacts([{ externalId: 'h1', name: 'Ann', fields: {} }]), { verdict: 'unauthorized', message: /rights on contacts/ })
  })

  t.test(`${api}: a wrong database is for an operator`, async (t) => {
    const { instance } = await openStand(t, { api, options: { database: 'nowhere' } })
    await failsAs(t, instance.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized', message: /database/ })
  })

  t.test(`${api}: a proxy that fails is waited for`, async (t) => {
    const { odoo, instance } = await openStand(t, { api })
    odoo.partners.create([{ name: 'Ann', email: 'ann@example.com' }])
    await instance.findContacts({ externalId: 'h1' })
    for (const [answer, expected] of [
      [{ status: 502, body: '<html>Bad Gateway</html>' }, { verdict: 'retry' }],
      [{ status: 503, body: '<html></html>', headers: { 'retry-after': '20' } }, { verdict: 'retry', afterMs: 20_000 }],
      [{ status: 429, body: '<html></html>', headers: { 'retry-after': new Date(NOW_MS + 60_000).toUTCString() } }, { verdict: 'retry', afterMs: 60_000 }],
      [{ status: 200, body: '<html>Log in to the network</html>' }, { verdict: 'retry' }],
      [{ status: 200, body: { jsonrpc: '2.0', id: 1, result: true } }, { verdict: 'retry' }]
    ] as const) {
      odoo.server.fail({ on: 'res.partner.search_read', answer })
      await failsAs(t, instance.findContacts({ email: 'ann@example.com' }), expected, JSON.stringify(answer))
    }
    t.equal((await instance.findContacts({ email: 'ann@example.com' })).length, 1)
  })

  t.test(`${api}: fields that this version lacks are not named`, async (t) => {
    for (const [hasMobile, hasPhoneSanitized] of [[true, false], [false, true], [false, false]] as const) {
      const { odoo, instance } = await openStand(t, { api, odoo: { hasMobile, hasPhoneSanitized } })
      odoo.partners.create([{ name: 'Ann', phone: '138 0013-8000' }, { name: 'Bob', phone: '+86 138 0013 8001' }])
      const [ann, ...others] = await instance.findContacts({ phone: '+8613800138000' })
      t.same([ann?.name, others.length], ['Ann', 0])
      const [written] = await instance.upsertContacts([{ externalId: 'h1', name: 'Cid', phones: ['+8613800138009'], fields: {} }])
      t.match(written, { outcome: 'created', contact: { phones: ['+8613800138009'] } })
      t.equal(odoo.partners.rows.get(3)?.[hasMobile ? 'mobile' : 'phone'], '+8613800138009')
    }
  })
}

t.test('JSON-2 names the database where it is given', async (t) => {
  const { instance } = await openStand(t, { options: { database: DATABASE }, odoo: { databases: [DATABASE, 'other'] } })
  t.same(await instance.findContacts({ externalId: 'h1' }), [])
  const { instance: lost } = await openStand(t, { odoo: { databases: [DATABASE, 'other'] } })
  await failsAs(t, lost.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized', message: /option database/ })
})

t.test('the API that a version does not have is named to the operator', async (t) => {
  const { instance: old } = await openStand(t, { api: 'json-2', odoo: { version: 17 } })
  await failsAs(t, old.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized', message: /json-rpc is for Odoo 18 and older/ })
  const { instance: later } = await openStand(t, { api: 'json-rpc', odoo: { version: 22 } })
  await failsAs(t, later.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized', message: /json-2 is for Odoo 19 and later/ })
})

t.test('JSON-RPC logs in once, and again after a refusal', async (t) => {
  const { odoo, instance } = await openStand(t, { api: 'json-rpc' })
  await Promise.all([instance.findContacts({ externalId: 'h1' }), instance.getContacts(['1']), instance.changesSince(undefined)])
  t.equal(odoo.server.count('common.authenticate'), 1)
  odoo.server.fail({ on: 'res.partner.search_read', answer: { status: 200, body: { jsonrpc: '2.0', id: 1, error: { code: 100, message: 'Odoo Session Expired', data: { name: 'odoo.http.SessionExpiredException', message: 'Session expired' } } } } })
  await t.rejects(instance.getContacts(['1']))
  await instance.getContacts(['1'])
  t.equal(odoo.server.count('common.authenticate'), 2)
})

t.test('an answer that is none of JSON-RPC is no result', async (t) => {
  const { odoo, instance } = await openStand(t, { api: 'json-rpc' })
  const [id = 0] = odoo.partners.create([{ name: 'Ann', ref: 'h1' }])
  const answer = { status: 200, body: { detail: 'from a gateway' } }
  odoo.server.fail({ on: 'res.partner.search_read', answer })
  await failsAs(t, instance.getContacts([String(id)]), { verdict: 'retry' })
  odoo.server.fail({ on: 'res.partner.message_post', answer })
  await failsAs(t, instance.logActivity({ id: 'a1', contactId: String(id), kind: 'note', subject: 'x', summary: 'y', tags: [], at: new Date(0) }), { verdict: 'uncertain' })
})

t.test('a failed log-in is not kept', async (t) => {
  const { odoo, instance } = await openStand(t, { api: 'json-rpc' })
  odoo.server.fail({ on: 'common.authenticate', answer: { status: 502, body: '' } })
  await failsAs(t, instance.getContacts(['1']), { verdict: 'retry' })
  t.same(await instance.getContacts(['1']), [])
})

t.test('the field for the id of the hub must be there', async (t) => {
  const { odoo, instance, advance } = await openStand(t, { options: { externalIdField: 'x_hub_id' } })
  await failsAs(t, instance.findContacts({ externalId: 'h1' }), { verdict: 'unauthorized', message: /x_hub_id/ })
  const { instance: well } = await openStand(t, { options: { externalIdField: 'x_hub_id' }, odoo: { customFields: { x_hub_id: { type: 'char', string: 'Hub id' } } } })
  t.match(await well.upsertContacts([{ externalId: 'h1', name: 'Ann', fields: {} }]), [{ outcome: 'created', contact: { externalId: 'h1' } }])
  t.equal((await well.findContacts({ externalId: 'h1' })).length, 1)
  advance(1)
  t.equal(odoo.server.count('res.partner.fields_get'), 1)
})

t.test('the fields are asked for again after a while', async (t) => {
  const { odoo, instance, advance } = await openStand(t)
  await instance.getContacts(['1'])
  await instance.getContacts(['1'])
  t.equal(odoo.server.count('res.partner.fields_get'), 1)
  advance(600_001)
  await instance.getContacts(['1'])
  t.equal(odoo.server.count('res.partner.fields_get'), 2)
})

t.test('only the fields that are wanted are read, and a missing one is said once', async (t) => {
  const { odoo, hub, instance } = await openStand(t, { options: { fields: ['street', 'nickname'] } })
  const [id = 0] = odoo.partners.create([{ name: 'Ann', street: 'Long Road', city: 'Far' }])
  const [ann] = await instance.getContacts([String(id)])
  t.equal(ann?.fields['street'], 'Long Road')
  t.notOk('city' in (ann?.fields ?? {}))
  t.equal(hub.logs.filter(({ line }) => line.includes('nickname')).length, 1)
})

t.test('fields are described for the mapping', async (t) => {
  const { instance } = await openStand(t)
  const fields = new Map((await instance.describeFields?.())?.map((field) => [field.name, field]))
  t.same(fields.get('lang'), { name: 'lang', label: 'Language', type: 'choice', choices: ['en_US', 'zh_CN'] })
  t.same(fields.get('country_id'), { name: 'country_id', label: 'Country', type: 'number' })
  t.same(fields.get('country_id.name'), { name: 'country_id.name', label: 'Country', type: 'text', isReadOnly: true })
  t.match(fields.get('email_normalized'), { type: 'text', isReadOnly: true })
  t.match(fields.get('comment'), { type: 'text' })
  for (const name of ['id', 'write_date', 'image_1920', 'child_ids']) t.notOk(fields.has(name), name)
})
