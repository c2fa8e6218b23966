import type { Clock, Live } from '@kefuhub/contract'
import type { Store } from '../store/store.js'
import { Activities } from './activities.js'
import { Agents } from './agents.js'
import { Alerts } from './alerts.js'
import { ApiTokens } from './api-tokens.js'
import { Audit } from './audit.js'
import { Bulletin } from './bulletin.js'
import { Contacts } from './contacts.js'
import { Conversations } from './conversations.js'
import { DeadLetters } from './dead-letters.js'
import { Groups } from './groups.js'
import { Inbox } from './inbox.js'
import { Messages } from './messages.js'
import { QuickReplies } from './quick-replies.js'
import { Search } from './search.js'
import { SignIn, type SignInOptions } from './sign-in.js'
import type { TicketsConfig } from '../config/tickets-schema.js'
import { TicketComments } from './ticket-comments.js'
import { Tickets } from './tickets.js'

/** The domain: everything people in the hub deal with. */
export interface Desk {
  activities: Activities
  agents: Agents
  alerts: Alerts
  apiTokens: ApiTokens
  audit: Audit
  bulletin: Bulletin
  contacts: Contacts
  conversations: Conversations
  deadLetters: DeadLetters
  groups: Groups
  inbox: Inbox
  messages: Messages
  quickReplies: QuickReplies
  search: Search
  signIn: SignIn
  ticketComments: TicketComments
  tickets: Tickets
}

/** What a desk is built of. */
export interface DeskParts {
  store: Store
  clock: Clock
  live: Live
  signIn: SignInOptions
  tickets: TicketsConfig
}

/** Builds the desk over a store. */
export function createDesk ({ store, clock, live, signIn, tickets: config }: DeskParts): Desk {
  const bulletin = new Bulletin(live)
  const parts = { store, clock, bulletin }
  const conversations = new Conversations(parts)
  const inbox = new Inbox(store)
  const tickets = new Tickets({ ...parts, config })
  return {
    activities: new Activities(parts),
    agents: new Agents(parts),
    alerts: new Alerts(parts),
    apiTokens: new ApiTokens(parts),
    audit: new Audit(parts),
    bulletin,
    contacts: new Contacts(parts),
    conversations,
    deadLetters: new DeadLetters(parts),
    groups: new Groups(store),
    inbox,
    messages: new Messages({ ...parts, conversations }),
    quickReplies: new QuickReplies(store),
    search: new Search({ store, inbox }),
    signIn: new SignIn({ ...parts, options: signIn }),
    ticketComments: new TicketComments({ ...parts, tickets }),
    tickets
  }
}
