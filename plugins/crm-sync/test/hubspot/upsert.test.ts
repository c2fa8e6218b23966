import type { CrmWrite, CrmWritten } from '@kefuhub/contract'
import t from 'tap'
import { openStand } from './stand.js'
import { failsAs } from '../fails-as.js'

const write = (externalId: string, more: Partial<CrmWrite> = {}): CrmWrite => ({ externalId, name: `Name of ${externalId}`, emails: [`${externalId}@mail.example`], fields: {}, ...more })
const outcomes = (written: CrmWritten[]): string[] => written.map(({ outcome }) => outcome)

t.test('creates, changes and leaves alone in one batch', async (t) => {
  const { crm, hubspot } = await openStand(t)
  await crm.upsertContacts([write('a'), write('b')])
  hubspot.server.calls.splice(0)
  const written = await crm.upsertContacts([write('a'), write('b', { name: 'Another Name', fields: { city: '广州' } }), write('c')])
  t.same(outcomes(written), ['unchanged', 'updated', 'created'])
  t.match(written, [{}, { contact: { name: 'Another Name', emails: ['b@mail.example'], fields: { city: '广州', email: 'b@mail.example' } } }, { contact: { externalId: 'c', name: 'Name of c' } }])
  t.same(hubspot.server.calls.map(({ name }) => name), ['POST contacts/batch/read', 'POST contacts/batch/upsert'])
  await crm.upsertContacts([write('a'), write('c')])
  t.equal(hubspot.server.count('POST contacts/batch/upsert'), 1, 'nothing to do, nothing is written')
})

t.test('answers with the whole record, also where only a part was written', async (t) => {
  const { crm, hubspot } = await openStand(t)
  hubspot.contacts.insert({ email: 'old@mail.example', firstname: 'Old', lastname: 'Name', phone: '13800000000', city: '北京', kefuhub_id: 'a' })
  const [written] = await crm.upsertContacts([{ externalId: 'a', fields: { city: null, company: 'ACME' } }])
  t.match(written, { outcome: 'updated', contact: { name: 'Old Name', phones: ['+8613800000000'], fields: { city: null, company: 'ACME' } } })
})

t.test('takes over a contact that has the e-mail address and belongs to nobody', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const row = hubspot.contacts.insert({ email: 'b@mail.example', company: 'ACME' })
  const written = await crm.upsertContacts([write('a'), write('b'), write('c')])
  t.same(outcomes(written), ['created', 'updated', 'created'])
  t.match(written[1], { contact: { id: String(row.id), externalId: 'b', name: 'Name of b', fields: { company: 'ACME' } } })
  t.equal(hubspot.contacts.table.size, 3)
  t.same(outcomes(await crm.upsertContacts([write('b')])), ['unchanged'])
})

t.test('leaves a contact alone that belongs to another contact of the hub', async (t) => {
  const { crm } = await openStand(t)
  await crm.upsertContacts([write('a'), write('b')])
  const written = await crm.upsertContacts([write('c', { emails: ['a@mail.example'] }), write('b', { emails: ['a@mail.example'] }), write('d')])
  t.match(written, [
    { outcome: 'failed', error: { verdict: 'rejected', message: /belongs to contact 1001 in HubSpot/ } },
    { outcome: 'failed', error: { verdict: 'rejected', message: /belongs to contact 1001 in HubSpot/ } },
    { outcome: 'created' }
  ])
})

t.test('finds the owner of an address where the conflict does not name it', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const row = hubspot.contacts.insert({ email: 'b@mail.example' })
  const conflict = { status: 409, body: { status: 'error', category: 'CONFLICT', message: 'Contact already exists.' } }
  hubspot.server.fail({ on: 'POST contacts/batch/upsert', answer: conflict })
  t.match(await crm.upsertContacts([write('b')]), [{ outcome: 'updated', contact: { id: String(row.id) } }])
  hubspot.server.fail({ on: 'POST contacts/batch/upsert', answer: conflict, times: 2 })
  await failsAs(t, crm.upsertContacts([write('x')]), { verdict: 'retry', message: /does not show it/ })
  await failsAs(t, crm.upsertContacts([write('x', { emails: [] })]), { verdict: 'retry' })
})

