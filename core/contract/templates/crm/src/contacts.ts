import { Rejected, isDeliveryError, phoneSpellings, toE164, type ContactQuery, type CrmActivity, type CrmChanges, type CrmContact, type CrmField, type CrmWrite, type CrmWritten } from '@kefuhub/contract'
import type { Client } from './client.js'
import type { Note, Row } from './wire.js'

const MAX_FOUND = 10

/** The contacts of the CRM: this file alone knows its API. */
export class Contacts {
  readonly #client: Client

  constructor (client: Client) { this.#client = client }

  async find ({ externalId, email, phone }: ContactQuery): Promise<CrmContact[]> {
    const queries: Array<[field: string, values: string[]]> = []
    if (externalId !== undefined) queries.push(['hubId', [externalId]])
    if (email !== undefined) queries.push(['email', [email.toLowerCase()]])
    if (phone !== undefined) queries.push(['phone', phoneSpellings(phone)])
    for (const [field, values] of queries) {
      const rows = await this.#search(field, values, MAX_FOUND)
      if (rows.length > 0) return rows.map(toContact)
    }
    return []
  }

  async get (ids: readonly string[]): Promise<CrmContact[]> {
    return ids.length === 0 ? [] : (await this.#search('id', [...ids], ids.length)).map(toContact)
  }

  async upsert (writes: readonly CrmWrite[]): Promise<CrmWritten[]> {
    const written: CrmWritten[] = []
    for (const write of writes) {
      written.push(await this.#upsertOne(write).catch((error: unknown): CrmWritten => {
        // One that is refused fails alone; what is wrong with the system is wrong for all.
        if (isDeliveryError(error) && error.verdict === 'rejected') return { outcome: 'failed', error }
        throw error
      }))
    }
    return written
  }

  async log ({ id, contactId, subject, summary }: CrmActivity): Promise<void> {
    const path = `/contacts/${encodeURIComponent(contactId)}/notes`
    const notes = await this.#client.call<Note[]>({ method: 'GET', path, accept404: true })
    if (notes === undefined) throw new Rejected('The CRM does not have the contact any more')
    if (notes.some(({ key }) => key === id)) return
    await this.#client.call({ method: 'POST', path, body: { key: id, text: `${subject}\n\n${summary}` } })
  }

  async changesSince (cursor = '0'): Promise<CrmChanges> {
    const page = await this.#client.call<{ rows: Row[], more: boolean }>({ method: 'GET', path: '/changes', query: { since: cursor } })
    const { rows = [], more = false } = page ?? {}
    return { contacts: rows.map(toContact), cursor: String(rows.at(-1)?.version ?? cursor), more }
  }

  async describeFields (): Promise<CrmField[]> {
    return await this.#client.call<CrmField[]>({ method: 'GET', path: '/fields' }) ?? []
  }

  async #upsertOne (write: CrmWrite): Promise<CrmWritten> {
    // A lost answer is repeated: who looks first makes no second record.
    const id = write.id ?? (await this.#search('hubId', [write.externalId], 1))[0]?.id
    const [phone, email] = [write.phones?.[0], write.emails?.[0]]
    const body = {
      hubId: write.externalId,
      fields: write.fields,
      ...(write.name !== undefined && { name: write.name }),
      ...(phone !== undefined && { phone }),
      ...(email !== undefined && { email })
    }
    const row = id === undefined
      ? await this.#client.call<Row>({ method: 'POST', path: '/contacts', body })
      : await this.#client.call<Row>({ method: 'PATCH', path: `/contacts/${encodeURIComponent(id)}`, body })
    if (row === undefined) throw new Rejected('The CRM did not show the record that it wrote')
    return { outcome: id === undefined ? 'created' : 'updated', contact: toContact(row) }
  }

  async #search (field: string, values: string[], limit: number): Promise<Row[]> {
    // What customers write goes into a body of JSON, never into a query of words.
    return await this.#client.call<Row[]>({ method: 'POST', path: '/contacts/search', body: { field, values, limit }, isWrite: false }) ?? []
  }
}

function toContact ({ id, hubId, name, phone, email, fields, changedAt, deleted }: Row): CrmContact {
  return {
    id,
    ...(hubId !== undefined && { externalId: hubId }),
    ...(name !== undefined && { name }),
    phones: phone === undefined ? [] : [toE164(phone) ?? phone],
    emails: email === undefined ? [] : [email],
    fields,
    changedAt: new Date(changedAt),
    ...(deleted === true && { isGone: true })
  }
}
