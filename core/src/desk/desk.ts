import type { Clock } from '@kefuhub/contract'
import type { Store } from '../store/store.js'
import { Agents } from './agents.js'
import { ApiTokens } from './api-tokens.js'
import { Audit } from './audit.js'
import { Contacts } from './contacts.js'
import { Conversations } from './conversations.js'
import { DeadLetters } from './dead-letters.js'
import { Messages } from './messages.js'

/** The domain: everything people in the hub deal with. */
export interface Desk {
  agents: Agents
  apiTokens: ApiTokens
  audit: Audit
  contacts: Contacts
  conversations: Conversations
  deadLetters: DeadLetters
  messages: Messages
}

/** Builds the desk over a store. */
export function createDesk (store: Store, clock: Clock): Desk {
  const conversations = new Conversations({ store, clock })
  return {
    agents: new Agents({ store, clock }),
    apiTokens: new ApiTokens({ store, clock }),
    audit: new Audit({ store, clock }),
    contacts: new Contacts(store),
    conversations,
    deadLetters: new DeadLetters({ store, clock }),
    messages: new Messages({ store, conversations, clock })
  }
}
