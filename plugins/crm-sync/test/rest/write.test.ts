import type { CrmWrite } from '@kefuhub/contract'
import t from 'tap'
import type { Options } from '../../src/rest/index.js'
import { openStand } from './stand.js'
import { failsAs } from '../fails-as.js'

const write = (externalId: string, more: Partial<CrmWrite> = {}): CrmWrite => ({ externalId, name: `Name of ${externalId}`, fields: {}, ...more })

t.test('makes a record, and changes it the next time', async (t) => {
  const { crm, desk } = await openStand(t)
  t.match(await crm.upsertContacts([write('a', { phones: ['+8613800000000', '+8613900000000'], emails: ['a@mail.example'], fields: { level: 'gold' } })]), [
    { outcome: 'created', contact: { id: '50001', externalId: 'a', phones: ['+8613800000000'], fields: { level: 'gold', remark: null }, url: 'https://crm.shop.example/#/customers/50001' } }
  ])
  t.match(await crm.upsertContacts([write('a', { phones: [], fields: { remark: 'x\0y' } })]), [{ outcome: 'updated', contact: { phones: [], emails: ['a@mail.example'] } }])
  t.match(desk.customers, [{ mobile: null, remark: 'xy', level: 'gold' }])
})

t.test('takes a record that has the same address or phone and belongs to nobody', async (t) => {
  const { crm, desk } = await openStand(t)
  desk.add({ full_name: 'By mail', mail: 'A@Mail.example' })
  desk.add({ full_name: 'By phone', tel: '13800000000' })
  const written = await crm.upsertContacts([write('a', { emails: ['a@mail.example'] }), write('b', { phones: ['+8613800000000'] }), write('c')])
  t.same(written.map(({ outcome }) => outcome), ['updated', 'updated', 'created'])
  t.same(desk.customers.map(({ hub_id: id }) => id).sort(), ['a', 'b', 'c'])
})

t.test('asks a person where it is not clear which record is meant', async (t) => {
  const { crm, desk } = await openStand(t)
  desk.add({ full_name: 'Taken', mail: 'a@mail.example', hub_id: 'other' })
  desk.add({ full_name: 'One', mobile: '13800000000' })
  desk.add({ full_name: 'Two', mobile: '+8613800000000' })
  t.match(await crm.upsertContacts([write('a', { emails: ['a@mail.example'] }), write('b', { phones: ['+8613800000000'] })]), [
    { outcome: 'failed', error: { verdict: 'rejected', message: /Record 50001 .* belongs to another contact/ } },
    { outcome: 'failed', error: { verdict: 'rejected', message: /Several records match/ } }
  ])
})

t.test('makes one record of two writes at the same time', async (t) => {
  const { crm, desk } = await openStand(t)
  const written = await Promise.all([crm.upsertContacts([write('a')]), crm.upsertContacts([write('a'), write('a', { name: 'Last' })])])
  t.same(written.flat().map(({ outcome }) => outcome), ['created', 'updated', 'updated'])
  t.match(desk.customers, [{ full_name: 'Last' }])
})

t.test('finds what a lost answer left there', async (t) => {
  const { crm, desk } = await openStand(t)
  desk.server.fail({ on: 'POST /api/customers', fault: 'lost-answer' })
  await failsAs(t, crm.upsertContacts([write('a')]), { verdict: 'uncertain' })
  t.match(await crm.upsertContacts([write('a')]), [{ outcome: 'updated' }])
  t.equal(desk.customers.length, 1)
})

t.test('says which value is not taken, and lets the others through', async (t) => {
  const { crm } = await openStand(t)
  t.match(await crm.upsertContacts([write('a', { fields: { level: 'best' } }), write('b')]), [
    { outcome: 'failed', error: { verdict: 'rejected', message: /422: level is normal, silver or gold/ } }, { outcome: 'created' }
  ])
  await failsAs(t, crm.upsertContacts([write('c', { id: '1' })]), { verdict: 'rejected', message: /404/ })
})

t.test('reads the record where the answer holds its id only, or nothing', async (t) => {
  const change = async (options: (own: Options) => object): Promise<unknown> => {
    const { crm } = await openStand(t, { options })
    await crm.upsertContacts([write('a')])
    return (await crm.upsertContacts([write('a', { name: 'B' })]))[0]
  }
  t.match(await change((own) => ({ ...own, create: answering(own.create, { id: 'data.cust_no' }), update: answering(own.update, { id: 'nothing' }) })), { outcome: 'updated', contact: { name: 'B' } })
  t.match(await change((own) => ({ ...own, create: answering(own.create, { record: 'data' }), update: answering(own.update, { record: 'nothing' }) })), { outcome: 'updated', contact: { name: 'B' } })
  await failsAs(t, change((own) => ({ ...own, create: answering(own.create, { record: 'nothing' }) })), { verdict: 'rejected', message: /no record, and none is found by its id/ })
  await failsAs(t, change((own) => ({ ...own, create: answering(own.create, { id: '"99"' }) })), { verdict: 'rejected', message: /look at record and id/ })
})

t.test('leaves it to a system that makes and changes in one call', async (t) => {
  const { crm, desk } = await openStand(t, {
    options: ({ create, ...own }) => ({ ...own, upsert: { ...create, method: 'POST' } })
  })
  t.match(await crm.upsertContacts([write('a')]), [{ outcome: 'created', contact: { externalId: 'a' } }])
  desk.server.fail({ on: 'POST /api/customers', answer: { status: 200, body: { data: desk.customers[0] } } })
  t.match(await crm.upsertContacts([write('a')]), [{ outcome: 'updated', contact: { externalId: 'a' } }])
  t.equal(desk.server.count('GET /api/customers'), 0, 'nothing is looked up')
})

t.test('says what the config lacks', async (t) => {
  const { crm, desk } = await openStand(t, { options: ({ create: _create, update: _update, activity: _activity, changes: _changes, fields: _fields, ...own }) => own })
  await failsAs(t, crm.upsertContacts([write('a')]), { verdict: 'rejected', message: /add create or upsert/ })
  desk.add({ full_name: 'A', hub_id: 'a' })
  await failsAs(t, crm.upsertContacts([write('a')]), { verdict: 'rejected', message: /add update/ })
  await failsAs(t, crm.logActivity({ id: '1', contactId: '50001', kind: 'note', subject: 'A', summary: 'B', tags: [], at: new Date(0) }), { verdict: 'rejected', message: /add activity/ })
  t.same(await crm.changesSince(undefined), { contacts: [], cursor: '', more: false })
  t.same(await crm.changesSince('x'), { contacts: [], cursor: 'x', more: false })
  t.equal(crm.describeFields, undefined)
})

/** A call whose answer is read otherwise. */
function answering (call: Options['create'], result: { id: string } | { record: string }): object {
  const { id: _id, record: _record, ...rest } = call ?? {}
  return { ...rest, ...result }
}
