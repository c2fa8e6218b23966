import type { Static, TSchema } from 'typebox'
import type { FieldValue } from './field.js'
import type { PluginHub, PluginInstance } from './hub.js'
import { checkDefinition, type PluginDefinition } from './plugin.js'

/** What a customer is looked up by; at least one is given. What is given is tried in the order externalId, email, phone. */
export interface ContactQuery {
  /** E.164. The system may keep it otherwise: look for all spellings, see `phoneSpellings`. */
  phone?: string
  email?: string
  /** The hub's id of the contact, where the hub wrote it into the other system. */
  externalId?: string
}

/** A customer as a CRM knows them. */
export interface CrmContact {
  /** The CRM's id. */
  id: string
  /** The hub's id of the contact, where the record carries it. */
  externalId?: string
  name?: string
  /** E.164 where the spelling in the CRM says enough, else as it stands there. */
  phones: string[]
  emails: string[]
  /** Page of the record, for the agent. */
  url?: string
  /** Values by the CRM's own names of the fields, flat; what each means to the hub says the mapping in the config. */
  fields: Record<string, FieldValue>
  changedAt: Date
  /** The record was deleted or archived. */
  isGone?: true
}

/** What is to be written into a CRM. A value that is absent stays as it is, `null` empties it. */
export interface CrmWrite {
  /** The CRM's id of the record to change. Absent: change the record with this `externalId`, or make one. */
  id?: string
  /** The hub's id of the contact; written into the record, so that a repeat finds it and makes no second one. */
  externalId: string
  name?: string
  phones?: string[]
  emails?: string[]
  /** By the CRM's own names. */
  fields: Record<string, FieldValue>
}

/** What became of one write. */
export type CrmWritten =
  | { outcome: 'created' | 'updated' | 'unchanged', contact: CrmContact }
  /** `error` is a `DeliveryError` of this record alone. */
  | { outcome: 'failed', error: Error }

/** Something that happened, to be kept with a CRM contact. Written once per `id`. */
export interface CrmActivity {
  /** The hub's id; a second call with the same id must change nothing. Put it into the record, so that it can be found. */
  id: string
  /** The CRM's id of the contact. */
  contactId: string
  kind: 'conversation' | 'note' | 'ticket'
  subject: string
  /** Plain text. */
  summary: string
  tags: string[]
  at: Date
  url?: string
}

/** A page of changes. */
export interface CrmChanges {
  contacts: CrmContact[]
  /** To be given back next time. Opaque text of the plugin's own, at most 4096 characters. */
  cursor: string
  /** True: call again at once. */
  more: boolean
}

/** A field that the CRM has, for the mapping. */
export interface CrmField {
  /** The CRM's own name. */
  name: string
  label: string
  type: 'text' | 'number' | 'boolean' | 'date' | 'choice' | 'other'
  choices?: string[]
  isReadOnly?: true
}

/**
 * A running CRM connection: it translates, and knows neither the mapping nor the rules of the sync, which are the hub's.
 * Failures are `Retryable` (with the wait that the system asks for), `Rejected` (validation; says which field),
 * `Unauthorized` (credentials or rights) or `Uncertain` (a write whose answer got lost: the hub looks before it repeats).
 */
export interface CrmInstance extends PluginInstance {
  /** Most writes in one call of `upsertContacts`. */
  readonly maxBatch: number
  /** All records that match, at most 10; more than one and the hub asks a person. */
  findContacts (query: ContactQuery): Promise<CrmContact[]>
  /** Records by their ids; one that is gone is left out. At most 100. */
  getContacts (ids: readonly string[]): Promise<CrmContact[]>
  /** Creates or updates; answers in the order of the writes. Idempotent by `externalId`. Throws only when none of them was dealt with. */
  upsertContacts (writes: readonly CrmWrite[]): Promise<CrmWritten[]>
  logActivity (activity: CrmActivity): Promise<void>
  /**
   * Everything that changed since the cursor, oldest change first; without one, all contacts from the beginning. A contact may come
   * twice and must not be left out: read an overlap where the system's clock allows records to appear late.
   */
  changesSince (cursor: string | undefined): Promise<CrmChanges>
  /** The fields that can be mapped. */
  describeFields? (): Promise<CrmField[]>
}

/** A CRM plugin. */
export interface CrmDefinition<S extends TSchema = TSchema> extends PluginDefinition<S> {
  readonly kind: 'crm'
  setup (hub: PluginHub, options: Static<S>): CrmInstance | Promise<CrmInstance>
}

/** Makes a CRM plugin: the package's default export. @throws KH_ERR_CONTRACT_DEFINITION */
export function defineCrm<S extends TSchema> (plugin: Omit<CrmDefinition<S>, 'kind'>): CrmDefinition<S> {
  const definition = { kind: 'crm', ...plugin } as const
  checkDefinition(definition)
  return definition
}
