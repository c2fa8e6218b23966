import t, { type Test } from 'tap'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestHub, type TestHub } from '../support/hub.js'
import { FakeCrm } from './fake-crm.js'
import { until } from './until.js'

const PHONE = '+8613800000000'
const LEVEL = { hub: 'fields.level', crm: 'x_level', values: { gold: 1, silver: 2 }, conflict: 'newest' }
const FIELDS = [{ hub: 'name' }, { hub: 'phones', type: 'list' }, { hub: 'emails', type: 'list' }, LEVEL, { hub: 'fields.orders', crm: 'x_orders', type: 'number', direction: 'to-hub' }]

async function open (t: Test, sync: object = {}, crm = new FakeCrm()) {
  const channel = createTestChannel()
  const hub = await createTestHub(t, {
    plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'crm', module: crm.plugin(), sync: { fields: structuredClone(FIELDS), pullMinutes: 0, lookUp: false, ...sync } }]
  })
  hub.start()
  let count = 0
  const meet = async (name = 'Alice') => {
    const sender = `sender-${++count}`
    await channel.hub.receive(inbound({ eventKey: sender, sender: { id: sender, name } }))
    await until(async () => await hub.store.identities.exists({ _id: `shop:${sender}` }) !== null)
    const identity = await hub.store.identities.findById(`shop:${sender}`).orFail().lean()
    await until(async () => (await hub.desk.inbox.list({ contact: identity.contact, limit: 1 })).items.length > 0)
    return identity.contact
  }
  return { hub, crm, channel, meet }
}

const factsOf = async (hub: TestHub, contact: string) => (await hub.neighbours.crm.facts(contact))[0]
const stateOf = async (hub: TestHub, contact: string) => (await factsOf(hub, contact))?.state

/** Contacts whose numbers the hub knows and no CRM has heard of. */
async function know (hub: TestHub, numbers: Record<string, string>): Promise<void> {
  await Promise.all(Object.entries(numbers).map(async ([contact, phone]) => { await hub.store.contacts.updateOne({ _id: contact }, { $set: { phones: [phone] } }) }))
}

async function backfill (hub: TestHub): Promise<void> {
  const before = (await hub.neighbours.jobs.find('crm-backfill:crm'))?.lastDoneAt?.getTime()
  await hub.neighbours.jobs.want('crm-backfill:crm')
  await until(async () => {
    const { lastDoneAt } = await hub.neighbours.jobs.find('crm-backfill:crm') ?? {}
    return lastDoneAt !== undefined && lastDoneAt.getTime() !== before
  })
}

t.test('a customer who is in the CRM is found when their conversation opens, and both sides know what both knew', async (t) => {
  const { hub, crm, meet } = await open(t, { show: [{ crm: 'x_orders', title: { zh: '订单数', en: 'Orders' } }] })
  const contact = await meet()
  crm.put({ id: 'C1', name: '王小明', phones: [PHONE], emails: ['wang@example.com'], fields: { x_level: 1, x_orders: '12', other: 'x' }, url: 'https://crm.test/C1' })
  await hub.desk.contacts.change(contact, { phones: [PHONE] })
  await hub.neighbours.crm.get('crm').lookUp(contact)
  t.match(await factsOf(hub, contact), {
    source: 'crm', state: 'fresh', record: { id: 'C1', name: '王小明', url: 'https://crm.test/C1', shown: [{ title: { en: 'Orders' }, value: '12' }] }
  })
  t.match(await hub.desk.contacts.view(contact), { name: '王小明', phones: [PHONE], emails: ['wang@example.com'], fields: { level: 'gold', orders: 12 } }, 'the CRM wins where the hub had another word')
  t.equal(crm.contacts.size, 1)
})

t.test('what a CRM refused once is asked again when somebody wants to know', async (t) => {
  const { hub, crm, meet } = await open(t, { lookUp: true })
  crm.mood = 'rejecting'
  const contact = await meet()
  await until(async () => await stateOf(hub, contact) === 'failed')
  crm.mood = 'well'
  crm.put({ id: 'C1', externalId: contact })
  await until(async () => await hub.store.outbox.exists({ queue: 'crm-look:crm' }) === null)
  await hub.neighbours.crm.refresh(contact, 'crm')
  await until(async () => await stateOf(hub, contact) === 'fresh')
})

