import type { Static, TSchema } from 'typebox'
import type { PluginHub, PluginInstance } from './hub.js'
import { checkDefinition, type PluginDefinition } from './plugin.js'

/** What a contact is looked up by; at least one is given. */
export interface ContactQuery {
  /** E.164. */
  phone?: string
  email?: string
  externalId?: string
}

/** A customer as a CRM knows them. */
export interface CrmContact {
  /** The CRM's id. */
  id: string
  name?: string
  /** E.164. */
  phones: string[]
  emails: string[]
  /** Page of the record, for the agent. */
  url?: string
  /** Fields by the hub's names, after mapping. */
  fields: Record<string, string | number | boolean | null>
  changedAt: Date
}

/** Something that happened, to be kept with a CRM contact. Written once per `id`. */
export interface CrmActivity {
  /** The hub's id; a second call with the same id must change nothing. */
  id: string
  contactId: string
  kind: 'conversation' | 'note' | 'tag'
  summary: string
  at: Date
  url?: string
}

/** A page of changes. */
export interface CrmChanges {
  contacts: CrmContact[]
  /** To be given back next time. */
  cursor: string
  /** True: call again at once. */
  more: boolean
}

/** A running CRM connection. Failures are `Retryable`, `Rejected` or `Unauthorized`. */
export interface CrmInstance extends PluginInstance {
  findContact (query: ContactQuery): Promise<CrmContact | undefined>
  /** Creates the record, or updates the one with `id`; idempotent by `key`. */
  upsertContact (contact: Omit<CrmContact, 'id' | 'changedAt'> & { id?: string }, key: string): Promise<CrmContact>
  logActivity (activity: CrmActivity): Promise<void>
  /** Everything that changed since the cursor; without one, from the beginning. */
  changesSince (cursor: string | undefined): Promise<CrmChanges>
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
