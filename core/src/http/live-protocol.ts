import { Type, type AlertView, type ConversationView, type MessageView, type Static, type TicketView } from '@kefuhub/contract'
import type { ActivityView } from '../desk/activities.js'
import type { AgentView } from '../desk/agents.js'

/** What a console says over its WebSocket. */
export const LiveCall = Type.Union([
  Type.Object({
    kind: Type.Literal('watch'),
    conversation: Type.Union([Type.String({ minLength: 1, maxLength: 128 }), Type.Null()])
  }, { additionalProperties: false, description: 'This tab shows this conversation. Answered by `watching`' }),
  Type.Object({
    kind: Type.Literal('typing'),
    conversation: Type.String({ minLength: 1, maxLength: 128 }),
    isTyping: Type.Boolean()
  }, { additionalProperties: false, description: 'Shown to the customer where the channel can' })
])

/** What a console says over its WebSocket. */
export type LiveCall = Static<typeof LiveCall>

/** What the hub tells a console. After `ready` and `watching` nothing is missed; what was before, the console reads. */
export type LiveNews =
  | { kind: 'ready' }
  | { kind: 'watching', conversation: string | null }
  /** New or changed, whichever list they belong to. */
  | { kind: 'conversations', items: Array<ConversationView & { contactName: string }> }
  /** Of the watched conversation: new, or with another delivery. */
  | { kind: 'messages', conversation: string, items: MessageView[] }
  | { kind: 'activities', conversation: string, items: ActivityView[] }
  /** The customer of the watched conversation writes, or has stopped. */
  | { kind: 'typing', thread: string, isTyping: boolean }
  | { kind: 'agents', items: AgentView[] }
  /** New or changed, whichever list they belong to. */
  | { kind: 'tickets', items: TicketView[] }
  /** All that stand now. */
  | { kind: 'alerts', items: AlertView[] }
  /** Contacts of whom a CRM told something: read their facts again. */
  | { kind: 'facts', contacts: string[] }
  /** The connection lives. */
  | { kind: 'beat' }