t.test('an agent need not wait for the next try', async (t) => {
  const { hub, crm, meet } = await open(t, { lookUp: true })
  crm.mood = 'busy'
  const contact = await meet()
  await until(async () => await stateOf(hub, contact) === 'failed')
  crm.mood = 'well'
  crm.put({ id: 'C1', externalId: contact })
  await hub.store.outbox.updateMany({ queue: 'crm-look:crm' }, { $set: { due: new Date(Date.now() + 3_600_000) } })
  await hub.neighbours.crm.lookAgain(contact, 'crm')
  await until(async () => await stateOf(hub, contact) === 'fresh')
})

t.test('a look-up that failed is not forgotten when the contact changes', async (t) => {
  const { hub, crm, meet } = await open(t)
  const contact = await meet()
  crm.put({ id: 'C1', externalId: contact })
  await hub.neighbours.crm.lookAgain(contact, 'crm')
  await until(async () => await stateOf(hub, contact) === 'fresh')
  crm.mood = 'rejecting'
  await hub.neighbours.crm.lookAgain(contact, 'crm')
  await until(async () => await stateOf(hub, contact) === 'stale')
  await t.rejects(hub.neighbours.crm.get('crm').push(contact, false), { message: /not good/ })
  t.match(await factsOf(hub, contact), { state: 'stale', reason: /not good/ })
  crm.mood = 'well'
  await hub.neighbours.crm.get('crm').push(contact, false)
  t.match(await factsOf(hub, contact), { state: 'fresh' }, 'the CRM was asked')
})

t.test('consoles are told whenever it may be otherwise what a CRM knows', async (t) => {
  const { hub, crm, meet } = await open(t)
  const contact = await meet()
  const told: string[] = []
  t.teardown(hub.desk.bulletin.subscribe(({ facts }) => { told.push(...facts) }, () => {}))
  crm.put({ id: 'C1', phones: [PHONE] })
  await hub.desk.contacts.change(contact, { phones: [PHONE] })
  await until(async () => told.length > 0)
  t.match(await factsOf(hub, contact), { state: 'fresh', record: { id: 'C1' } }, 'a number made the contact known')
  told.length = 0
  await hub.neighbours.crm.get('crm').pull([crm.put({ id: 'C1', name: '王小明' })])
  await until(async () => told.length > 0)
  t.match(await factsOf(hub, contact), { record: { name: '王小明' } }, 'somebody changed the record there')
  t.same([...new Set(told)], [contact])
})

t.test('who is not there is said to be unknown; of several a person chooses one', async (t) => {
  const { hub, crm, meet } = await open(t)
  const contact = await meet()
  await hub.neighbours.crm.get('crm').lookUp(contact)
  t.match(await factsOf(hub, contact), { state: 'none', record: undefined })
  crm.put({ id: 'C1', phones: [PHONE] })
  crm.put({ id: 'C2', name: '第二位', phones: [PHONE] })
  await hub.desk.contacts.change(contact, { phones: [PHONE] })
  await hub.neighbours.crm.get('crm').lookUp(contact)
  t.match(await factsOf(hub, contact), { state: 'many', candidates: [{ id: 'C1' }, { id: 'C2' }] })
  crm.put({ id: 'C3', name: '别人' })
  await t.rejects(hub.neighbours.crm.get('crm').choose(contact, 'C3'), { code: 'KH_ERR_SYNC_CANDIDATE' }, 'nobody becomes somebody else')
  await hub.neighbours.crm.get('crm').choose(contact, 'C2')
  t.match(await factsOf(hub, contact), { state: 'fresh', record: { id: 'C2' }, candidates: undefined })
  t.equal((await hub.desk.contacts.view(contact))?.name, '第二位')
})

t.test('a record that is deleted in the CRM is shown no more', async (t) => {
  const { hub, crm, meet } = await open(t)
  const contact = await meet()
  crm.put({ id: 'C1', externalId: contact, name: '王' })
  await hub.neighbours.crm.get('crm').lookUp(contact)
  t.match(await factsOf(hub, contact), { state: 'fresh', record: { id: 'C1' } })
  crm.put({ id: 'C1', isGone: true })
  await hub.neighbours.jobs.want('crm-pull:crm')
  await until(async () => await stateOf(hub, contact) === 'none')
  t.equal((await factsOf(hub, contact))?.record, undefined)
})

