import t, { type Test } from 'tap'
import type { CrmContact } from '@kefuhub/contract'
import type { ContactDoc } from '../../src/store/contact-model.js'
import { createTestHub } from '../support/hub.js'
import { FakeCrm } from './fake-crm.js'

const FIELDS = [{ hub: 'name' }, { hub: 'phones', type: 'list' }, { hub: 'fields.level', crm: 'x_level', values: { gold: 1, silver: 2 } }]
const phoneOf = (number: number): string => `+86138${String(number).padStart(8, '0')}`

/** A hub that does nothing by itself, its CRM, and a way to put contacts into it. */
async function open (t: Test, sync: object = {}, crm = new FakeCrm()) {
  const hub = await createTestHub(t, { plugins: [{ id: 'crm', module: crm.plugin(), sync: { fields: structuredClone(FIELDS), pullMinutes: 0, lookUp: false, create: 'known', ...sync } }] })
  const add = async (...contacts: Array<Partial<ContactDoc> & { _id: string }>): Promise<void> => {
    await hub.store.contacts.insertMany(contacts.map((contact) => (
      { name: contact._id, terms: [], alias: false, phones: [], emails: [], fields: {}, changed: {}, tags: [], createdAt: new Date(), createdBy: 'm', ...contact })))
  }
  const preview = async (limit = 500) => await hub.neighbours.crm.preview('crm', limit)
  const backfill = async (): Promise<void> => {
    await hub.neighbours.jobs.want('crm-backfill:crm')
    await hub.neighbours.jobs.runDue()
  }
  const everything = async () => [await hub.store.contacts.find().sort({ _id: 1 }).lean(), await hub.store.crmLinks.find().sort({ _id: 1 }).lean(), structuredClone([...crm.contacts])]
  return { hub, crm, add, preview, backfill, everything }
}

/** Several contacts of whom each stands differently with the CRM. */
async function openMixed (t: Test, crm?: FakeCrm) {
  const stand = await open(t, {}, crm)
  await stand.add(
    { _id: 'known', phones: [phoneOf(1)] },
    { _id: 'recognised', phones: [phoneOf(2)] },
    { _id: 'named' },
    { _id: 'two-records', phones: [phoneOf(3)] },
    { _id: 'shares-1', phones: [phoneOf(4)] },
    { _id: 'shares-2', phones: [phoneOf(4)] },
    { _id: 'deleted-there', phones: [phoneOf(5)] },
    { _id: 'misfit-there', phones: [phoneOf(6)] },
    { _id: 'misfit-here', phones: [phoneOf(7)], fields: { level: 'bronze' } },
    { _id: 'new', phones: [phoneOf(8)], emails: ['new@example.com'], fields: { level: 'gold' } },
    { _id: 'without-number' }
  )
  stand.crm.put({ id: 'C1', name: 'known', phones: [phoneOf(1)] })
  stand.crm.put({ id: 'C2', name: '王', phones: [phoneOf(2)] })
  stand.crm.put({ id: 'C2', name: '王小明' })
  stand.crm.put({ id: 'C9', externalId: 'named', name: 'named' })
  stand.crm.put({ id: 'C3', phones: [phoneOf(3)] })
  stand.crm.put({ id: 'C3b', phones: [phoneOf(3)] })
  stand.crm.put({ id: 'C4', phones: [phoneOf(4)] })
  stand.crm.put({ id: 'C5', externalId: 'deleted-there', name: 'x', isGone: true })
  stand.crm.put({ id: 'C6', phones: [phoneOf(6)], fields: { x_level: 9 } })
  stand.crm.put({ id: 'C7', name: 'nobody here', phones: [phoneOf(99)] })
  return stand
}

