import type { FieldValue } from './field.js'

/** How far a ticket is, the same for every type; each type has statuses of its own, which each belong to one of these. */
export const TICKET_STATES = ['new', 'in-progress', 'waiting-customer', 'on-hold', 'solved', 'closed'] as const
/** How far a ticket is, the same for every type. */
export type TicketState = typeof TICKET_STATES[number]

/** How much a ticket presses. */
export const TICKET_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const
/** How much a ticket presses. */
export type TicketPriority = typeof TICKET_PRIORITIES[number]

/** Who did something with a ticket. */
export interface TicketActor {
  /** `system`: another system, by the id of its plugin. */
  kind: 'agent' | 'rule' | 'customer' | 'system'
  id: string
  name?: string
}

/** A ticket in another system. */
export interface TicketCopy {
  /** Id of the plugin. */
  target: string
  externalId: string
  /** Shown to people. */
  externalNumber?: string
  url?: string
  /** The other system's own word for its status. */
  status: string
  /** When the other system last moved it, as far as the hub heard. */
  changedAt: Date
}

/** A matter that somebody looks after until it is settled. */
export interface TicketView {
  id: string
  /** Shown to people, unique, for example `1042`. */
  number: string
  /** Id of its type in the config. */
  type: string
  subject: string
  description: string
  /** Id of its status, one of its type's. */
  status: string
  state: TicketState
  priority: TicketPriority
  /** By the names of the type's fields. */
  fields: Record<string, FieldValue>
  contact?: string
  conversation?: string
  /** Ids of messages that belong to it. */
  messages: string[]
  /** An order in an ERP; `source` is the id of its plugin. */
  order?: { source: string, id: string, number: string }
  group?: string
  /** Id of an agent. */
  assignee?: string
  dueAt?: Date
  createdBy: TicketActor
  createdAt: Date
  changedAt: Date
  /** When its state became `closed` or `solved`. */
  settledAt?: Date
  copies: TicketCopy[]
}

/** What somebody wrote on a ticket. */
export interface TicketComment {
  id: string
  at: Date
  by: TicketActor
  text: string
  /** Customers may see it. */
  isPublic: boolean
}

/** A file that belongs to a ticket. */
export interface TicketFile {
  /** Id in the media store. */
  mediaId: string
  name: string
  mimeType: string
  /** Size in bytes. */
  bytes: number
}