t.test('a conversation that opens has its customer looked up', async (t) => {
  const { hub, crm, meet } = await open(t, { lookUp: true })
  const contact = await meet()
  await until(async () => await stateOf(hub, contact) === 'none')
  crm.put({ id: 'C1', externalId: contact, name: '王' })
  await hub.desk.contacts.change(contact, { phones: [PHONE] })
  await until(async () => await stateOf(hub, contact) === 'fresh')
  t.equal((await hub.desk.contacts.view(contact))?.name, '王', 'what an agent adds finds the record')
})

t.test('a CRM that is away holds up nothing: what was known is shown as stale, and a failure says why', async (t) => {
  const { hub, crm, channel, meet } = await open(t, { staleMinutes: 0 })
  crm.put({ id: 'C1', phones: [PHONE], name: '王' })
  const contact = await meet()
  await hub.desk.contacts.change(contact, { phones: [PHONE] })
  await hub.neighbours.crm.get('crm').lookUp(contact)
  crm.mood = 'hanging'
  t.match(await factsOf(hub, contact), { state: 'stale', record: { id: 'C1' } })
  t.same(await channel.hub.receive(inbound({ eventKey: 'while it hangs' })), { duplicate: false })
  crm.mood = 'busy'
  const stranger = await meet()
  await t.rejects(hub.neighbours.crm.get('crm').lookUp(stranger), { message: 'busy' })
  t.match(await factsOf(hub, stranger), { state: 'failed', reason: 'busy' })
})

t.test('what changes here gets there, and back, without going round in circles', async (t) => {
  const { hub, crm, meet } = await open(t, { create: 'known' })
  const contact = await meet()
  await hub.desk.contacts.change(contact, { phones: [PHONE], fields: { level: 'silver' } })
  await until(() => crm.contacts.size === 1)
  t.match([...crm.contacts.values()], [{ externalId: contact, name: 'Alice', phones: [PHONE], fields: { x_level: 2 } }], 'created once a number is known')
  await until(async () => await stateOf(hub, contact) === 'fresh')
  crm.put({ id: 'C1', fields: { x_level: 1, x_orders: 3 }, changedAt: new Date(Date.now() + 1000) })
  await hub.neighbours.jobs.want('crm-pull:crm')
  await until(async () => (await hub.desk.contacts.view(contact))?.fields['level'] === 'gold')
  await until(async () => await hub.store.outbox.exists({ due: { $gte: new Date(0) } }) === null)
  const upserts = crm.calls.filter((call) => call === 'upsert').length
  t.equal(upserts, 1, 'what came from there is not written there')
  await hub.desk.contacts.change(contact, { name: '王小明', emails: ['wang@example.com'] })
  await until(() => crm.contacts.get('C1')?.name === '王小明')
  t.match(crm.contacts.get('C1'), { emails: ['wang@example.com'], phones: [PHONE], fields: { x_level: 1 } })
})

t.test('a back-fill goes on saying which record did not fit', async (t) => {
  const { hub, crm, meet } = await open(t)
  const contact = await meet()
  crm.put({ id: 'C1', externalId: contact, fields: { x_level: 9 } })
  await backfill(hub)
  t.match(await hub.neighbours.jobs.find('crm-backfill:crm'), { progress: { phase: 'done', pulled: { failed: 1 }, pushed: { done: 1, unchanged: 1 } } })
  t.match(await hub.neighbours.crm.links.failures('crm'), [{ contact, error: { code: 'KH_ERR_SYNC_MISFIT' } }])
})

t.test('a back-fill gives nobody a second record', async (t) => {
  const { hub, crm, meet } = await open(t, { create: 'always' })
  const [misfit, one] = [await meet(), await meet('Bob')]
  await until(() => crm.contacts.size === 2)
  const [other, twice] = [await meet('Carol'), await meet('Dave')]
  await until(() => crm.contacts.size === 4)
  crm.contacts.clear()
  crm.changes.length = 0
  await hub.store.crmLinks.deleteMany({ source: 'crm' })
  crm.put({ id: 'C1', externalId: misfit, fields: { x_level: 9 } })
  crm.put({ id: 'C2', phones: ['+8613800000001'] })
  crm.put({ id: 'C3', phones: ['+8613800000001'] })
  for (const id of ['C4', 'C5', 'C5']) crm.put({ id, phones: ['+8613800000002'] })
  await hub.desk.contacts.change(one, { phones: ['+8613800000001'] })
  await hub.desk.contacts.change(twice, { phones: ['+8613800000002'] })
  await hub.neighbours.crm.get('crm').lookUp(one)
  t.match(await factsOf(hub, one), { state: 'many' })
  await backfill(hub)
  t.same([...crm.contacts.values()].map(({ externalId }) => externalId).filter((id) => id !== undefined).sort(), [misfit, other].sort(), 'only who has none gets one')
  t.equal(crm.contacts.size, 6)
  t.match(await factsOf(hub, twice), { state: 'many', candidates: [{ id: 'C4' }, { id: 'C5' }] }, 'two records on one page')
})

