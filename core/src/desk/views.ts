import type { ContactView, ConversationView, IdentityView, MessageView } from '@kefuhub/contract'
import type { ContactDoc } from '../store/contact-model.js'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { IdentityDoc } from '../store/identity-model.js'
import type { MessageDoc } from '../store/message-model.js'

/** A stored message as plugins and the API see it: without the original and without the lane's bookkeeping. */
export function toMessageView (doc: MessageDoc): MessageView {
  return {
    id: doc._id,
    channel: doc.channel,
    thread: doc.thread,
    direction: doc.direction,
    at: doc.at,
    content: doc.content,
    ...(doc.conversation !== undefined && { conversation: doc.conversation }),
    ...(doc.author !== undefined && { author: doc.author }),
    ...(doc.delivery !== undefined && {
      delivery: {
        state: doc.delivery.state,
        attempts: doc.delivery.attempts,
        ...(doc.delivery.reason !== undefined && { reason: doc.delivery.reason }),
        ...(doc.delivery.code !== undefined && { code: doc.delivery.code }),
        ...(doc.delivery.repeated === true && { repeated: true as const })
      }
    })
  }
}

/** A stored conversation as plugins and the API see it. */
export function toConversationView (doc: ConversationDoc): ConversationView {
  return {
    id: doc._id,
    channel: doc.channel,
    thread: doc.thread,
    contact: doc.contact,
    state: doc.state,
    tags: doc.tags,
    unread: doc.customerWroteAt !== undefined && doc.customerWroteAt > (doc.readAt ?? new Date(0)),
    ...(doc.assignee !== undefined && { assignee: doc.assignee }),
    ...(doc.group !== undefined && { group: doc.group }),
    ...(doc.last !== undefined && { last: doc.last }),
    ...(doc.waitingSince !== undefined && { waitingSince: doc.waitingSince }),
    ...(doc.handOverReason !== undefined && { handOverReason: doc.handOverReason }),
    startedAt: doc.startedAt,
    lastMessageAt: doc.lastMessageAt,
    ...(doc.closedAt !== undefined && { closedAt: doc.closedAt })
  }
}

/** A stored identity as plugins and the API see it. */
export function toIdentityView (doc: IdentityDoc): IdentityView {
  return {
    channel: doc.channel,
    externalId: doc.externalId,
    reachable: doc.reachable,
    ...(doc.name !== undefined && { name: doc.name })
  }
}

/** A stored contact with its identities as plugins and the API see it. */
export function toContactView (doc: ContactDoc, identities: readonly IdentityDoc[]): ContactView {
  return {
    id: doc._id,
    name: doc.name,
    phones: doc.phones ?? [],
    emails: doc.emails ?? [],
    fields: doc.fields ?? {},
    tags: doc.tags,
    identities: identities.map(toIdentityView),
    createdAt: doc.createdAt,
    ...(doc.language !== undefined && { language: doc.language })
  }
}
