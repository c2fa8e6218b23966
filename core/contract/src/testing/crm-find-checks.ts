import assert from 'node:assert/strict'
import type { CrmContact, CrmDefinition } from '../crm.js'
import { phoneSpellings, toE164 } from '../phone.js'
import { addPerson } from './crm-calls.js'
import type { CrmSample } from './crm-sample.js'
import { hostileQueries } from './hostile.js'
import { PERSON } from './person.js'
import { defineSystemCheck } from './system-check.js'
import type { Check } from './check.js'

const { name, phone, email, externalId } = PERSON
const FIXED_LINE = '+862112345678'
const MOST_FOUND = 10

const define = defineSystemCheck<CrmDefinition, CrmSample>

/** How a CRM plugin finds people. */
export const crmFindChecks: ReadonlyArray<Check<CrmDefinition, CrmSample>> = [
  define('a contact that is found is whole', async (bench) => {
    const { hub, stand } = await bench.open()
    const id = await stand.add({ name, phone, email, externalId })
    const [contact, ...others] = await hub.instance.findContacts({ email })
    assert.deepEqual(others, [])
    assert.ok(contact !== undefined, 'nobody is found')
    assertWhole(contact)
    assert.deepEqual({ id: contact.id, name: contact.name, phones: contact.phones, emails: contact.emails.map(lower), externalId: contact.externalId },
      { id, name, phones: [phone], emails: [lower(email)], externalId })
  }),

  define('a contact is found by every spelling of a phone', async (bench) => {
    for (const number of [phone, FIXED_LINE]) {
      for (const spelling of phoneSpellings(number)) {
        const { hub, stand } = await bench.open()
        const id = await stand.add({ name, phone: spelling })
        await stand.add({ name: 'Somebody else', phone: '+8613800000000' })
        const found = await hub.instance.findContacts({ phone: number })
        assert.deepEqual(found.map((contact) => contact.id), [id], `${number}, kept as '${spelling}'`)
        // One that does not say enough, for example without a plus, stays as it is.
        if (toE164(spelling) === number) assert.deepEqual(found[0]?.phones, [number], `the phones of a contact that is kept as '${spelling}'`)
      }
    }
  }),

  define('a contact is found by e-mail in upper and lower case', async (bench) => {
    for (const [kept, asked] of [[email, lower(email)], [lower(email), email.toUpperCase()]] as const) {
      const { hub, stand } = await bench.open()
      const id = await stand.add({ name, email: kept })
      await stand.add({ name: 'Somebody else', email: `not.${email}` })
      assert.deepEqual(ids(await hub.instance.findContacts({ email: asked })), [id], `'${asked}', kept as '${kept}'`)
    }
  }),

  define("a contact is found by the hub's id", async (bench) => {
    const { hub, stand } = await bench.open()
    const id = await stand.add({ name, externalId })
    await stand.add({ name: 'Somebody else', externalId: `${externalId}0` })
    assert.deepEqual(ids(await hub.instance.findContacts({ externalId })), [id])
  }),

  define("the hub's id goes before the e-mail, and that before the phone", async (bench) => {
    const { hub, stand } = await bench.open()
    const byId = await stand.add({ name: 'By id', externalId })
    const byEmail = await stand.add({ name: 'By e-mail', email })
    const byPhone = await stand.add({ name: 'By phone', phone })
    const { instance } = hub
    assert.deepEqual(ids(await instance.findContacts({ externalId, email, phone })), [byId])
    assert.deepEqual(ids(await instance.findContacts({ externalId: `${externalId}9`, email, phone })), [byEmail])
    assert.deepEqual(ids(await instance.findContacts({ email: `no.${email}`, phone })), [byPhone])
  }),

  define('several that match come as several, ten at most', async (bench) => {
    const { hub, stand } = await bench.open()
    const added = [await stand.add({ name: 'One', phone }), await stand.add({ name: 'Two', phone })]
    assert.deepEqual(ids(await hub.instance.findContacts({ phone })).sort(), added.sort())
    for (let more = 0; more < MOST_FOUND; more++) await stand.add({ name: `More ${more}`, phone })
    const found = ids(await hub.instance.findContacts({ phone }))
    assert.equal(new Set(found).size, MOST_FOUND)
    assert.equal(found.length, MOST_FOUND)
  }),

  define('nothing found is an empty list', async (bench) => {
    const run = await bench.open()
    const { instance } = run.hub
    const queries = [{ phone: '+8613800000001' }, { email: `no.${email}` }, { externalId: `${externalId}9` }]
    for (const query of queries) assert.deepEqual(await instance.findContacts(query), [], 'in an empty CRM')
    await addPerson(run)
    for (const query of queries) assert.deepEqual(await instance.findContacts(query), [], JSON.stringify(query))
    assert.deepEqual(await instance.getContacts([]), [])
    assert.deepEqual(await instance.getContacts([bench.sample.unknownId]), [])
  }),

  define('what customers write is no query', async (bench) => {
    const { hub, stand } = await bench.open()
    const kept = { phone: '13800000000', email: 'one@mail.example', externalId }
    await stand.add({ name: 'One', ...kept })
    await stand.add({ name: 'Two' })
    for (const key of ['phone', 'email', 'externalId'] as const) {
      for (const hostile of hostileQueries(kept[key])) {
        const found = await hub.instance.findContacts({ [key]: hostile })
        assert.deepEqual(found, [], `${key} ${JSON.stringify(hostile)} found somebody`)
      }
    }
  }),

  define('records come by their ids, without those that are gone', async (bench) => {
    const { hub, stand } = await bench.open()
    const added: string[] = []
    for (const seed of ['one', 'two', 'three']) added.push(await stand.add({ name: seed, email: `${seed}@mail.example` }))
    const contacts = await hub.instance.getContacts([...added, bench.sample.unknownId])
    assert.deepEqual(ids(contacts).sort(), [...added].sort())
    for (const contact of contacts) assertWhole(contact)
    if (stand.remove === undefined) return
    const [gone = '', ...left] = added
    await stand.remove(gone)
    assert.deepEqual(ids(await hub.instance.getContacts(added)).sort(), left.sort(), 'after one was removed')
    assert.deepEqual(await hub.instance.findContacts({ email: 'one@mail.example' }), [], 'one that was removed is found')
  }),

  define('the fields that can be mapped are described', async (bench) => {
    const { hub } = await bench.open()
    const fields = await hub.instance.describeFields?.()
    if (fields === undefined) return
    assert.equal(new Set(fields.map((field) => field.name)).size, fields.length, 'a field stands twice')
    for (const field of fields) {
      assert.ok(field.name && field.label, `a field has no name or label: ${JSON.stringify(field)}`)
      assert.equal(field.choices !== undefined, field.type === 'choice', `${field.name}: choices are there for a choice, and only then`)
    }
    const text = fields.find((field) => field.name === bench.sample.textField)
    assert.ok(text !== undefined && text.type === 'text' && text.isReadOnly === undefined, `'${bench.sample.textField}' is ${JSON.stringify(text)}`)
  })
]

/** Asserts that a contact is what the contract says. */
export function assertWhole (contact: CrmContact): void {
  const where = `contact ${JSON.stringify(contact)}`
  assert.ok(typeof contact.id === 'string' && contact.id !== '', `${where}: id`)
  assert.ok(contact.changedAt instanceof Date && !Number.isNaN(contact.changedAt.getTime()), `${where}: changedAt`)
  for (const list of ['phones', 'emails'] as const) assert.ok(contact[list].every((item) => typeof item === 'string' && item !== ''), `${where}: ${list}`)
  for (const text of ['name', 'externalId'] as const) assert.ok(contact[text] === undefined || (typeof contact[text] === 'string' && contact[text] !== ''), `${where}: ${text}`)
  if (contact.url !== undefined) assert.match(contact.url, /^https?:\/\//, `${where}: url`)
  for (const [field, value] of Object.entries(contact.fields)) {
    assert.ok(value === null || ['string', 'number', 'boolean'].includes(typeof value), `${where}: the field '${field}' is not flat`)
  }
}

function ids (contacts: readonly CrmContact[]): string[] { return contacts.map((contact) => contact.id) }

function lower (text: string): string { return text.toLowerCase() }
