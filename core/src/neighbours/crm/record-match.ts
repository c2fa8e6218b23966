import type { CrmContact } from '@kefuhub/contract'
import type { CrmLinkDoc } from '../../store/crm-link-model.js'
import type { CrmLinks } from './crm-links.js'

/** What records that may be a contact's are to them. `many`: a person has to say which. */
export type RecordChoice = { state: 'linked' | 'gone', record: CrmContact } | { state: 'many', candidates: CrmContact[] }

/** The records of a CRM by the contacts that they are linked to, or recognised as; those of nobody whom the hub knows are left out. */
export async function matchRecords (links: CrmLinks, source: string, records: readonly CrmContact[]): Promise<Map<string, CrmContact[]>> {
  const linked = await links.ofRecords(source, records.map(({ id }) => id))
  const recognised = await links.recognise(records.filter(({ id }) => !linked.has(id)))
  const byContact = new Map<string, CrmContact[]>()
  // Changed twice on one page is one record.
  for (const record of new Map(records.map((record) => [record.id, record])).values()) {
    const contactId = linked.get(record.id)?.contact ?? recognised.get(record.id)
    if (contactId !== undefined) byContact.set(contactId, [...byContact.get(contactId) ?? [], record])
  }
  return byContact
}

/** Which of the records that match a contact is theirs; undefined: none of them, and what is known stays. */
export function chooseRecord ({ crmId, state }: Pick<CrmLinkDoc, 'crmId' | 'state'>, contactId: string, found: readonly CrmContact[]): RecordChoice | undefined {
  const own = found.find(({ id, externalId }) => crmId === undefined ? externalId === contactId : id === crmId)
  const living = found.filter(({ isGone }) => isGone !== true)
  const isOpen = crmId === undefined && state !== 'many'
  const record = own ?? (isOpen && living.length === 1 ? living[0] : undefined)
  if (record !== undefined) return { state: record.isGone === true ? 'gone' : 'linked', record }
  return isOpen && living.length > 1 ? { state: 'many', candidates: living } : undefined
}
