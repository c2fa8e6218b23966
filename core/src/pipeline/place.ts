import type { ContactDoc } from '../store/contact-model.js'
import type { ConversationDoc } from '../store/conversation-model.js'

/** Whom and what a message belongs to. */
export interface Place {
  contact: ContactDoc
  conversation: ConversationDoc
}
