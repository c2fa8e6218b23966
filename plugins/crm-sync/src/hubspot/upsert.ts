import { Rejected, Retryable, type CrmWrite, type CrmWritten } from '@kefuhub/contract'
import { toWaves } from '../waves.js'
import { answersOf, failed } from '../written.js'
import type { Api } from './api.js'
import { toContact, toProperties } from './contact.js'
import { existingId } from './facts.js'
import type { Options } from './options.js'
import type { HubSpotError, HubSpotObject, Properties } from './wire.js'

/** A write that something is to be done about. */
interface Job {
  index: number
  write: CrmWrite
  /** The record as it is; absent when there is none. */
  current: HubSpotObject | undefined
  properties: Properties
}

/** Writes contacts in batches: reads what is there, sends what differs, and settles one by one what the batch refused. */
export class ContactWriter {
  readonly #api: Api
  readonly #options: Options

  constructor (api: Api, options: Options) {
    this.#api = api
    this.#options = options
  }

  /** Answers in the order of the writes. @throws what all of them failed with */
  async write (writes: readonly CrmWrite[]): Promise<CrmWritten[]> {
    const written = new Map<number, CrmWritten>()
    // A batch must not have the same record twice.
    for (const wave of toWaves(writes)) {
      await this.#writeWave(wave.map((index) => [index, writes[index] as CrmWrite]), written).catch((error: unknown) => {
        for (const index of wave) written.set(index, failed(error))
      })
    }
    return answersOf(writes.map((_write, index) => written.get(index) ?? failed(new Retryable('HubSpot did not say what became of the contact'))))
  }

  async #writeWave (writes: ReadonlyArray<[number, CrmWrite]>, written: Map<number, CrmWritten>): Promise<void> {
    const jobs: Job[] = []
    const current = await this.#read(writes.map(([, write]) => write))
    for (const [index, write] of writes) {
      const record = current(write)
      const properties = toProperties(write, record, this.#options)
      if (write.id !== undefined && record === undefined) written.set(index, failed(new Rejected('HubSpot has no such contact any more; it was deleted or merged')))
      else if (record !== undefined && Object.keys(properties).length === 0) written.set(index, { outcome: 'unchanged', contact: toContact(record, this.#options) })
      else jobs.push({ index, write, current: record, properties })
    }
    await this.#send('upsert', jobs.filter(({ write }) => write.id === undefined), written)
    await this.#send('update', jobs.filter(({ write }) => write.id !== undefined), written)
  }

  /** The records that the writes are about, as they are now. */
  async #read (writes: readonly CrmWrite[]): Promise<(write: CrmWrite) => HubSpotObject | undefined> {
    const { externalIdProperty } = this.#options
    const ids = writes.flatMap(({ id }) => id !== undefined && /^\d+$/.test(id) ? [id] : [])
    const externalIds = writes.flatMap(({ id, externalId }) => id === undefined ? [externalId] : [])
    const byId = new Map((await this.#api.readContacts(ids)).map((record) => [record.id, record]))
    const byExternalId = new Map((await this.#api.readContacts(externalIds, externalIdProperty)).map((record) => [record.properties[externalIdProperty], record]))
    return ({ id, externalId }) => id === undefined ? byExternalId.get(externalId) : byId.get(id)
  }

  async #send (how: 'upsert' | 'update', jobs: readonly Job[], written: Map<number, CrmWritten>): Promise<void> {
    if (jobs.length === 0) return
    const { externalIdProperty } = this.#options
    const inputs = jobs.map(({ index, write, properties }) => ({
      ...(how === 'upsert' ? { idProperty: externalIdProperty, id: write.externalId } : { id: write.id ?? '' }),
      properties,
      objectWriteTraceId: String(index)
    }))
    try {
      const answer = await this.#api.writeContacts(how, inputs)
      if (answer.refusal !== undefined) return await this.#part(how, jobs, answer.refusal, written)
      for (const result of answer.results) {
        const job = jobs.find(({ index, write }) => String(index) === result.objectWriteTraceId || write.id === result.id || result.properties[externalIdProperty] === write.externalId)
        if (job !== undefined) written.set(job.index, this.#written(job, result))
      }
      for (const error of answer.errors) {
        const traces = error.context?.['objectWriteTraceId'] ?? []
        for (const job of jobs) if (traces.includes(String(job.index))) written.set(job.index, await this.#settle(job, error))
      }
    } catch (error) {
      for (const job of jobs) if (!written.has(job.index)) written.set(job.index, failed(error))
    }
  }

  /** One bad input has the whole batch refused; halves find it with few calls. */
  async #part (how: 'upsert' | 'update', jobs: readonly Job[], refusal: HubSpotError, written: Map<number, CrmWritten>): Promise<void> {
    const [job] = jobs
    if (jobs.length === 1 && job !== undefined) {
      written.set(job.index, await this.#settle(job, refusal))
      return
    }
    const middle = jobs.length >> 1
    await this.#send(how, jobs.slice(0, middle), written)
    await this.#send(how, jobs.slice(middle), written)
  }

  async #settle (job: Job, error: HubSpotError): Promise<CrmWritten> {
    try {
      const message = error.message ?? ''
      if (error.category === 'CONFLICT' || existingId(message) !== undefined) return await this.#adopt(job, existingId(message))
      return failed(new Rejected(`HubSpot refuses the contact: ${this.#api.verdicts.reason(error, job.properties)}`))
    } catch (cause) {
      return failed(cause)
    }
  }

  /** The e-mail address is another record's: when that belongs to nobody in the hub yet, it is the one that was meant. */
  async #adopt (job: Job, id: string | undefined): Promise<CrmWritten> {
    const email = job.properties['email']
    const owner = id !== undefined ? await this.#api.getContact(id) : email ? await this.#api.getContact(email, 'email') : undefined
    if (owner === undefined) return failed(new Retryable('HubSpot says that the contact exists, and does not show it'))
    const linked = owner.properties[this.#options.externalIdProperty]
    if (job.current !== undefined || (linked && linked !== job.write.externalId)) {
      return failed(new Rejected(`The e-mail address belongs to contact ${owner.id} in HubSpot; merge the two there, or take it from one of them`))
    }
    const adopted = { ...job, current: owner, properties: toProperties(job.write, owner, this.#options) }
    return this.#written(adopted, await this.#api.patchContact(owner.id, adopted.properties))
  }

  #written ({ current, properties }: Job, result: HubSpotObject): CrmWritten {
    // The answer holds what was written and little more.
    const merged = { ...current?.properties, ...properties, ...result.properties }
    const contact = toContact({ ...current, ...result, properties: emptied(merged) }, this.#options)
    return { outcome: current === undefined && result.new !== false ? 'created' : 'updated', contact }
  }
}

function emptied (properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value === '' ? null : value]))
}
