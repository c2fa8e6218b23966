import type { CrmContact } from '@kefuhub/contract'
import type { CrmLinkDoc } from '../../store/crm-link-model.js'
import type { CrmLinks } from './crm-links.js'

/** A record that may be a contact's. `isShared`: it may be another contact's as well. */
export interface RecordMatch { record: CrmContact, isShared: boolean }

/** What records that may be a contact's are to them. `many`: a person has to say which. */
export type RecordChoice = { state: 'linked' | 'gone', record: CrmContact } | { state: 'many', candidates: CrmContact[] }

/** The records of a CRM by the contacts that they are linked to, or recognised as; those of nobody whom the hub knows are left out. */
export async function matchRecords (links: CrmLinks, source: string, records: readonly CrmContact[]): Promise<Map<string, RecordMatch[]>> {
  const [linked, recognised] = await Promise.all([links.ofRecords(source, records.map(({ id }) => id)), links.recognise(records)])
  const byContact = new Map<string, RecordMatch[]>()
  // Changed twice on one page is one record.
  for (const record of new Map(records.map((record) => [record.id, record])).values()) {
    const contacts = new Set([...linked.get(record.id) ?? [], ...recognised.get(record.id) ?? []])
    for (const contact of contacts) byContact.set(contact, [...byContact.get(contact) ?? [], { record, isShared: contacts.size > 1 }])
  }
  return byContact
}

/** Which of the records that match a contact is theirs; undefined: none of them, and what is known stays. */
export function chooseRecord ({ crmId, state }: Pick<CrmLinkDoc, 'crmId' | 'state'>, contactId: string, found: readonly RecordMatch[]): RecordChoice | undefined {
  const isOwn = ({ record: { id, externalId } }: RecordMatch): boolean => crmId === undefined ? externalId === contactId : id === crmId
  const living = found.filter(({ record }) => record.isGone !== true)
  const isOpen = crmId === undefined && state !== 'many'
  const sole = isOpen && living.length === 1 && living[0]?.isShared === false ? living[0] : undefined
  const record = (found.find(isOwn) ?? sole)?.record
  if (record !== undefined) return { state: record.isGone === true ? 'gone' : 'linked', record }
  return isOpen && living.length > 0 ? { state: 'many', candidates: living.map(({ record }) => record) } : undefined
}
