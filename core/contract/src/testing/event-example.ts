import type { ContactView, ConversationView, MessageView } from '../contact.js'
import type { EventName, EventPayloads } from '../events.js'
import type { TicketView } from '../ticket.js'
import { COMPLAINT, PERSON } from './person.js'

const at = new Date(Date.UTC(2026, 0, 5, 10))

const message: MessageView = { id: 'message-1', channel: 'channel', thread: 'channel:customer', conversation: 'conversation-1', direction: 'in', at, content: { type: 'text', text: COMPLAINT } }

const contact: ContactView = {
  id: 'contact-1', name: PERSON.name, phones: [PERSON.phone], emails: [PERSON.email], fields: {}, tags: [], identities: [{ channel: 'channel', externalId: 'customer', reachable: true }], createdAt: at
}

const conversation: ConversationView = {
  id: 'conversation-1', channel: 'channel', thread: 'channel:customer', contact: 'contact-1', state: 'waiting', tags: [], startedAt: at, unread: true, lastMessageAt: at
}

const ticket: TicketView = {
  id: 'ticket-1',
  number: '1042',
  type: 'complaint',
  subject: 'Complaint',
  description: COMPLAINT,
  status: 'new',
  state: 'new',
  priority: 'normal',
  fields: {},
  contact: 'contact-1',
  messages: [],
  createdBy: { kind: 'agent', id: 'agent-1' },
  createdAt: at,
  changedAt: at,
  copies: []
}

const examples: EventPayloads = {
  'message.received': { message },
  'message.sent': { message: { ...message, direction: 'out', delivery: { state: 'sent', attempts: 1 } } },
  'message.failed': { message: { ...message, direction: 'out', delivery: { state: 'failed', attempts: 5, reason: 'The customer left' } } },
  'conversation.started': { conversation },
  'conversation.handed-over': { conversation, reason: 'the customer asks for a person' },
  'conversation.closed': { conversation: { ...conversation, state: 'closed', closedAt: at } },
  'contact.created': { contact },
  'contact.changed': { contact },
  'ticket.created': { ticket, revision: 1 },
  'ticket.changed': { ticket, revision: 2, changes: ['status'], by: { kind: 'agent', id: 'agent-1' } },
  'ticket.assigned': { ticket: { ...ticket, assignee: 'agent-1' } },
  'ticket.due': { ticket: { ...ticket, dueAt: at }, isOver: false },
  'alert.raised': { alert: { id: 'alert-1', source: 'hub', key: 'queue', severity: 'warning', title: { zh: '队列过长', en: 'The queue is long' }, reason: 'Work comes faster than it is done', raisedAt: at } },
  'alert.resolved': { alert: { id: 'alert-1', source: 'hub', key: 'queue', severity: 'warning', title: { zh: '队列过长', en: 'The queue is long' }, reason: 'Work comes faster than it is done', raisedAt: at, resolvedAt: at } }
}

/** The payload of an event, about the person of the kits. */
export function eventExample<N extends EventName> (name: N): EventPayloads[N] { return structuredClone(examples[name]) }