t.test('a dry run lists the records that a back-fill would make, after those that it would change, and writes nothing', async (t) => {
  const { crm, preview, backfill, everything } = await openMixed(t)
  const before = await everything()
  const isThere = new Set(crm.contacts.keys())
  const found = await preview()
  t.same(await everything(), before, 'neither side nor the links between them')
  t.same([...new Set(crm.calls)], ['changes'], 'what was read to its end needs no search')
  t.match(found, { isReadToEnd: true, isComplete: true })
  t.match(found.items.find(({ contact }) => contact === 'recognised'), { record: 'C2', moves: [{ hub: 'name', to: 'hub', from: 'recognised', value: '王小明' }] })
  t.match(found.items.find(({ contact }) => contact === 'misfit-there'), { record: 'C6', moves: [], error: /x_level/ })
  t.same(found.items.filter(({ record }) => record === undefined), [
    { contact: 'deleted-there', name: 'deleted-there', moves: [{ hub: 'name', to: 'crm', from: null, value: 'deleted-there' }, { hub: 'phones', to: 'crm', from: [], value: [phoneOf(5)] }] },
    { contact: 'misfit-here', name: 'misfit-here', moves: [], error: "The mapping of 'x_level' has no word for 'bronze'" },
    {
      contact: 'new',
      name: 'new',
      moves: [{ hub: 'name', to: 'crm', from: null, value: 'new' }, { hub: 'phones', to: 'crm', from: [], value: [phoneOf(8)] }, { hub: 'fields.level', to: 'crm', from: null, value: 'gold' }]
    }
  ], 'in the order of their ids')
  t.same(found.items.map(({ contact }) => contact).filter((contact) => ['known', 'named', 'two-records', 'shares-1', 'shares-2', 'without-number'].includes(contact)), [], 'the others stay as they are')
  await backfill()
  const made = [...crm.contacts.values()].filter(({ id }) => !isThere.has(id)).map(({ externalId }) => externalId)
  t.same(made.sort(), ['deleted-there', 'new'], 'a back-fill does what was said')
  t.same((await preview()).items.filter(({ record, error }) => record === undefined && error === undefined), [], 'nobody gets a second one')
})

t.test('a CRM that is not read to its end is asked for those who may be further on', async (t) => {
  const { crm, add, preview } = await open(t, {}, new FakeCrm(1))
  for (let number = 0; number < 20; number++) crm.put({ id: `X${number}`, name: 'x' })
  await add({ _id: 'new', phones: [phoneOf(1)] }, { _id: 'there', phones: [phoneOf(2)] }, { _id: 'there-twice', phones: [phoneOf(3)] })
  const names = async () => (await preview()).items.map(({ contact, record }) => `${contact} ${record}`)
  t.same(await names(), ['new undefined', 'there undefined', 'there-twice undefined'])
  crm.put({ id: 'C1', phones: [phoneOf(2)] })
  crm.put({ id: 'C2', phones: [phoneOf(3)] })
  crm.put({ id: 'C3', phones: [phoneOf(3)] })
  crm.calls.length = 0
  t.same(await names(), ['new undefined'])
  t.same([...new Set(crm.calls)].sort(), ['changes', 'find'])
  t.equal(crm.calls.filter((call) => call === 'changes').length, 20)
  t.match(await preview(), { isReadToEnd: false, isComplete: false })
})

t.test('a CRM that is not read to its end is asked for so many contacts and no more', async (t) => {
  const { crm, add, preview } = await open(t, {}, new FakeCrm(1))
  for (let number = 0; number < 30; number++) crm.put({ id: `X${number}`, name: 'x' })
  await add(...Array.from({ length: 150 }, (_, number) => ({ _id: `c${number}`, phones: [phoneOf(number)] })))
  const { items } = await preview()
  t.equal(items.length, 100)
  t.equal(crm.calls.filter((call) => call === 'find').length, 200, 'by id and by number')
})

