import type { ContactView, CrmContact, CrmInstance } from '@kefuhub/contract'
import type { CrmLinkDoc } from '../../store/crm-link-model.js'
import type { Neighbour } from '../neighbour.js'

/** How long a CRM may take to find or read a record, in milliseconds. */
export const READ_MS = 15_000

/** The records that a contact may have in a CRM: the one that is linked, else the one with the hub's id, else all with a phone number or an e-mail address of theirs. */
export async function searchRecords (neighbour: Neighbour<CrmInstance>, { crmId, state }: Pick<CrmLinkDoc, 'crmId' | 'state'>, { id, phones, emails }: Pick<ContactView, 'id' | 'phones' | 'emails'>): Promise<CrmContact[]> {
  const read = async (ask: (crm: CrmInstance) => Promise<CrmContact[]>): Promise<CrmContact[]> =>
    (await neighbour.call(ask, { timeoutMs: READ_MS })).filter(({ isGone }) => isGone !== true)
  if (crmId !== undefined && state === 'linked') {
    const kept = await read(async (crm) => await crm.getContacts([crmId]))
    if (kept.length > 0) return kept
  }
  const own = await read(async (crm) => await crm.findContacts({ externalId: id }))
  if (own.length > 0) return own
  const pages = await Promise.all([
    ...phones.map(async (phone) => await read(async (crm) => await crm.findContacts({ phone }))),
    ...emails.map(async (email) => await read(async (crm) => await crm.findContacts({ email })))
  ])
  return [...new Map(pages.flat().map((record) => [record.id, record])).values()]
}
