import type { CrmWrite } from '@kefuhub/contract'
import t from 'tap'
import { failsAs } from '../fails-as.js'
import { APIS, openStand, seePartners } from './stand.js'

const write = (number: number, more: Partial<CrmWrite> = {}): CrmWrite => ({ externalId: `h${number}`, name: `Customer ${number}`, fields: {}, ...more })

for (const api of APIS) {
  t.test(`${api}: a batch costs one look, one creation and one reading`, async (t) => {
    const { odoo, instance } = await openStand(t, { api })
    const written = await instance.upsertContacts(Array.from({ length: 100 }, (_, number) => write(number)))
    t.ok(written.every(({ outcome }) => outcome === 'created'))
    t.equal(odoo.server.count('res.partner.create'), 1)
    t.equal(odoo.server.count('res.partner.search_read'), 2)
    const again = await instance.upsertContacts(Array.from({ length: 100 }, (_, number) => write(number)))
    t.ok(again.every(({ outcome }) => outcome === 'unchanged'))
    t.equal(odoo.server.count(/create|write/), 1)
  })

  t.test(`${api}: a creation whose answer got lost is found and not repeated`, async (t) => {
    for (const fault of ['lost-answer', 'garbage'] as const) {
      const { odoo, instance } = await openStand(t, { api })
      odoo.server.fail({ on: 'res.partner.create', fault })
      const written = await instance.upsertContacts([write(1), write(2)])
      t.same(written.map(({ outcome }) => outcome), ['created', 'created'], fault)
      t.equal(odoo.partners.rows.size, 2)
    }
  })

  t.test(`${api}: a creation that may still go on is left for longer than it can`, async (t) => {
    const { odoo, instance } = await openStand(t, { api })
    odoo.server.fail({ on: 'res.partner.create', fault: 'reset' })
    await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'retry', afterMs: 130_000 })
    t.equal(odoo.partners.rows.size, 0)
    t.match(await instance.upsertContacts([write(1)]), [{ outcome: 'created' }])
  })

  t.test(`${api}: where looking fails too, the outcome is in doubt`, async (t) => {
    const { odoo, instance } = await openStand(t, { api })
    await instance.getContacts(['1'])
    odoo.server.fail({ on: 'res.partner.create', fault: 'lost-answer' })
    // The first look goes through, the second one fails.
    const looks = odoo.server.count('res.partner.search_read')
    odoo.server.plan.fail('reset', 'read', Infinity, 1)
    await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'uncertain' })
    t.ok(odoo.server.count('res.partner.search_read') > looks)
    odoo.server.plan.heal()
    t.match(await instance.upsertContacts([write(1)]), [{ outcome: 'unchanged' }])
    t.equal(odoo.partners.rows.size, 1)
  })

  t.test(`${api}: one that is refused does not hold the others up`, async (t) => {
    const { odoo, instance } = await openStand(t, { api })
    odoo.partners.create([{ name: 'Old', ref: 'h9' }])
    const written = await instance.upsertContacts([write(1), write(2, { fields: { lang: 'xx_XX' } }), write(3, { fields: { country_id: 4711 } }), write(4, { fields: { nickname: 'x' } }), write(9), write(5)])
    t.same(written.map(({ outcome }) => outcome), ['created', 'failed', 'failed', 'failed', 'updated', 'created'])
    t.match(written[1], { error: { verdict: 'rejected', message: /Wrong value for res.partner.lang/ } })
    t.equal(seePartners(odoo).length, 3)
  })
}

t.test('a second write of the same record in one batch sees the first', async (t) => {
  const { odoo, instance } = await openStand(t)
  const written = await instance.upsertContacts([write(1), write(1, { name: 'Renamed' }), write(2)])
  t.same(written.map(({ outcome }) => outcome), ['created', 'updated', 'created'])
  t.same(seePartners(odoo).map(({ name }) => name).sort(), ['Customer 2', 'Renamed'])
})

t.test('two calls at a time make one record', async (t) => {
  const { odoo, instance } = await openStand(t)
  await Promise.all([instance.upsertContacts([write(1)]), instance.upsertContacts([write(1)])])
  t.equal(odoo.partners.rows.size, 1)
})

t.test('an archived partner is changed, not made again', async (t) => {
  const { odoo, instance } = await openStand(t)
  odoo.partners.create([{ name: 'Old', ref: 'h1', active: false }])
  t.match(await instance.upsertContacts([write(1)]), [{ outcome: 'updated', contact: { name: 'Customer 1', isGone: true } }])
  t.equal(odoo.partners.rows.size, 1)
})

t.test('who is gone, or there several times, is for a person', async (t) => {
  const { odoo, instance } = await openStand(t)
  odoo.partners.create([{ name: 'One', ref: 'h1' }, { name: 'Two', ref: 'h1' }])
  const written = await instance.upsertContacts([write(1), write(2, { id: '4711' }), write(3, { id: 'x' })])
  t.match(written, [{ error: { verdict: 'rejected', message: /Several partners/ } }, { error: { verdict: 'rejected', message: /no such partner/ } }, { error: { verdict: 'rejected' } }])
})

t.test('a unique field that is taken is said without the value', async (t) => {
  const { odoo, instance } = await openStand(t, { odoo: { uniqueFields: ['email'] } })
  odoo.partners.create([{ name: 'Ann', email: 'ann@example.com' }])
  await failsAs(t, instance.upsertContacts([write(1, { emails: ['ann@example.com'] })]), { verdict: 'rejected', message: /must be unique/ })
})

t.test('an update whose answer got lost may be repeated', async (t) => {
  const { odoo, instance } = await openStand(t)
  const [id] = odoo.partners.create([{ name: 'Ann', ref: 'h1' }]).map(String)
  odoo.server.fail({ on: 'res.partner.write', fault: 'lost-answer' })
  await failsAs(t, instance.upsertContacts([write(1, { id: String(id) })]), { verdict: 'retry' })
  t.match(await instance.upsertContacts([write(1)]), [{ outcome: 'unchanged' }])
})

t.test('a record that is locked is tried again, the others are written', async (t) => {
  const { odoo, instance } = await openStand(t)
  odoo.partners.create([{ name: 'Ann', ref: 'h1' }, { name: 'Bob', ref: 'h2' }])
  odoo.server.fail({ on: 'res.partner.write', fault: 'busy' })
  const written = await instance.upsertContacts([write(1), write(2)])
  t.same(written.map(({ outcome }) => outcome).sort(), ['failed', 'updated'])
})

t.test('an answer that does not say what was made is in doubt', async (t) => {
  const { odoo, instance } = await openStand(t)
  odoo.server.fail({ on: 'res.partner.create', answer: { status: 200, body: true } })
  await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'uncertain' })
})

t.test('a record that vanishes at once is looked for again', async (t) => {
  const { odoo, instance } = await openStand(t)
  odoo.server.fail({ on: 'res.partner.create', answer: { status: 200, body: [4711] } })
  await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'retry', message: /does not show it/ })
})

t.test('what cannot be read back is told again by a repeat', async (t) => {
  const { odoo, instance } = await openStand(t)
  await instance.getContacts(['1'])
  odoo.server.plan.fail('busy', 'read', 1, 1)
  await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'retry' })
  t.match(await instance.upsertContacts([write(1)]), [{ outcome: 'unchanged' }])
})
