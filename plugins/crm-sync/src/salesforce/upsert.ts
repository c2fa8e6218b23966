import { Rejected, Retryable, Uncertain, type CrmContact, type CrmWrite, type CrmWritten } from '@kefuhub/contract'
import { sendHalving, type ItemResult } from '../batch.js'
import { toWaves } from '../waves.js'
import { answersOf, failed } from '../written.js'
import type { SalesforceApi, SalesforceRecord } from './api.js'
import { textOf } from './contact.js'
import type { Contacts } from './contacts.js'
import type { Options } from './options.js'
import type { ContactSchema, SchemaSource } from './schema.js'
import { isId } from './soql.js'
import { toValues, type Values } from './values.js'
import { toItemError, type Fault } from './verdict.js'

/** A write that goes out. */
interface Job {
  index: number
  write: CrmWrite
  values: Values
  /** As it was before; absent: it is made. */
  record?: SalesforceRecord
}

/** What the answer says of one record. */
interface Result {
  id?: unknown
  success?: unknown
  errors?: Fault[]
}

/** Creates and updates contacts, many in one call, each by itself: by the hub's id, which is unique there, or by the vendor's. */
export class Upsert {
  readonly #api: SalesforceApi
  readonly #contacts: Contacts
  readonly #schemas: SchemaSource
  readonly #options: Options

  constructor (api: SalesforceApi, contacts: Contacts, schemas: SchemaSource, options: Options) {
    this.#api = api
    this.#contacts = contacts
    this.#schemas = schemas
    this.#options = options
  }

  /** Answers in the order of the writes. */
  async write (writes: readonly CrmWrite[]): Promise<CrmWritten[]> {
    const written: CrmWritten[] = []
    for (const wave of toWaves(writes)) {
      const answers = await this.#writeWave(wave.map((index) => writes[index] as CrmWrite)).catch((error: unknown) => wave.map(() => failed(error)))
      wave.forEach((index, at) => { written[index] = answers[at] as CrmWritten })
    }
    return answersOf(written)
  }

  async #writeWave (writes: readonly CrmWrite[]): Promise<CrmWritten[]> {
    const schema = await this.#schemas.get()
    const known = await this.#lookUp(schema, writes)
    const written = new Map<number, CrmWritten>()
    const jobs: Job[] = []
    for (const [index, write] of writes.entries()) {
      try {
        const record = known(write)
        const values = toValues(write, record, schema, this.#options)
        if (record !== undefined && Object.keys(values).length === 0) written.set(index, { outcome: 'unchanged', contact: this.#contacts.toContact(schema, record) })
        else jobs.push({ index, write, values, ...(record && { record }) })
      } catch (error) {
        written.set(index, failed(error))
      }
    }
    const results = new Map<Job, ItemResult<string>>()
    for (const [isById, sent] of [[false, jobs.filter(({ write }) => write.id === undefined)], [true, jobs.filter(({ write }) => write.id !== undefined)]] as const) {
      const found = await sendHalving(sent, (some) => this.#send(schema, some, isById))
      sent.forEach((job, at) => results.set(job, found[at] as ItemResult<string>))
    }
    const contacts = await this.#readBack(schema, [...results.values()])
    for (const [job, result] of results) written.set(job.index, toWritten(job, result, contacts))
    return writes.map((_, index) => written.get(index) as CrmWritten)
  }

  /** The records that the writes are about. */
  async #lookUp (schema: ContactSchema, writes: readonly CrmWrite[]): Promise<(write: CrmWrite) => SalesforceRecord | undefined> {
    const { externalIdField } = this.#options
    const byExternalId = await this.#contacts.read(schema, externalIdField, writes.flatMap(({ id, externalId }) => id === undefined ? [externalId] : []))
    const byId = await this.#contacts.read(schema, 'Id', writes.flatMap(({ id }) => id !== undefined && isId(id) ? [id] : []))
    return ({ id, externalId }) => {
      if (id !== undefined) {
        const record = byId.find((candidate) => String(candidate['Id']).slice(0, 15) === id.slice(0, 15))
        if (record === undefined) throw new Rejected('Salesforce has no such contact any more; link the contact to another record')
        return record
      }
      const found = byExternalId.filter((record) => textOf(record[externalIdField])?.toLowerCase() === externalId.toLowerCase())
      if (found.length > 1) throw new Rejected(`Several contacts of Salesforce carry the same id in ${externalIdField}; leave it with one of them and make the field unique`)
      return found[0]
    }
  }

  async #send (schema: ContactSchema, jobs: readonly Job[], isById: boolean): Promise<Array<ItemResult<string>>> {
    const { externalIdField, allowDuplicates } = this.#options
    const records = jobs.map(({ write, values, record }) => ({
      attributes: { type: 'Contact' },
      ...(isById ? { id: record?.['Id'] } : { [externalIdField]: write.externalId }),
      ...values
    }))
    const request = {
      method: 'PATCH',
      path: isById ? '/composite/sobjects' : `/composite/sobjects/Contact/${externalIdField}`,
      body: { allOrNone: false, records },
      ...(allowDuplicates && { headers: { 'sforce-duplicate-rule-header': 'allowSave=true' } })
    } as const
    try {
      const { body } = await this.#api.request(request)
      const results: Result[] = Array.isArray(body) ? body : []
      return jobs.map((_, at) => toResult(results[at], request))
    } catch (error) {
      if (!(error instanceof Uncertain)) throw error
      return await this.#settle(schema, jobs, error)
    }
  }

  /** Looks whether the writes whose answer got lost are there. Those that are not may be sent again: the hub's id keeps them single. */
  async #settle (schema: ContactSchema, jobs: readonly Job[], doubt: Uncertain): Promise<Array<ItemResult<string>>> {
    const error = new Retryable(doubt.message, { cause: doubt })
    try {
      const known = await this.#lookUp(schema, jobs.map(({ write }) => write))
      return jobs.map(({ write }) => {
        const record = known(write)
        const isDone = record !== undefined && Object.keys(toValues(write, record, schema, this.#options)).length === 0
        return isDone ? { value: String(record['Id']) } : { error }
      })
    } catch {
      throw doubt
    }
  }

  /** What was written, as it is now; what cannot be read is left to a repeat, which will find nothing to change. */
  async #readBack (schema: ContactSchema, results: ReadonlyArray<ItemResult<string>>): Promise<Map<string, CrmContact> | Error> {
    const ids = results.flatMap((result) => 'value' in result ? [result.value] : [])
    try {
      const records = await this.#contacts.read(schema, 'Id', ids)
      return new Map(records.map((record) => [String(record['Id']), this.#contacts.toContact(schema, record)]))
    } catch (error) {
      return error as Error
    }
  }
}

function toResult (result: Result | undefined, request: { body: unknown }): ItemResult<string> {
  if (result?.success === true && typeof result.id === 'string') return { value: result.id }
  const [fault] = result?.errors ?? []
  return { error: fault === undefined ? new Uncertain('Salesforce did not say what became of the record') : toItemError(fault, request) }
}

function toWritten ({ record }: Job, result: ItemResult<string>, contacts: Map<string, CrmContact> | Error): CrmWritten {
  if ('error' in result) return failed(result.error)
  if (contacts instanceof Error) return failed(contacts)
  const contact = contacts.get(result.value)
  if (contact === undefined) return failed(new Retryable('Salesforce wrote the contact and does not show it; somebody may have deleted it at once'))
  return { outcome: record === undefined ? 'created' : 'updated', contact }
}
