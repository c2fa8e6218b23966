import type { CrmContact, CrmWrite } from '../crm.js'
import type { SystemSample, SystemStand, Soon } from './system-sample.js'

/** A record as somebody types it into the CRM. */
export interface CrmSeed {
  name: string
  /** As written: in any spelling. */
  phone?: string
  email?: string
  externalId?: string
}

/** A record as somebody sees it in the CRM. */
export type CrmSeen = Pick<CrmContact, 'id' | 'externalId' | 'name' | 'phones' | 'emails' | 'fields'>

/** A CRM that runs on this machine. */
export interface CrmStand extends SystemStand {
  /** Makes a record, as somebody there would. @returns the CRM's id */
  add (seed: CrmSeed): Soon<string>
  /** Changes a record, as somebody there would. */
  change (id: string, seed: Partial<CrmSeed>): Soon<void>
  /** Deletes or archives a record. Absent: the CRM does not tell what was deleted. */
  remove? (id: string): Soon<void>
  /** All records that are not gone. */
  contacts (): Soon<CrmSeen[]>
  /** What is kept with a record, in words: of each activity all that a person reads there. */
  activities (contactId: string): Soon<string[]>
}

/** What the kit must know of a CRM plugin. */
export interface CrmSample extends SystemSample<CrmStand> {
  /** An id as the CRM gives them, of no record. */
  unknownId: string
  /** By the CRM's own name: a field for text of at least 200 characters that the plugin reads and writes and that may be empty. */
  textField: string
  /** What every write must carry besides, by the CRM's own names. */
  fields?: CrmWrite['fields']
  /** Makes a write one that the CRM refuses, and no other in the batch with it. */
  spoil (write: CrmWrite): CrmWrite
  /** So many records are at least three pages of `changesSince`. Let the options make the pages small where they can. */
  threePages: number
}
