import t from 'tap'
import { openStand } from './stand.js'

t.test('an e-mail is found with a name around it, and its signs are no wildcards', async (t) => {
  const { odoo, instance } = await openStand(t)
  odoo.partners.create([{ name: 'Ann', email: '"Ann" <a_n@example.com>' }, { name: 'Axn', email: 'axn@example.com' }])
  t.same((await instance.findContacts({ email: 'A_N@example.com' })).map(({ name }) => name), ['Ann'])
  t.same(await instance.findContacts({ email: '%' }), [])
})

t.test('archived partners are not found, and those of other domains neither', async (t) => {
  const { odoo, instance } = await openStand(t, { options: { domain: [['is_company', '=', false]] } })
  const [ann, firm, old] = odoo.partners.create([
    { name: 'Ann', phone: '13800138000', ref: 'h1' }, { name: 'Firm', phone: '13800138000', is_company: true }, { name: 'Old', phone: '13800138000', active: false, ref: 'h2' }
  ]).map(String)
  t.same((await instance.findContacts({ phone: '+8613800138000' })).map(({ id }) => id), [ann])
  t.same(await instance.findContacts({ externalId: 'h2' }), [])
  t.same((await instance.getContacts([ann, firm, old, '0', 'x', '99999999999', '1.5'].map(String))).map(({ id }) => id), [ann, firm])
  const { contacts } = await instance.changesSince(undefined)
  t.same(contacts.map(({ name, isGone }) => [name, isGone]), [['Ann', undefined], ['Old', true]])
})

t.test('nothing is asked for a key that cannot be one', async (t) => {
  const { odoo, instance } = await openStand(t)
  for (const query of [{ phone: '13800138000' }, { phone: '' }, { email: ' ' }, { externalId: '' }, { externalId: 'a\0b' }, {}]) t.same(await instance.findContacts(query), [])
  t.same(await instance.getContacts(['none']), [])
  t.equal(odoo.server.count('res.partner.search_read'), 0)
})
