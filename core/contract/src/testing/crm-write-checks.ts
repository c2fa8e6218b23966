import assert from 'node:assert/strict'
import { isDeliveryError } from '../errors.js'
import type { CrmDefinition, CrmWrite } from '../crm.js'
import { attempt } from './bench.js'
import type { Check } from './check.js'
import { addPerson, contactOf, toWrite } from './crm-calls.js'
import { assertWhole } from './crm-find-checks.js'
import type { CrmSample } from './crm-sample.js'
import { HOSTILE_NAMES, HOSTILE_TEXT } from './hostile.js'
import { PERSON } from './person.js'
import { defineSystemCheck } from './system-check.js'

const { name, phone, email, externalId } = PERSON

const define = defineSystemCheck<CrmDefinition, CrmSample>

/** What a CRM plugin writes. */
export const crmWriteChecks: ReadonlyArray<Check<CrmDefinition, CrmSample>> = [
  define('a new contact gets all that was given', async (bench) => {
    const { hub, stand } = await bench.open()
    const { textField } = bench.sample
    const [written, ...others] = await hub.instance.upsertContacts([toWrite(bench.sample, { fields: { [textField]: 'wants it red' } })])
    assert.deepEqual(others, [])
    assert.equal(written?.outcome, 'created')
    const contact = contactOf(written)
    assertWhole(contact)
    assert.deepEqual([contact.externalId, contact.name, contact.phones, contact.fields[textField]], [externalId, name, [phone], 'wants it red'], 'the contact that is answered')
    const [seen, ...more] = await stand.contacts()
    assert.deepEqual(more, [])
    assert.deepEqual([seen?.id, seen?.externalId, seen?.name, seen?.fields[textField]], [contact.id, externalId, name, 'wants it red'], 'the record')
    assert.deepEqual(seen?.emails.map((text) => text.toLowerCase()), [email.toLowerCase()])
    assert.equal(seen?.phones.length, 1)
  }),

  define('the same write again makes no second record', async (bench) => {
    const { hub, stand } = await bench.open()
    const write = toWrite(bench.sample)
    const first = contactOf((await hub.instance.upsertContacts([write]))[0])
    const [again] = await hub.instance.upsertContacts([write])
    assert.equal(contactOf(again).id, first.id)
    assert.ok(again?.outcome === 'unchanged' || again?.outcome === 'updated', `the outcome is '${again?.outcome}'`)
    const other = await bench.open({ stand })
    assert.equal(contactOf((await other.hub.instance.upsertContacts([write]))[0]).id, first.id, 'from another process')
    assert.equal((await stand.contacts()).length, 1, 'records')
  }),

  define("a record is changed by its id, and gets the hub's id", async (bench) => {
    const run = await bench.open()
    const id = await addPerson(run)
    const [written] = await run.hub.instance.upsertContacts([toWrite(bench.sample, { id, name: 'New Name' })])
    assert.equal(written?.outcome, 'updated')
    assert.equal(contactOf(written).id, id)
    assert.deepEqual((await run.stand.contacts()).map((seen) => [seen.id, seen.externalId, seen.name]), [[id, externalId, 'New Name']])
    assert.deepEqual((await run.hub.instance.findContacts({ externalId })).map((contact) => contact.id), [id])
  }),

  define('what is absent stays, and null empties', async (bench) => {
    const { hub, stand } = await bench.open()
    const { textField, fields } = bench.sample
    await hub.instance.upsertContacts([toWrite(bench.sample, { fields: { [textField]: 'stays' } })])
    await hub.instance.upsertContacts([{ externalId, name: 'Only the name', fields: { ...fields } }])
    const [seen] = await stand.contacts()
    assert.deepEqual([seen?.name, seen?.fields[textField], seen?.phones.length, seen?.emails.length], ['Only the name', 'stays', 1, 1], 'what was absent')
    const [written] = await hub.instance.upsertContacts([{ externalId, fields: { ...fields, [textField]: null } }])
    const [emptied] = await stand.contacts()
    assert.ok(!emptied?.fields[textField], `null left '${String(emptied?.fields[textField])}'`)
    assert.ok(!contactOf(written).fields[textField], 'the contact that is answered')
    assert.equal(emptied?.name, 'Only the name')
  }),

  define('a batch is answered in order, and what is refused fails alone', async (bench) => {
    const { hub, stand } = await bench.open()
    const { maxBatch } = hub.instance
    assert.ok(Number.isInteger(maxBatch) && maxBatch > 0, `maxBatch is ${maxBatch}`)
    const writes = batch(bench.sample, Math.min(maxBatch, 3))
    const bad = writes.length >> 1
    const written = await hub.instance.upsertContacts(writes.map((write, index) => index === bad ? bench.sample.spoil(write) : write))
    assert.equal(written.length, writes.length, 'answers')
    for (const [index, answer] of written.entries()) {
      if (index !== bad) {
        assert.equal(contactOf(answer).externalId, writes[index]?.externalId, `answer ${index}`)
        continue
      }
      assert.equal(answer.outcome, 'failed', 'the spoilt write')
      const error = answer.outcome === 'failed' ? answer.error : undefined
      assert.equal(isDeliveryError(error) && error.verdict, 'rejected', `the error of the spoilt write is ${String(error)}`)
    }
    assert.equal((await stand.contacts()).length, writes.length - 1, 'records')
  }),

  define('the largest batch goes through', async (bench) => {
    const { hub, stand } = await bench.open()
    const writes = batch(bench.sample, hub.instance.maxBatch)
    for (const round of ['created', 'again']) {
      const written = await hub.instance.upsertContacts(writes)
      assert.deepEqual(written.map((answer) => contactOf(answer).externalId), writes.map((write) => write.externalId), round)
    }
    assert.equal((await stand.contacts()).length, writes.length, 'records')
  }),

  define('unicode and markup survive in a record', async (bench) => {
    const { hub, stand } = await bench.open()
    const { textField } = bench.sample
    for (const [index, hostile] of HOSTILE_NAMES.entries()) {
      const write = toWrite(bench.sample, { externalId: `${externalId}${index}`, name: hostile, phones: [], emails: [`${index}@mail.example`], fields: { [textField]: hostile } })
      const contact = contactOf((await hub.instance.upsertContacts([write]))[0])
      const seen = (await stand.contacts()).find(({ id }) => id === contact.id)
      assert.deepEqual([seen?.name, seen?.fields[textField]], [hostile, hostile], 'the record')
      const [read] = await hub.instance.findContacts({ externalId: write.externalId })
      assert.deepEqual([read?.name, read?.fields[textField]], [hostile, hostile], 'read back')
    }
  }),

  define('a NUL is taken out', async (bench) => {
    const { hub, stand } = await bench.open()
    const { textField } = bench.sample
    contactOf((await hub.instance.upsertContacts([toWrite(bench.sample, { name: 'A\0B', fields: { [textField]: 'c\0d' } })]))[0])
    const [seen] = await stand.contacts()
    assert.deepEqual([seen?.name, seen?.fields[textField]], ['AB', 'cd'])
  }),

  define('an activity is written once for each id', async (bench) => {
    const run = await bench.open()
    const contactId = await addPerson(run)
    const activity = { contactId, kind: 'note', subject: 'A call', summary: 'said yes', tags: ['sale'], at: new Date(bench.sample.nowMs), url: 'https://hub.test/c/1' } as const
    const other = await bench.open({ stand: run.stand })
    for (const [{ hub }, id] of [[run, 'a-1'], [run, 'a-1'], [other, 'a-1'], [other, 'a-2']] as const) {
      await hub.instance.logActivity({ ...activity, tags: [...activity.tags], id })
    }
    const texts = await run.stand.activities(contactId)
    assert.equal(texts.length, 2, 'activities')
    for (const text of texts) assert.ok(text.includes('A call') && text.includes('said yes'), `an activity says '${text}'`)
  }),

  define('unicode and markup survive in an activity', async (bench) => {
    const run = await bench.open()
    const contactId = await addPerson(run)
    for (const [index, hostile] of [...HOSTILE_NAMES, HOSTILE_TEXT].entries()) {
      await run.hub.instance.logActivity({ id: `a-${index}`, contactId, kind: 'conversation', subject: `No ${index}`, summary: `${hostile}\0`, tags: [], at: new Date(bench.sample.nowMs) })
      const texts = (await run.stand.activities(contactId)).map((text) => text.replace(/\r\n/g, '\n'))
      assert.ok(texts.some((text) => text.includes(hostile) && !text.includes('\0')), `${JSON.stringify(hostile)} is not in ${JSON.stringify(texts)}`)
    }
  }),

  define('an activity of nobody is rejected', async (bench) => {
    const { hub } = await bench.open()
    const { outcome } = await attempt(() => hub.instance.logActivity({ id: 'a-1', contactId: bench.sample.unknownId, kind: 'note', subject: 'A call', summary: 'said yes', tags: [], at: new Date(bench.sample.nowMs) }))
    assert.equal(outcome, 'rejected')
  })
]

function batch (sample: CrmSample, length: number): CrmWrite[] {
  return Array.from({ length }, (_, index) => toWrite(sample, {
    externalId: `${externalId.slice(4)}${String(index).padStart(4, '0')}`,
    name: `Customer ${index}`,
    phones: [`+8613800${String(index).padStart(6, '0')}`],
    emails: [`customer.${index}@mail.example`]
  }))
}
