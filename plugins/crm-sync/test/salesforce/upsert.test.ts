import type { CrmWrite } from '@kefuhub/contract'
import t from 'tap'
import { failsAs } from '../fails-as.js'
import { openStand, seeContacts } from './stand.js'

const UPSERT = 'PATCH /composite/sobjects/Contact/Hub_Id__c'
const UPDATE = 'PATCH /composite/sobjects'
const save = { allowSave: true }
const write = (number: number, more: Partial<CrmWrite> = {}): CrmWrite => ({ externalId: `h${number}`, name: `Customer ${number}`, fields: {}, ...more })

t.test('a batch costs one upsert, whether its contacts are there or not', async (t) => {
  const { salesforce, instance } = await openStand(t)
  salesforce.contacts.insert({ LastName: 'Old', Hub_Id__c: 'h7' }, save)
  const writes = Array.from({ length: 200 }, (_, number) => write(number))
  const written = await instance.upsertContacts(writes)
  t.same(written.map(({ outcome }) => outcome), writes.map((_, number) => number === 7 ? 'updated' : 'created'))
  t.equal(salesforce.server.count(UPSERT), 1)
  t.ok((await instance.upsertContacts(writes)).every(({ outcome }) => outcome === 'unchanged'))
  t.equal(salesforce.server.count(UPSERT), 1)
})

t.test('what Salesforce refuses fails alone, also where it refuses the request as a whole', async (t) => {
  const { salesforce, instance } = await openStand(t, { salesforce: { hasDuplicateRule: true } })
  salesforce.contacts.insert({ LastName: 'There', Email: 'there@example.com' }, save)
  const written = await instance.upsertContacts([
    write(1), write(2, { emails: ['no address'] }), write(3, { fields: { Level__c: 'Bronze' } }), write(4, { name: 'x'.repeat(81) }), write(5, { emails: ['there@example.com'] }),
    write(6, { fields: { AccountId: '0015g00000NobodAAA' } }), write(7, { fields: { Nobody__c: 1 } }), write(8)
  ])
  t.same(written.map((answer) => answer.outcome === 'failed' ? answer.error.message : answer.outcome).map((text) => /[A-Z_]{8,}|no field Nobody__c|created/.exec(text)?.[0]),
    ['created', 'INVALID_EMAIL_ADDRESS', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'STRING_TOO_LONG', 'DUPLICATES_DETECTED', 'INVALID_CROSS_REFERENCE_KEY', 'no field Nobody__c', 'created'])
  for (const answer of written) if (answer.outcome === 'failed') t.match(answer.error, { verdict: 'rejected' })
  salesforce.server.fail({ on: UPSERT, times: 2, answer: { status: 400, body: [{ errorCode: 'JSON_PARSER_ERROR', message: 'Cannot deserialize' }] } })
  // The first two refusals are of all three and of the first two.
  t.same((await instance.upsertContacts([write(11), write(12), write(13)])).map(({ outcome }) => outcome), ['created', 'created', 'created'])
})

t.test('duplicates are saved where the options say so', async (t) => {
  const { salesforce, instance } = await openStand(t, { options: { allowDuplicates: true }, salesforce: { hasDuplicateRule: true } })
  salesforce.contacts.insert({ LastName: 'There', Email: 'there@example.com' }, save)
  t.match(await instance.upsertContacts([write(5, { emails: ['there@example.com'] })]), [{ outcome: 'created' }])
})

t.test('an answer that got lost is looked for', async (t) => {
  for (const fault of ['lost-answer', 'garbage'] as const) {
    const { salesforce, instance } = await openStand(t)
    const id = salesforce.contacts.insert({ LastName: 'Old' }, save)
    salesforce.server.fail({ on: UPSERT, fault })
    salesforce.server.fail({ on: UPDATE, fault })
    t.same((await instance.upsertContacts([write(1), write(2, { id })])).map(({ outcome }) => outcome), ['created', 'updated'], fault)
    t.equal(seeContacts(salesforce).length, 2)
  }
})

t.test('what is not there may be sent again', async (t) => {
  const { salesforce, instance } = await openStand(t)
  salesforce.server.fail({ on: UPSERT, fault: 'reset' })
  await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'retry' })
  t.match(await instance.upsertContacts([write(1)]), [{ outcome: 'created' }])
})

t.test('where looking fails too, the outcome is in doubt', async (t) => {
  const { salesforce, instance } = await openStand(t)
  await instance.findContacts({ externalId: 'h1' })
  salesforce.server.fail({ on: UPSERT, fault: 'lost-answer' })
  salesforce.server.plan.fail('reset', 'read', Infinity, 1)
  await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'uncertain' })
  salesforce.server.plan.heal()
  t.match(await instance.upsertContacts([write(1)]), [{ outcome: 'unchanged' }])
})

t.test('what cannot be read back is told again by a repeat', async (t) => {
  const { salesforce, instance } = await openStand(t)
  await instance.findContacts({ externalId: 'h1' })
  salesforce.server.plan.fail('busy', 'read', 1, 1)
  await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'retry' })
  t.match(await instance.upsertContacts([write(1)]), [{ outcome: 'unchanged' }])
})

t.test('an answer that says nothing of a record leaves it in doubt', async (t) => {
  const { salesforce, instance } = await openStand(t)
  salesforce.server.fail({ on: UPSERT, answer: { status: 200, body: [{ id: '0035g00000ABCDEAA2', success: true, errors: [] }] } })
  const written = await instance.upsertContacts([write(1), write(2)])
  t.match(written, [{ outcome: 'failed', error: { verdict: 'retry', message: /does not show it/ } }, { outcome: 'failed', error: { verdict: 'uncertain' } }])
  salesforce.server.fail({ on: UPSERT, answer: { status: 200, body: {} } })
  await failsAs(t, instance.upsertContacts([write(1)]), { verdict: 'uncertain' })
})

t.test('who is gone is for a person', async (t) => {
  const { salesforce, instance } = await openStand(t)
  const id = salesforce.contacts.insert({ LastName: 'Old' }, save)
  salesforce.contacts.remove(id)
  const written = await instance.upsertContacts([write(1, { id }), write(2, { id: 'x' }), write(3)])
  t.match(written, [{ error: { verdict: 'rejected', message: /no such contact/ } }, { error: { verdict: 'rejected' } }, { outcome: 'created' }])
})

t.test('an id of fifteen characters is the same as its long form', async (t) => {
  const { salesforce, instance } = await openStand(t)
  const id = salesforce.contacts.insert({ LastName: 'Old' }, save)
  t.match(await instance.upsertContacts([write(1, { id: id.slice(0, 15) })]), [{ outcome: 'updated', contact: { id, externalId: 'h1' } }])
})

t.test('a second write of the same record in one batch sees the first', async (t) => {
  const { salesforce, instance } = await openStand(t)
  const written = await instance.upsertContacts([write(1), write(1, { name: 'Renamed' }), write(2)])
  t.same(written.map(({ outcome }) => outcome), ['created', 'updated', 'created'])
  t.equal(seeContacts(salesforce).length, 2)
})
