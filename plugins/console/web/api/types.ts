import type { components } from '../../dist/schema.js'

// Everything the hub's OpenAPI document describes comes from there; the build makes the file.
type Schemas = components['schemas']

/** What a person or a token may do. */
export type Role = Agent['role']
/** Whether an agent is there; `offline`: no console is open. */
export type Presence = Agent['presence']
/** A text in both languages of the console. */
export type LocalizedText = Plugin['title']
/** A page of a list; `next` is the cursor of the following one. */
export interface Page<T> { items: T[], next?: string }

/** A person who works with the hub. */
export type Agent = Schemas['Agent']
/** Who is signed in. */
export type Me = Schemas['Me']
/** Agents who share a queue. */
export type Group = Schemas['Group']
/** A text that agents insert by its shortcut, which is kept without the slash. */
export type QuickReply = Schemas['QuickReply']

/** A file of a message. */
export type MediaRef = Schemas['Media']

/** What a message says. */
export type Content = Schemas['Content']

/** A message of a conversation. */
export type Message = Schemas['Message']
/** What became of an outgoing message. */
export type Delivery = NonNullable<Message['delivery']>

/** A customer's concern, from its first message until it is closed. */
export type Conversation = Schemas['Conversation']
/** How many conversations wait in each view; counted up to 1000. */
export interface ConversationCounts { mine: number, unassigned: number, all: number, unreadMine: number }

/** What agents did in a conversation. */
export type Activity = Schemas['Activity']

/** A way to customers. */
export type Channel = Schemas['Channel']
/** What a channel can do. */
export type ChannelCapabilities = Channel['capabilities']
/** The bounds of a content type on a channel. */
export type ContentLimit = Schemas['ContentLimit']
/** How a plugin is doing. */
export type PluginHealth = NonNullable<Channel['health']>
/** A plugin with what an operator asks first. */
export type Plugin = Schemas['Plugin']

/** A customer over all channels. */
export type Contact = Schemas['Contact']
/** What stands beside a conversation. */
export type ConversationContext = Schemas['Context']
/** A page of a website that the customer looked at. */
export type VisitedPage = ConversationContext['pages'][number]

/** What one CRM knows of a contact. */
export type CrmFacts = Schemas['CrmFacts']
/** Somebody as a CRM has them. */
export type CrmRecord = NonNullable<CrmFacts['record']>
/** The orders of a contact in one system, as far as it answered. */
export type Orders = Schemas['Orders']
/** An order as an agent needs it. */
export type Order = Schemas['Order']
/** Where a parcel is. */
export type Shipment = Schemas['Shipment']
/** A return in another system. */
export interface OrderReturn { id: string, number: string, status: 'draft' | 'requested' | 'approved', url?: string }

/** A matter that somebody looks after until it is settled. */
export type Ticket = Schemas['Ticket']
/** A ticket with everything about it. */
export type TicketDetail = Schemas['TicketDetail']
/** What somebody wrote on a ticket. */
export type TicketComment = Schemas['TicketComment']
/** An order that a ticket is about. */
export type OrderRef = NonNullable<Ticket['order']>
/** A file of a ticket or of a comment. */
export type TicketFile = TicketDetail['files'][number]
/** One type of ticket, as the config states it. */
export type TicketType = Schemas['TicketType']
/** Something that a ticket of a type says. */
export type TicketField = TicketType['fields'][number]
/** A ticket that somebody wants. */
export type NewTicket = Schemas['NewTicket']
/** What is to be different of a ticket. */
export type TicketChange = Schemas['TicketChange']

/** Work that was given up. */
export type DeadLetter = Schemas['DeadLetter']
/** A connected system, and how keeping in step with it goes. */
export type Connection = Schemas['Connection']
/** Going through everything on both sides of a CRM. */
export type Backfill = NonNullable<Connection['backfill']>
/** A record that could not be kept in step. */
export type SyncError = Connection['errors'][number]
/** What a back-fill would do, as far as a dry run looked. */
export type Preview = Schemas['Preview']
/** What a back-fill would do with one contact. */
export type PreviewLine = Preview['items'][number]
/** Something that is not as it should be. */
export type Alert = Schemas['Alert']
/** A key of another program. */
export type ApiToken = Schemas['ApiToken']
/** Who did what. Every line names the hash of the one before. */
export type AuditLine = Schemas['AuditLine']

/** A find. Without `message` the name of the contact was found. */
export interface SearchHit { conversation: Conversation, message?: Message }
/** A page of finds; texts were searched down to `searchedTo`. */
export interface SearchPage extends Page<SearchHit> { searchedTo?: string }

/** What the console tells the hub over the live connection. */
export type LiveCall =
  | { kind: 'watch', conversation: string | null }
  | { kind: 'typing', conversation: string, isTyping: boolean }

/** What the hub tells over the live connection. */
export type LiveNews =
  | { kind: 'ready' }
  | { kind: 'watching', conversation: string | null }
  | { kind: 'conversations', items: Conversation[] }
  | { kind: 'messages', conversation: string, items: Message[] }
  | { kind: 'activities', conversation: string, items: Activity[] }
  | { kind: 'typing', thread: string, isTyping: boolean }
  | { kind: 'agents', items: Agent[] }
  | { kind: 'alerts', items: Alert[] }
  | { kind: 'tickets', items: Ticket[] }
  | { kind: 'facts', contacts: string[] }
  | { kind: 'beat' }
