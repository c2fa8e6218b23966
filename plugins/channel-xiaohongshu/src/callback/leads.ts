import { toE164, type ChannelHub } from '@kefuhub/contract'
import type { Peers } from '../account/peers.js'
import { readLead } from '../wire/lead.js'
import { readComment } from '../wire/notice.js'
import { cut, optional } from '../wire/paths.js'
import type { Wire } from '../wire/schema.js'
import { leadSender, toCommentMessage, toLeadMessage, toUnreadable } from './inbound.js'
import type { Recorder } from './recorder.js'

/** What taking leads needs. */
export interface LeadTools {
  hub: ChannelHub
  peers: Peers
  recorder: Recorder
  wire: Wire
}

/** Takes leads and comments with purchase intent. What cannot be read is kept, too. */
export class Leads {
  readonly #tools: LeadTools

  constructor (tools: LeadTools) { this.#tools = tools }

  /**
   * A pushed lead, or one of a callback.
   * @param isProven whether it surely is the platform's; only then its phone number may lead to somebody's record in another system
   * @throws what `hub.receive` throws
   */
  async take (body: object, isProven: boolean): Promise<void> {
    const { hub, peers, recorder, wire } = this.#tools
    const nowMs = hub.clock.now()
    const lead = readLead(body, wire)
    if (lead === undefined) {
      recorder.keep('a lead has no id', body, 'wire.leads.fields')
      await hub.receive(toUnreadable('lead', {}, 'a lead has no id', body, nowMs))
      return
    }
    await peers.left(leadSender(lead))
    await hub.receive(toLeadMessage(lead, body, nowMs))
    const phone = toE164(lead.data.phone ?? '')
    if (isProven && phone !== undefined) await hub.profileChanged(leadSender(lead), { ...optional('name', lead.name), phones: [phone] })
  }

  /** @throws what `hub.receive` throws */
  async takeComment (opened: object): Promise<void> {
    const { hub, peers, recorder, wire } = this.#tools
    const nowMs = hub.clock.now()
    const comment = readComment(opened, wire)
    const { from } = comment
    if (from === undefined) {
      recorder.keep('a comment does not say who wrote it', opened, 'wire.notices.comment.from')
      await hub.receive(toUnreadable('comment', {}, `a comment does not say who wrote it: ${cut(comment.text ?? '', 500)}`, opened, nowMs))
      return
    }
    await peers.left(from)
    await hub.receive(toCommentMessage({ ...comment, from }, opened, nowMs))
  }
}
