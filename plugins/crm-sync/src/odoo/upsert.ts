import { Rejected, Retryable, Uncertain, type CrmContact, type CrmWrite, type CrmWritten } from '@kefuhub/contract'
import { sendHalving, type ItemResult } from '../batch.js'
import { Lane } from '../lane.js'
import { toWaves } from '../waves.js'
import { answersOf, failed } from '../written.js'
import type { OdooApi } from './api.js'
import { LATE_COMMIT_MS } from './facts.js'
import type { Options } from './options.js'
import { linkOf, textOf, toContact, type Partner } from './partner.js'
import { toNumbers, type Partners } from './partners.js'
import type { PartnerSchema, SchemaSource } from './schema.js'
import { toVals, type Vals } from './vals.js'

/** A write that goes out. */
interface Job {
  index: number
  externalId: string
  vals: Vals
  /** Absent: a new partner. */
  id?: number
}

/**
 * Creates and updates partners. Odoo has no such call and, as a rule, no unique field: it is looked first, one batch at a time, and
 * looked again when an answer got lost.
 */
export class Upsert {
  readonly #api: OdooApi
  readonly #partners: Partners
  readonly #schemas: SchemaSource
  readonly #options: Options
  readonly #lane = new Lane()

  constructor (api: OdooApi, partners: Partners, schemas: SchemaSource, options: Options) {
    this.#api = api
    this.#partners = partners
    this.#schemas = schemas
    this.#options = options
  }

  /** Answers in the order of the writes. */
  write (writes: readonly CrmWrite[]): Promise<CrmWritten[]> {
    return this.#lane.run('', async () => {
      const written: CrmWritten[] = []
      for (const wave of toWaves(writes)) {
        const answers = await this.#writeWave(wave.map((index) => writes[index] as CrmWrite)).catch((error: unknown) => wave.map(() => failed(error)))
        wave.forEach((index, at) => { written[index] = answers[at] as CrmWritten })
      }
      return answersOf(written)
    })
  }

  async #writeWave (writes: readonly CrmWrite[]): Promise<CrmWritten[]> {
    const schema = await this.#schemas.get()
    const known = await this.#lookUp(schema, writes)
    const written = new Map<number, CrmWritten>()
    const jobs: Job[] = []
    for (const [index, write] of writes.entries()) {
      try {
        const partner = known(write)
        const vals = toVals(write, partner, schema, this.#options)
        if (partner !== undefined && Object.keys(vals).length === 0) written.set(index, { outcome: 'unchanged', contact: toContact(partner, schema, this.#options) })
        else jobs.push({ index, externalId: write.externalId, vals, ...(partner && { id: Number(partner['id']) }) })
      } catch (error) {
        written.set(index, failed(error as Error))
      }
    }
    const created = jobs.filter(({ id }) => id === undefined)
    const updated = jobs.filter(({ id }) => id !== undefined)
    const results = new Map<Job, ItemResult<number>>()
    const fill = (sent: Job[], found: Array<ItemResult<number>>): void => { sent.forEach((job, at) => results.set(job, found[at] as ItemResult<number>)) }
    fill(created, await sendHalving(created, (some) => this.#create(schema, some)))
    fill(updated, await Promise.all(updated.map((job) => this.#update(job))))
    const contacts = await this.#readBack(schema, [...results.values()])
    for (const [job, result] of results) written.set(job.index, toWritten(job, result, contacts))
    return writes.map((_, index) => written.get(index) as CrmWritten)
  }

  /** The partners that the writes are about. */
  async #lookUp (schema: PartnerSchema, writes: readonly CrmWrite[]): Promise<(write: CrmWrite) => Partner | undefined> {
    const { externalIdField } = this.#options
    const externalIds = writes.flatMap(({ id, externalId }) => id === undefined ? [externalId] : [])
    const byExternalId = await this.#partners.read(schema, externalIdField, externalIds)
    const byId = await this.#partners.read(schema, 'id', toNumbers(writes.flatMap(({ id }) => id ?? [])))
    return ({ id, externalId }) => {
      if (id !== undefined) {
        const partner = byId.find((candidate) => String(candidate['id']) === id)
        if (partner === undefined) throw new Rejected('Odoo has no such partner any more; link the contact to another record')
        return partner
      }
      const found = byExternalId.filter((partner) => textOf(partner[externalIdField]) === externalId)
      if (found.length > 1) throw new Rejected(`Several partners of Odoo carry the same id in ${externalIdField}; leave it with one of them`)
      return found[0]
    }
  }

  /** All in one transaction. @throws what Odoo says of all of them together */
  async #create (schema: PartnerSchema, jobs: readonly Job[]): Promise<Array<ItemResult<number>>> {
    try {
      const { result } = await this.#api.call({ model: 'res.partner', method: 'create', args: { vals_list: jobs.map(({ vals }) => vals) }, isWrite: true })
      const ids: unknown[] = Array.isArray(result) ? result : []
      return jobs.map((_, at) => {
        const id = linkOf(ids[at])
        return id === undefined ? { error: new Uncertain('Odoo did not say which record it made') } : { value: id }
      })
    } catch (error) {
      if (!(error instanceof Uncertain)) throw error
      const made = await this.#reread(schema, this.#options.externalIdField, jobs.map(({ externalId }) => externalId), error)
      return jobs.map(({ externalId }) => {
        const partner = made.find((candidate) => candidate[this.#options.externalIdField] === externalId)
        return partner === undefined
          ? { error: new Retryable('The answer of Odoo got lost and no record is there yet; a repeat looks again once the call must have ended', { afterMs: LATE_COMMIT_MS, cause: error }) }
          : { value: Number(partner['id']) }
      })
    }
  }

  async #update ({ id = 0, vals }: Job): Promise<ItemResult<number>> {
    try {
      await this.#api.call({ model: 'res.partner', method: 'write', ids: [id], args: { vals }, isWrite: true })
      return { value: id }
    } catch (error) {
      // The same values once more do no harm.
      if (error instanceof Uncertain) return { error: new Retryable(error.message, { cause: error }) }
      return { error: error as Error }
    }
  }

  async #reread (schema: PartnerSchema, field: string, values: readonly unknown[], doubt: Uncertain): Promise<Partner[]> {
    try {
      return await this.#partners.read(schema, field, values)
    } catch {
      throw doubt
    }
  }

  /** What was written, as it is now; what cannot be read is left to a repeat, which will find nothing to change. */
  async #readBack (schema: PartnerSchema, results: ReadonlyArray<ItemResult<number>>): Promise<Map<number, CrmContact> | Error> {
    const ids = results.flatMap((result) => 'value' in result ? [result.value] : [])
    try {
      const partners = await this.#partners.read(schema, 'id', ids)
      return new Map(partners.map((partner) => [Number(partner['id']), toContact(partner, schema, this.#options)]))
    } catch (error) {
      return error as Error
    }
  }
}

function toWritten ({ id }: Job, result: ItemResult<number>, contacts: Map<number, CrmContact> | Error): CrmWritten {
  if ('error' in result) return failed(result.error)
  if (contacts instanceof Error) return failed(contacts)
  const contact = contacts.get(result.value)
  if (contact === undefined) return failed(new Retryable('Odoo wrote the record and does not show it; somebody may have deleted it at once'))
  return { outcome: id === undefined ? 'created' : 'updated', contact }
}
