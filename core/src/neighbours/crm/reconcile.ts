import { isDeepStrictEqual } from 'node:util'
import type { CrmContact, CrmWrite } from '@kefuhub/contract'
import type { CrmSync, SyncedField } from '../../config/crm-sync-schema.js'
import type { ContactChange } from '../../desk/contacts.js'
import type { SharedValue } from '../../store/crm-link-model.js'
import { isEmpty, readCrm, readHub, union, writeCrm, writeHub, type SyncedContact } from './synced-value.js'

/** One value that goes to the other side. */
export interface FieldMove {
  hub: string
  to: 'hub' | 'crm'
  from: SharedValue
  value: SharedValue
}

/** What has to be done for both sides to agree. */
export interface Reconciled {
  moves: FieldMove[]
  toHub: ContactChange
  toCrm: CrmWrite
  /** What both sides have once that is done. */
  shared: Record<string, SharedValue>
}

/** What is compared. */
export interface Sides {
  contact: SyncedContact
  /** When each part of the contact changed, by its name in the sync. */
  changed: Readonly<Record<string, Date>>
  record: CrmContact
  /** What both agreed on last. */
  shared: Readonly<Record<string, SharedValue>>
}

/**
 * Compares a contact with its record. A side that has moved away from what both agreed on last wins over one that has not;
 * where both have, the field's rule decides. A value never gives way to nothing unless its own side emptied it.
 * @throws KH_ERR_SYNC_MISFIT
 */
export function reconcile (sync: CrmSync, { contact, changed, record, shared }: Sides): Reconciled {
  const result: Reconciled = { moves: [], toHub: {}, toCrm: { id: record.id, externalId: contact.id, fields: {} }, shared: {} }
  for (const field of sync.fields) {
    const crm = readCrm(field, record, sync.countryCode)
    // An alias gives way to any name, but a record that the hub made has it itself.
    const isUnnamed = field.hub === 'name' && contact.isAlias
    const hub = isUnnamed && crm === contact.name ? crm : readHub(field, contact)
    const before = !isUnnamed && Object.hasOwn(shared, field.hub) ? shared[field.hub] : undefined
    const value = isDeepStrictEqual(hub, crm) ? hub : decide(field, { hub, crm, before, hubAt: changed[field.hub.replace('.', ':')], crmAt: record.changedAt })
    if (field.direction !== 'to-crm' && !isDeepStrictEqual(value, hub)) {
      result.moves.push({ hub: field.hub, to: 'hub', from: hub, value })
      writeHub(field, value, result.toHub)
    }
    if (field.direction !== 'to-hub' && !isDeepStrictEqual(value, crm)) {
      result.moves.push({ hub: field.hub, to: 'crm', from: crm, value })
      writeCrm(field, value, result.toCrm)
    }
    result.shared[field.hub] = value
  }
  return result
}

function decide ({ direction, conflict }: SyncedField, { hub, crm, before, hubAt, crmAt }: {
  hub: SharedValue, crm: SharedValue, before: SharedValue | undefined, hubAt: Date | undefined, crmAt: Date
}): SharedValue {
  if (direction === 'to-crm') return isEmpty(hub) && before === undefined ? crm : hub
  if (direction === 'to-hub') return isEmpty(crm) && before === undefined ? hub : crm
  if (before === undefined) {
    if (isEmpty(hub)) return crm
    if (isEmpty(crm)) return hub
    // Nobody took anything away yet: both have what both know.
    if (Array.isArray(hub) && Array.isArray(crm)) return union(hub, crm)
  } else {
    if (isDeepStrictEqual(hub, before)) return crm
    if (isDeepStrictEqual(crm, before)) return hub
  }
  if (conflict === 'newest') return hubAt !== undefined && hubAt > crmAt ? hub : crm
  return conflict === 'hub' ? hub : crm
}

/** The first record of a contact who has none. Its name may be the hub's alias: people have to find it, and some CRMs take none without. @throws KH_ERR_SYNC_MISFIT */
export function toNewRecord (sync: CrmSync, contact: SyncedContact): { write: CrmWrite, shared: Record<string, SharedValue> } {
  const write: CrmWrite = { externalId: contact.id, fields: {} }
  const shared: Record<string, SharedValue> = {}
  for (const field of sync.fields.filter(({ direction }) => direction !== 'to-hub')) {
    const value = field.hub === 'name' ? contact.name : readHub(field, contact)
    if (isEmpty(value)) continue
    writeCrm(field, value, write)
    shared[field.hub] = value
  }
  return { write, shared }
}
