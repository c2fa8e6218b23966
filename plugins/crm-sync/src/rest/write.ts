import { Rejected, type CrmContact, type CrmWrite, type CrmWritten } from '@kefuhub/contract'
import type { Rest, RestResponse } from '@kefuhub/contract/rest'
import { cleanText } from '../contact-values.js'
import { Lane } from '../lane.js'
import { answersOf, failed } from '../written.js'
import { Call } from './call.js'
import type { Finder } from './find.js'
import type { Options } from './options.js'
import type { RecordReader } from './record.js'

const NAMES = ['id', 'externalId', 'name', 'phone', 'phones', 'email', 'emails', 'fields']

/** A call that writes a record. */
interface WriteCall {
  call: Call
  /** What its answer holds: the record itself, or its id. */
  answers: 'record' | 'id'
}

/** Reads single records by their ids. */
export type RecordGetter = (id: string) => Promise<CrmContact | undefined>

/** Writes records as the config says, one by one. */
export class RecordWriter {
  readonly #reader: RecordReader
  readonly #finder: Finder
  readonly #get: RecordGetter
  readonly #create: WriteCall | undefined
  readonly #update: WriteCall | undefined
  readonly #upsert: WriteCall | undefined
  /** Two writes of one contact must not both find that it is not there yet. */
  readonly #lane = new Lane()

  /** @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, reader: RecordReader, finder: Finder, get: RecordGetter, options: Options, place: string) {
    this.#reader = reader
    this.#finder = finder
    this.#get = get
    const open = (name: 'create' | 'update' | 'upsert'): WriteCall | undefined => {
      const template = options[name]
      if (template === undefined) return undefined
      const answers = template.id === undefined ? 'record' : 'id'
      return { call: new Call(rest, template, NAMES, { name: answers, expression: template[answers] }, `${place}/${name}`), answers }
    }
    this.#create = open('create')
    this.#update = open('update')
    this.#upsert = open('upsert')
  }

  /** Answers in the order of the writes. @throws what all of them failed with */
  async write (writes: readonly CrmWrite[]): Promise<CrmWritten[]> {
    return answersOf(await Promise.all(writes.map((write) => this.#lane.run(write.externalId, () => this.#writeOne(write)).catch(failed))))
  }

  async #writeOne (write: CrmWrite): Promise<CrmWritten> {
    if (write.id !== undefined) return await this.#change(write, write.id)
    if (this.#upsert !== undefined) {
      const response = await this.#upsert.call.send(toVariables(write))
      return { outcome: response.status === 201 ? 'created' : 'updated', contact: await this.#contactOf(this.#upsert, response) }
    }
    const there = await this.#lookUp(write)
    if (there !== undefined) return await this.#change(write, there.id)
    if (this.#create === undefined) throw new Rejected('The config describes no call that makes a record; add create or upsert')
    const response = await this.#create.call.send(toVariables(write))
    return { outcome: 'created', contact: await this.#contactOf(this.#create, response) }
  }

  async #change (write: CrmWrite, id: string): Promise<CrmWritten> {
    if (this.#update === undefined) throw new Rejected('The config describes no call that changes a record; add update')
    const response = await this.#update.call.send({ ...toVariables(write), id })
    return { outcome: 'updated', contact: await this.#contactOf(this.#update, response, id) }
  }

  /** The record that the write means, if there is one already. @throws Rejected where it is not clear which */
  async #lookUp ({ externalId, emails = [], phones = [] }: CrmWrite): Promise<CrmContact | undefined> {
    const [email, phone] = [emails[0], phones[0]]
    const found = await this.#finder.find({ externalId, ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) })
    const [contact, ...others] = found
    if (contact === undefined) return undefined
    if (contact.externalId !== undefined && contact.externalId !== externalId) {
      throw new Rejected(`Record ${contact.id} has the same address or phone and belongs to another contact of the hub; merge the two`)
    }
    if (others.length > 0) throw new Rejected(`Several records match the contact, among them ${contact.id}; merge them`)
    return contact
  }

  async #contactOf ({ call, answers }: WriteCall, response: RestResponse, id?: string): Promise<CrmContact> {
    const result = await call.resultOf(response)
    const isRecord = answers === 'record' && typeof result === 'object' && result !== null
    if (isRecord) return await this.#reader.read(result)
    const named = typeof result === 'string' || typeof result === 'number' ? String(result) : id
    const contact = named === undefined ? undefined : await this.#get(named)
    if (contact === undefined) throw new Rejected('The answer to the write holds no record, and none is found by its id; look at record and id of the call')
    return contact
  }
}

/** What the calls may speak of. A list that is there and empty has null as its first. */
function toVariables ({ id, externalId, name, phones, emails, fields }: CrmWrite): Record<string, unknown> {
  return {
    externalId,
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name: cleanText(name) }),
    ...(phones !== undefined && { phones, phone: phones[0] ?? null }),
    ...(emails !== undefined && { emails, email: emails[0] ?? null }),
    fields: Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, typeof value === 'string' ? cleanText(value) : value]))
  }
}