t.test('finds what has a whole batch refused with few calls', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const writes = Array.from({ length: 100 }, (_, index) => write(`w${index}`, index === 37 ? { fields: { no_such_property: 'x' } } : index === 80 ? { emails: ['no address'] } : {}))
  const written = await crm.upsertContacts(writes)
  t.equal(outcomes(written).filter((outcome) => outcome === 'created').length, 98)
  t.match(written[37], { outcome: 'failed', error: { verdict: 'rejected', message: /"?no_such_property"? does not exist.*\(no_such_property\)/ } })
  t.match(written[80], { outcome: 'failed', error: { verdict: 'rejected', message: /\(email\)/ } })
  t.ok(hubspot.server.count('POST contacts/batch/upsert') <= 30, 'calls')
})

t.test('changes records by their ids, also those that are gone', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const [one, two] = [hubspot.contacts.insert({ email: 'one@mail.example' }), hubspot.contacts.insert({ email: 'two@mail.example' })]
  hubspot.contacts.table.archive(two, 0)
  const written = await crm.upsertContacts([
    write('a', { id: String(one.id), emails: ['one@mail.example'] }), write('b', { id: String(two.id) }), write('c', { id: 'no id' }), write('d')
  ])
  t.match(written, [
    { outcome: 'updated', contact: { id: String(one.id), externalId: 'a' } },
    { outcome: 'failed', error: { verdict: 'rejected', message: /deleted or merged/ } },
    { outcome: 'failed', error: { verdict: 'rejected' } },
    { outcome: 'created' }
  ])
})

t.test('says of each write what became of it when a call fails halfway', async (t) => {
  const { crm, hubspot } = await openStand(t)
  const row = hubspot.contacts.insert({ email: 'one@mail.example' })
  hubspot.server.fail({ on: 'POST contacts/batch/update', fault: 'lost-answer' })
  const written = await crm.upsertContacts([write('a'), write('b', { id: String(row.id) })])
  t.match(written, [{ outcome: 'created' }, { outcome: 'failed', error: { verdict: 'uncertain' } }])
  hubspot.server.fail({ on: 'POST contacts/batch/upsert', fault: 'lost-answer' })
  await failsAs(t, crm.upsertContacts([write('c'), write('d')]), { verdict: 'uncertain' })
  t.same(outcomes(await crm.upsertContacts([write('c'), write('d')])), ['unchanged', 'unchanged'])
})

t.test('writes the same contact twice in the order of the writes', async (t) => {
  const { crm, hubspot } = await openStand(t)
  t.same(outcomes(await crm.upsertContacts([write('a', { name: 'One' }), write('b'), write('a', { name: 'Two' })])), ['created', 'created', 'updated'])
  t.equal(hubspot.contacts.table.owner('kefuhub_id', 'a')?.values['lastname'], 'Two')
  hubspot.server.fail({ on: 'POST contacts/batch/read', fault: 'busy' })
  await failsAs(t, crm.upsertContacts([write('a'), write('c')]), { verdict: 'retry' })
})

t.test('does not take silence for an answer', async (t) => {
  const { crm, hubspot } = await openStand(t)
  hubspot.server.fail({ on: 'POST contacts/batch/upsert', answer: { status: 207, body: { status: 'COMPLETE', results: [], errors: [{ message: 'something else' }] } }, times: 2 })
  const written = await crm.upsertContacts([write('a'), write('b')])
  t.match(written, [{ outcome: 'failed', error: { verdict: 'retry', message: /did not say/ } }, { outcome: 'failed' }])
  hubspot.server.fail({ on: 'POST contacts/batch/upsert', answer: { status: 200, body: [] } })
  t.same(outcomes(await crm.upsertContacts([write('a')]).catch(() => [])), [])
})

t.test('matches answers without a trace by what they hold', async (t) => {
  const { crm, hubspot } = await openStand(t)
  hubspot.server.fail({ on: 'POST contacts/batch/upsert', answer: { status: 200, body: { results: [{ id: '7', new: true, properties: { kefuhub_id: 'b' }, updatedAt: '2026-11-02T08:00:00Z' }, { id: '6', new: true, properties: { kefuhub_id: 'a' } }] } } })
  t.match(await crm.upsertContacts([write('a'), write('b')]), [{ contact: { id: '6' } }, { contact: { id: '7' } }])
})
