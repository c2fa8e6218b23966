import type { FieldValue } from '@kefuhub/contract'

/** A record as the CRM's API gives and takes it. */
export interface Row {
  id: string
  /** The hub's id of the contact. */
  hubId?: string
  name?: string
  phone?: string
  email?: string
  fields: Record<string, FieldValue>
  /** Grows with every change of any record. */
  version: number
  changedAt: string
  deleted?: boolean
}

/** Something that happened, as the CRM keeps it with a record. */
export interface Note { key: string, text: string }
