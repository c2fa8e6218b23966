import { defineCrm, Rejected, Retryable, Type, Unauthorized, type AnyPlugin, type CrmActivity, type CrmContact, type CrmInstance, type CrmWrite, type CrmWritten } from '@kefuhub/contract'

/** A CRM in memory: contacts by id, changes by the order in which they were made. */
export class FakeCrm {
  readonly contacts = new Map<string, CrmContact>()
  readonly activities = new Map<string, CrmActivity>()
  /** Ids in the order of the changes. */
  readonly changes: string[] = []
  readonly pageSize: number
  readonly calls: string[] = []
  /** What every call does: works, answers that it is busy, refuses the credentials or the call itself, or never answers. */
  mood: 'well' | 'busy' | 'unauthorized' | 'rejecting' | 'hanging' = 'well'
  /** Phone numbers that it refuses to write. */
  readonly refused = new Set<string>()

  constructor (pageSize = 100) { this.pageSize = pageSize }

  put (contact: Partial<CrmContact> & { id: string }): CrmContact {
    const whole: CrmContact = { phones: [], emails: [], fields: {}, ...this.contacts.get(contact.id), changedAt: new Date(), ...contact }
    this.contacts.set(contact.id, whole)
    this.changes.push(contact.id)
    return whole
  }

  plugin (): AnyPlugin {
    return defineCrm({
      name: 'fake-crm',
      contract: '^1',
      title: { zh: '客户系统', en: 'CRM' },
      options: Type.Object({}, { additionalProperties: false }),
      setup: (): CrmInstance => ({
        maxBatch: 10,
        findContacts: async ({ externalId, email, phone }) => await this.#answer('find', () => [...this.contacts.values()].filter((contact) =>
          (externalId !== undefined && contact.externalId === externalId) || (email !== undefined && contact.emails.includes(email)) || (phone !== undefined && contact.phones.includes(phone)))),
        getContacts: async (ids) => await this.#answer('get', () => ids.flatMap((id) => this.contacts.get(id) ?? [])),
        upsertContacts: async (writes) => await this.#answer('upsert', () => writes.map((write) => this.#upsert(write))),
        logActivity: async (activity) => { await this.#answer('log', () => this.activities.set(activity.id, activity)) },
        changesSince: async (cursor) => await this.#answer('changes', () => {
          const from = Number(cursor ?? 0)
          const ids = this.changes.slice(from, from + this.pageSize)
          return { contacts: ids.map((id) => this.contacts.get(id) as CrmContact), cursor: String(from + ids.length), more: from + ids.length < this.changes.length }
        })
      })
    }) as unknown as AnyPlugin
  }

  #upsert (write: CrmWrite): CrmWritten {
    if (write.phones?.some((phone) => this.refused.has(phone)) === true) return { outcome: 'failed', error: new Rejected("the field 'phone' is not valid") }
    const known = [...this.contacts.values()].find(({ id, externalId, isGone }) => isGone !== true && (id === write.id || externalId === write.externalId))
    const { name, phones, emails, fields, externalId } = write
    const contact = this.put({
      id: known?.id ?? `C${this.contacts.size + 1}`,
      externalId,
      fields: { ...known?.fields, ...fields },
      ...(name !== undefined && { name }),
      ...(phones !== undefined && { phones }),
      ...(emails !== undefined && { emails })
    })
    return { outcome: known === undefined ? 'created' : 'updated', contact }
  }

  async #answer<T> (call: string, work: () => T): Promise<T> {
    this.calls.push(call)
    if (this.mood === 'busy') throw new Retryable('busy')
    if (this.mood === 'unauthorized') throw new Unauthorized('the key is not valid', { afterMs: 50 })
    if (this.mood === 'rejecting') throw new Rejected('the question is not good')
    if (this.mood === 'hanging') return await new Promise(() => {})
    return work()
  }
}
