import { createHash } from 'node:crypto'
import type { TicketExport, TicketView } from '@kefuhub/contract'
import { clean } from './marks.js'

const EMAIL = /^[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;]{2,}$/
const MAX_NAME = 200

/** A customer as a ticket system knows them. */
export interface Customer {
  name: string
  email: string
}

/** Whose the ticket is, as far as there is an address: their own, or one made by the template. */
export function customerOf ({ key, contact }: TicketExport, template: string | undefined): Customer | undefined {
  const email = contact.email !== undefined && EMAIL.test(contact.email) ? contact.email : template?.replace('{contact}', localPart(contact.id ?? key))
  const name = clean(contact.name).replace(/\s+/g, ' ').trim().slice(0, MAX_NAME)
  return email === undefined ? undefined : { name: name === '' ? email : name, email }
}

/** What the ticket is about, with what the hub knows and ticket systems have no field for. Never empty. */
export function describe ({ ticket, contact }: TicketExport): string {
  const known = [contact.name, contact.phone].filter((text) => text !== undefined && text !== '').join(', ')
  return [
    ticket.description.trim() === '' ? ticket.subject : ticket.description,
    [known === '' ? '' : `Customer: ${known}`, ticket.order === undefined ? '' : `Order: ${ticket.order.number}`].filter((line) => line !== '').join('\n')
  ].filter((part) => part.trim() !== '').join('\n\n')
}

/** A subject of one line. Never empty. */
export function subjectOf ({ subject, number }: Pick<TicketView, 'subject' | 'number'>, maxChars: number): string {
  const line = clean(clean(subject).replace(/[\t\r\n]+/g, ' ').trim().slice(0, maxChars))
  return line === '' ? `Ticket ${number}` : line
}

/** A comment as people read it there: the hub writes for many, so it says who. */
export function sayWho ({ by, text }: TicketExport['comments'][number]): string {
  return by.name === undefined ? text : `${by.name}:\n${text}`
}

function localPart (id: string): string {
  return /^[\w-]{1,48}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32)
}