t.test('changes and new records share the list, and it says when it holds not all', async (t) => {
  const { hub, crm, add, preview } = await open(t)
  for (let number = 0; number < 4; number++) {
    await add({ _id: `a${number}`, phones: [phoneOf(number)] }, { _id: `b${number}`, phones: [phoneOf(number + 10)] })
    crm.put({ id: `C${number}`, name: '王', phones: [phoneOf(number)] })
  }
  const shown = async (limit: number) => {
    const { items, isComplete, isReadToEnd } = await preview(limit)
    t.ok(isReadToEnd)
    return `${items.map(({ contact }) => contact).join(' ')}${isComplete ? '' : ' …'}`
  }
  t.equal(await shown(8), 'a0 a1 a2 a3 b0 b1 b2 b3')
  t.equal(await shown(7), 'a0 a1 a2 a3 b0 b1 b2 …')
  t.equal(await shown(4), 'a0 a1 b0 b1 …')
  t.equal(await shown(1), 'a0 …')
  await hub.store.contacts.deleteMany({ _id: { $in: ['b1', 'b2', 'b3'] } })
  t.equal(await shown(4), 'a0 a1 a2 b0 …')
})

t.test('where contacts get no record by themselves none is listed, and a full list needs no more pages', async (t) => {
  for (const create of ['never', 'handed-over']) {
    const { crm, add, preview } = await open(t, { create }, new FakeCrm(1))
    await add({ _id: 'a', phones: [phoneOf(1)] }, { _id: 'b', phones: [phoneOf(2)] }, { _id: 'c', phones: [phoneOf(3)] })
    t.same(await preview(), { items: [], isReadToEnd: true, isComplete: true })
    for (const number of [1, 2, 9]) crm.put({ id: `C${number}`, name: '王', phones: [phoneOf(number)] })
    crm.calls.length = 0
    t.match(await preview(1), { items: [{ contact: 'a', record: 'C1' }], isReadToEnd: false, isComplete: false })
    t.same(crm.calls, ['changes', 'changes'])
  }
})

t.test('a record that is not the contact’s own changes nothing, however like them it is', async (t) => {
  const { crm, add, preview, backfill } = await open(t, {}, new FakeCrm(1))
  await add({ _id: 'a', phones: [phoneOf(1)] })
  const own: Partial<CrmContact> & { id: string } = { id: 'C1', name: 'a', phones: [phoneOf(1)] }
  crm.put(own)
  crm.put({ id: 'C2', name: '王', phones: [phoneOf(1)] })
  t.same((await preview()).items, [], 'whoever comes first is theirs')
  await backfill()
  t.same((await preview()).items, [])
  crm.put({ ...own, name: '李' })
  crm.put({ ...own, name: '李' })
  t.same((await preview()).items, [{ contact: 'a', name: 'a', record: 'C1', moves: [{ hub: 'name', to: 'hub', from: 'a', value: '李' }] }], 'once, though its changes are on several pages')
  crm.put({ id: 'C1', isGone: true })
  t.same((await preview()).items.map(({ contact, record }) => ({ contact, record })), [{ contact: 'a', record: undefined }], 'what is deleted there changes nothing here')
})

t.test('a record that does not fit is the contact’s all the same: another one further on is not', async (t) => {
  const { crm, add, preview } = await open(t, {}, new FakeCrm(1))
  await add({ _id: 'a', phones: [phoneOf(1)] })
  crm.put({ id: 'C1', phones: [phoneOf(1)], fields: { x_level: 9 } })
  crm.put({ id: 'C2', name: '王', phones: [phoneOf(1)] })
  t.match((await preview()).items, [{ record: 'C1', error: /x_level/ }])
  t.equal((await preview()).items.length, 1)
})

t.test('a contact of whom it is not known which record is theirs gets no new one', async (t) => {
  const { crm, add, preview, backfill } = await openMixed(t)
  await backfill()
  crm.contacts.clear()
  crm.changes.length = 0
  await add({ _id: 'z', phones: [phoneOf(50)] })
  t.same((await preview()).items.map(({ contact }) => contact), ['misfit-here', 'z'])
})
