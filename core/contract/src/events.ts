import type { ContactView, ConversationView, MessageView } from './contact.js'
import type { AlertView } from './alert.js'
import type { TicketActor, TicketView } from './ticket.js'

/** What happens in the hub that others may want to know, with what each event carries. */
export interface EventPayloads {
  /** A customer's message went through its turn. */
  'message.received': { message: MessageView }
  /** The platform took an outgoing message. */
  'message.sent': { message: MessageView }
  /** An outgoing message failed for good; `message.delivery` says why. */
  'message.failed': { message: MessageView }
  /** A new service session began. */
  'conversation.started': { conversation: ConversationView }
  /** Nobody but a human can go on. */
  'conversation.handed-over': { conversation: ConversationView, reason: string }
  'conversation.closed': { conversation: ConversationView }
  /** A customer was seen for the first time. */
  'contact.created': { contact: ContactView }
  /** A profile, tag or identity changed. */
  'contact.changed': { contact: ContactView }
  /** `revision` grows with each change of the ticket. */
  'ticket.created': { ticket: TicketView, revision: number }
  /** Something of a ticket changed: `changes` has the names of what did, `by` who did it. `ticket` may be newer than that. */
  'ticket.changed': { ticket: TicketView, revision: number, changes: string[], by: TicketActor }
  /** An agent or a group got a ticket. */
  'ticket.assigned': { ticket: TicketView }
  /** A ticket's time is nearly over, or is over, and it is not settled. */
  'ticket.due': { ticket: TicketView, isOver: boolean }
  'alert.raised': { alert: AlertView }
  'alert.resolved': { alert: AlertView }
}

/** The names of all events. */
export type EventName = keyof EventPayloads

/** All event names, in the order of the reference. */
export const EVENT_NAMES = [
  'message.received', 'message.sent', 'message.failed', 'conversation.started', 'conversation.handed-over',
  'conversation.closed', 'contact.created', 'contact.changed',
  'ticket.created', 'ticket.changed', 'ticket.assigned', 'ticket.due', 'alert.raised', 'alert.resolved'
] as const satisfies readonly EventName[]

/** One event for one subscriber. */
export interface HubEvent<N extends EventName = EventName> {
  /** The same in every repeat. */
  id: string
  name: N
  at: Date
  payload: EventPayloads[N]
}

/** Resolves when the event is dealt with; a rejection is retried with back-off and ends in the dead letters. */
export type EventHandler<N extends EventName = EventName> = (event: HubEvent<N>) => void | Promise<void>