t.test('a back-fill gives no second record to somebody whose record the CRM did not let it change, nor to those who share a number', async (t) => {
  const { hub, crm, meet } = await open(t, { create: 'known' })
  const [refused, one, other, sole] = [await meet(), await meet('Bob'), await meet('Carol'), await meet('Dave')]
  await know(hub, { [refused]: PHONE, [one]: '+8613800000001', [other]: '+8613800000001', [sole]: '+8613800000002' })
  crm.put({ id: 'R1', phones: [PHONE], changedAt: new Date(0) })
  crm.put({ id: 'R2', phones: ['+8613800000001'] })
  crm.refused.add('+8613800000009')
  await hub.store.contacts.updateOne({ _id: refused }, { $set: { phones: [PHONE, '+8613800000009'], 'changed.phones': new Date() } })
  await backfill(hub)
  t.match(await hub.neighbours.crm.links.failures('crm'), [{ contact: refused, state: 'linked', crmId: 'R1', error: { message: /'phone' is not valid/ } }])
  crm.mood = 'busy'
  await t.rejects(hub.neighbours.crm.get('crm').lookUp(refused))
  crm.mood = 'well'
  crm.refused.clear()
  t.match(await hub.neighbours.crm.get('crm').pushAll([refused]), { created: 0, unchanged: 1 })
  t.match(await Promise.all([one, other].map(async (contact) => await factsOf(hub, contact))), [one, other].map(() => ({ state: 'many', candidates: [{ id: 'R2' }] })), 'a person has to say whose it is')
  t.same([...crm.contacts.keys()], ['R1', 'R2', 'C3'])
  t.match(crm.contacts.get('C3'), { externalId: sole })

  await hub.neighbours.crm.get('crm').choose(one, 'R2')
  t.match(await factsOf(hub, one), { state: 'fresh', record: { id: 'R2' } })
  const [late, twin] = [await meet('Eve'), await meet('Fay')]
  await know(hub, { [late]: '+8613800000001', [twin]: '+8613800000002' })
  await backfill(hub)
  t.equal(crm.contacts.size, 3, 'and neither does the next one')
  t.match(await factsOf(hub, late), { state: 'many', candidates: [{ id: 'R2' }] }, 'whose number is that of a record which is linked')
  t.match(await factsOf(hub, twin), { state: 'many', candidates: [{ id: 'C3' }] }, 'or of one that the hub made for somebody else')

  await hub.neighbours.crm.get('crm').choose(other, 'R2')
  crm.put({ id: 'R2', name: '王家' })
  await backfill(hub)
  t.match(await Promise.all([one, other].map(async (contact) => (await hub.desk.contacts.view(contact))?.name)), ['王家', '王家'], 'whoever is linked to it hears of its changes')
})

t.test('somebody whose new record did not fit gets one as soon as it does', async (t) => {
  const { hub, crm, meet } = await open(t, { create: 'known' })
  const contact = await meet()
  await know(hub, { [contact]: PHONE })
  await hub.store.contacts.updateOne({ _id: contact }, { $set: { 'fields.level': 'platinum' } })
  await backfill(hub)
  t.match(await hub.neighbours.crm.links.failures('crm'), [{ contact, error: { code: 'KH_ERR_SYNC_MISFIT', message: /platinum/ } }])
  t.equal(crm.contacts.size, 0)
  await hub.store.contacts.updateOne({ _id: contact }, { $set: { 'fields.level': 'gold' } })
  await backfill(hub)
  t.match([...crm.contacts.values()], [{ externalId: contact, fields: { x_level: 1 } }])
  t.same(await hub.neighbours.crm.links.failures('crm'), [])
})

