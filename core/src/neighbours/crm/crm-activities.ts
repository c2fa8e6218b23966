import type { Desk } from '../../desk/desk.js'
import type { CrmLinkDoc } from '../../store/crm-link-model.js'
import type { ConversationDoc } from '../../store/conversation-model.js'
import type { CrmLinks } from './crm-links.js'
import type { CrmSync } from './crm-sync.js'

/** What is logged at a CRM's records is built of this. */
export interface CrmActivitiesParts {
  desk: Desk
  links: CrmLinks
  /** Address of a page of the console about a conversation. */
  linkTo: (conversation: string) => string
}

const WRITE_MS = 60_000
const MAX_SUMMARY = 8000
const SUMMARY_MESSAGES = 100

/** Logs what was spoken at the records of one CRM. */
export class CrmActivities {
  readonly #sync: CrmSync
  readonly #parts: CrmActivitiesParts

  constructor (sync: CrmSync, parts: CrmActivitiesParts) {
    this.#sync = sync
    this.#parts = parts
  }

  /** Logs a closed conversation at the customer's record; nothing happens where they have none. */
  async log (conversation: ConversationDoc): Promise<void> {
    const link = await this.#settledLink(conversation.contact)
    if (link?.crmId === undefined || link.state !== 'linked') return
    const { crmId } = link
    const summary = await this.#summarize(conversation)
    const day = conversation.startedAt.toISOString().slice(0, 10)
    await this.#sync.neighbour.call(async (crm) => {
      await crm.logActivity({
        id: conversation._id,
        contactId: crmId,
        kind: 'conversation',
        subject: `客服会话 ${day} · ${conversation.channel}`,
        summary,
        tags: conversation.tags,
        at: conversation.closedAt ?? conversation.lastMessageAt,
        url: this.#parts.linkTo(conversation._id)
      })
    }, { timeoutMs: WRITE_MS })
  }

  async #summarize ({ _id }: ConversationDoc): Promise<string> {
    const { items } = await this.#parts.desk.messages.list({ conversation: _id, order: 'newest', limit: SUMMARY_MESSAGES })
    const lines = items.reverse().flatMap(({ direction, content, author }) => 'text' in content && content.text !== undefined && content.text !== ''
      ? [`${direction === 'in' ? '客户 Customer' : author?.name ?? author?.kind ?? 'hub'}: ${content.text}`]
      : [])
    return lines.join('\n').slice(0, MAX_SUMMARY)
  }

  /** What the CRM says of a contact; it is asked where it was not yet. */
  async #settledLink (contact: string): Promise<CrmLinkDoc | undefined> {
    const { links } = this.#parts
    const link = await links.find(this.#sync.id, contact)
    if (link !== undefined && link.state !== 'unknown') return link
    await this.#sync.lookUp(contact)
    return await links.find(this.#sync.id, contact)
  }
}
