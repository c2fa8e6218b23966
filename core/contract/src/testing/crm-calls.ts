import assert from 'node:assert/strict'
import type { CrmDefinition, CrmWrite, CrmWritten } from '../crm.js'
import type { SystemRun } from './bench.js'
import type { CrmSample, CrmStand } from './crm-sample.js'
import { COMPLAINT, PERSON } from './person.js'
import type { SystemCall } from './system-check.js'

/** A CRM plugin that runs. */
export type CrmRun = SystemRun<CrmDefinition, CrmStand>

/** What a read, and a write whose repeat is harmless, come to when their answer gets lost. */
const READ = ['retry']
const REPEATABLE = ['uncertain', 'retry', 'done']

const { name, phone, email, externalId } = PERSON

/** A write of the person, with what the CRM wants besides. */
export function toWrite (sample: CrmSample, write: Partial<CrmWrite> = {}): CrmWrite {
  return { externalId, name, phones: [phone], emails: [email], ...write, fields: { ...sample.fields, ...write.fields } }
}

/** The contact of a write that went well. */
export function contactOf (written: CrmWritten | undefined): Extract<CrmWritten, { contact: unknown }>['contact'] {
  assert.ok(written !== undefined, 'a write has no answer')
  if (written.outcome === 'failed') throw written.error
  return written.contact
}

/** Puts the person into the CRM, as somebody there would. */
export async function addPerson ({ stand }: CrmRun): Promise<string> {
  return await stand.add({ name, phone, email })
}

/** Every call of a CRM plugin. */
export function crmCalls (sample: CrmSample): ReadonlyArray<SystemCall<CrmRun>> {
  return [
    {
      name: 'findContacts',
      kind: 'read',
      lost: READ,
      async prepare (run) {
        const id = await addPerson(run)
        return { make: async () => assert.deepEqual((await run.hub.instance.findContacts({ email })).map((contact) => contact.id), [id]) }
      }
    },
    {
      name: 'getContacts',
      kind: 'read',
      lost: READ,
      async prepare (run) {
        const id = await addPerson(run)
        return { make: async () => assert.deepEqual((await run.hub.instance.getContacts([id])).map((contact) => contact.id), [id]) }
      }
    },
    {
      name: 'upsertContacts of a new contact',
      kind: 'write',
      lost: REPEATABLE,
      async prepare (run) {
        return {
          make: async () => contactOf((await run.hub.instance.upsertContacts([toWrite(sample)]))[0]),
          async stands () {
            const found = (await run.stand.contacts()).filter((contact) => contact.externalId === externalId)
            assert.equal(found.length, 1, 'records with the same id of the hub')
            assert.equal(found[0]?.name, name)
          }
        }
      }
    },
    {
      name: 'upsertContacts of a record',
      kind: 'write',
      lost: REPEATABLE,
      async prepare (run) {
        const id = await run.stand.add({ name: 'Somebody', email })
        return {
          make: async () => contactOf((await run.hub.instance.upsertContacts([toWrite(sample, { id })]))[0]),
          async stands () {
            assert.deepEqual((await run.stand.contacts()).map((contact) => [contact.id, contact.name]), [[id, name]])
          }
        }
      }
    },
    {
      name: 'logActivity',
      kind: 'write',
      lost: REPEATABLE,
      async prepare (run) {
        const contactId = await addPerson(run)
        const activity = { id: 'activity-1', contactId, kind: 'conversation', subject: 'Talk on the web', summary: COMPLAINT, tags: ['complaint'], at: new Date(sample.nowMs) } as const
        return {
          make: async () => await run.hub.instance.logActivity({ ...activity, tags: [...activity.tags] }),
          async stands () {
            assert.equal((await run.stand.activities(contactId)).filter((text) => text.includes(COMPLAINT)).length, 1, 'activities with the same id')
          }
        }
      }
    },
    {
      name: 'changesSince',
      kind: 'read',
      lost: READ,
      async prepare (run) {
        const id = await addPerson(run)
        return { make: async () => assert.deepEqual((await run.hub.instance.changesSince(undefined)).contacts.map((contact) => contact.id), [id]) }
      }
    }
  ]
}