t.test('a value that does not fit fails its record alone, visibly, and is mended by the next change', async (t) => {
  const { hub, crm, meet } = await open(t)
  const [one, two] = [await meet(), await meet('Bob')]
  crm.put({ id: 'C1', externalId: one, fields: { x_level: 9 } })
  crm.put({ id: 'C2', externalId: two, fields: { x_level: 1 } })
  await hub.neighbours.jobs.want('crm-pull:crm')
  await until(async () => (await hub.neighbours.jobs.find('crm-pull:crm'))?.lastDoneAt !== undefined)
  t.match(await hub.neighbours.jobs.find('crm-pull:crm'), { progress: { cursor: '2', counts: { read: 2, matched: 2, changed: 1, failed: 1 } } })
  t.match(await hub.neighbours.crm.links.failures('crm'), [{ contact: one, error: { code: 'KH_ERR_SYNC_MISFIT', message: /x_level.*9/ } }])
  t.equal((await hub.desk.contacts.view(two))?.fields['level'], 'gold')
  crm.put({ id: 'C1', fields: { x_level: 2 } })
  await hub.neighbours.jobs.want('crm-pull:crm')
  await until(async () => (await hub.desk.contacts.view(one))?.fields['level'] === 'silver')
  await until(async () => (await hub.neighbours.crm.links.failures('crm')).length === 0)
})

t.test('a closed conversation is logged at the record with what was said and its tags', async (t) => {
  const { hub, crm, meet } = await open(t)
  const contact = await meet()
  crm.put({ id: 'C1', externalId: contact })
  await hub.neighbours.crm.get('crm').lookUp(contact)
  const { items: [conversation] } = await hub.desk.inbox.list({ contact, limit: 1 })
  await hub.desk.conversations.tag(conversation?.id ?? '', ['退款'])
  await hub.desk.conversations.close(conversation?.id ?? '', 'agent:lin')
  await until(() => crm.activities.size === 1)
  t.match([...crm.activities.values()], [{ id: conversation?.id, contactId: 'C1', kind: 'conversation', tags: ['退款'], summary: /客户 Customer: / }])
})

t.test('a conversation that is closed before its customer was looked up is logged all the same', async (t) => {
  const { hub, crm, meet } = await open(t)
  const contact = await meet()
  crm.put({ id: 'C1', externalId: contact })
  const { items: [conversation] } = await hub.desk.inbox.list({ contact, limit: 1 })
  await hub.desk.conversations.close(conversation?.id ?? '', 'agent:lin')
  await until(() => crm.activities.size === 1)
  t.match([...crm.activities.values()], [{ id: conversation?.id, contactId: 'C1' }])
})

t.test('a back-fill reads everything, writes everything, and goes on where a dead process was', async (t) => {
  const crm = new FakeCrm(7)
  const { hub, meet } = await open(t, { create: 'known', update: true }, crm)
  const contacts: string[] = []
  for (let index = 0; index < 25; index++) contacts.push(await meet(`Customer ${index}`))
  await hub.neighbours.stop()
  await hub.pipeline.stop()
  for (const [index, contact] of contacts.entries()) await hub.store.contacts.updateOne({ _id: contact }, { $set: { phones: [`+86138${String(index).padStart(8, '0')}`], 'changed.phones': new Date() } })
  for (let index = 0; index < 20; index++) crm.put({ id: `C${index}`, name: `客户 ${index}`, phones: [`+86138${String(index).padStart(8, '0')}`] })
  crm.refused.add('+8613800000021')
  const run = async () => {
    const next = await createTestHub(t, { store: hub.testStore, plugins: [{ id: 'crm', module: crm.plugin(), sync: { fields: structuredClone(FIELDS), pullMinutes: 0, create: 'known' } }] })
    await next.neighbours.jobs.start()
    return next
  }
  const first = await run()
  await first.neighbours.jobs.want('crm-backfill:crm')
  await until(async () => ((await first.neighbours.jobs.find('crm-backfill:crm'))?.progress as { phase?: string } | undefined)?.phase === 'push')
  await first.close()
  const second = await run()
  await until(async () => (await second.neighbours.jobs.find('crm-backfill:crm'))?.lastDoneAt !== undefined)
  t.match(await second.neighbours.jobs.find('crm-backfill:crm'), { progress: { phase: 'done', pulled: { read: 20, matched: 20 }, pushed: { done: 25, failed: 1 } } })
  t.equal(crm.contacts.size, 24, 'nobody is there twice, and one was refused')
  t.match(await second.neighbours.crm.links.failures('crm'), [{ contact: contacts[21], error: { message: /phone/ } }])
})
