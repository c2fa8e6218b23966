import type { Content, ContactView, MessageView } from '@kefuhub/contract'
import type { TicketStatus } from '../../desk/ticket-types.js'
import type { Desk } from '../../desk/desk.js'
import type { Channels } from '../../pipeline/channels.js'
import { threadKey } from '../../pipeline/receive.js'
import { isOpen } from '../../pipeline/reply-window.js'
import type { ConversationDoc } from '../../store/conversation-model.js'
import type { Store } from '../../store/store.js'
import type { ThreadDoc } from '../../store/thread-model.js'
import type { TicketDoc } from '../../store/ticket-model.js'

/** A way to reach a customer: a message where the window is open, else a template. */
interface Way {
  channel: string
  thread: string
  conversation: ConversationDoc
  content: Content
}

/** What a customer is told of a ticket, and over which way. */
export class CustomerWord {
  readonly #store: Store
  readonly #desk: Desk
  readonly #channels: Channels
  readonly #wake: (thread: string) => void

  constructor (options: { store: Store, desk: Desk, channels: Channels, wake: (thread: string) => void }) {
    this.#store = options.store
    this.#desk = options.desk
    this.#channels = options.channels
    this.#wake = options.wake
  }

  /**
   * Tells the customer in the channel that they came from; where that cannot be, by a template, and else on another of their
   * channels. Where nothing is left, agents see it in the conversation. May run again.
   * @param step of the ticket that is told of
   * @param nowMs when it is decided which windows are open
   */
  async tell (ticket: TicketDoc, step: string, nowMs: number): Promise<void> {
    const type = this.#desk.tickets.types.find(ticket.type)
    const status = type?.statuses.find(({ id }) => id === ticket.status)
    if (status?.tell === undefined || ticket.contact === undefined) return
    const contact = await this.#desk.contacts.view(ticket.contact)
    if (contact === undefined) return
    const base = messageId(ticket._id, step)
    const sent = await this.#sent(base)
    // What a failed one tried is not tried again.
    if (sent.some(({ delivery }) => delivery?.state !== 'failed')) return
    const ways = await this.#ways(ticket, status, contact, nowMs)
    const way = ways.find(({ thread, content }) => !sent.some((message) => message.thread === thread && message.content.type === content.type))
    if (way === undefined) return await this.#giveUp(ticket, status, step)
    await this.#desk.messages.enqueue({
      conversation: way.conversation,
      content: way.content,
      author: { kind: 'system', id: `ticket:${ticket._id}`, name: ticket.number },
      capabilities: this.#channels.get(way.channel).capabilities,
      id: `${base}.${sent.length}`,
      mayBeClosed: true
    })
    this.#wake(way.thread)
  }

  /** The messages that told of a step so far. */
  async #sent (base: string): Promise<MessageView[]> {
    const ids = Array.from({ length: MAX_WAYS }, (_, index) => `${base}.${index}.0000`)
    return await this.#desk.messages.find(ids)
  }

  async #ways (ticket: TicketDoc, status: TicketStatus, contact: ContactView, nowMs: number): Promise<Way[]> {
    const own = ticket.conversation === undefined ? undefined : await this.#desk.conversations.find(ticket.conversation)
    const keys = contact.identities.filter(({ reachable }) => reachable).map(({ channel, externalId }) => threadKey(channel, externalId))
    const threads = await this.#store.threads.find({ _id: { $in: [...new Set([...own === undefined ? [] : [own.thread], ...keys])] } }).lean<ThreadDoc[]>()
    // The channel that they came from goes first, then the ones in which they wrote last.
    const ordered = threads.sort((one, other) => Number(other._id === own?.thread) - Number(one._id === own?.thread) || (other.window?.until.getTime() ?? 0) - (one.window?.until.getTime() ?? 0))
    const found = await Promise.all(ordered.map(async (thread) => await this.#waysOf(thread, own, ticket, status, contact, nowMs)))
    return found.flat().slice(0, MAX_WAYS)
  }

  async #waysOf (thread: ThreadDoc, own: ConversationDoc | undefined, ticket: TicketDoc, status: TicketStatus, contact: ContactView, nowMs: number): Promise<Way[]> {
    const channel = this.#channels.find(thread.channel)
    const conversation = thread._id === own?.thread ? own : await this.#desk.inbox.latestOf(thread._id)
    if (channel === undefined || conversation === undefined) return []
    const { capabilities } = channel
    const at = { channel: channel.id, thread: thread._id, conversation }
    const fill = createFill(ticket, status, contact)
    const { text, templates } = status.tell as NonNullable<TicketStatus['tell']>
    const ways: Way[] = []
    if (capabilities.out.text !== undefined && isOpen(thread.window, capabilities.replyWindows, nowMs)) ways.push({ ...at, content: { type: 'text', text: fill(text) } })
    const template = Object.hasOwn(templates, channel.id) ? templates[channel.id] : undefined
    if (template !== undefined && capabilities.out.template !== undefined) {
      const values = Object.fromEntries(Object.entries(template.values).map(([name, value]) => [name, fill(value)]))
      ways.push({ ...at, content: { type: 'template', template: template.id, text: fill(text).slice(0, 2048), values, ...(template.url !== undefined && { url: fill(template.url) }) } })
    }
    return ways
  }

  async #giveUp (ticket: TicketDoc, status: TicketStatus, step: string): Promise<void> {
    await this.#desk.ticketComments.add(ticket._id, {
      id: `untold:${step}`,
      by: { kind: 'system', id: 'hub' },
      text: `客户未能收到“${status.title.zh}”的通知：没有可用的渠道。 · The customer could not be told "${status.title.en}": no channel is open to them.`,
      isPublic: false
    })
  }
}

const MAX_WAYS = 10

/** The ids of the messages that tell of one step of a ticket begin with this. */
function messageId (ticket: string, step: string): string { return `ticket-${step.startsWith(ticket) ? step : `${ticket}.${step}`}` }

function createFill (ticket: TicketDoc, status: TicketStatus, contact: ContactView): (text: string) => string {
  const language = contact.language?.startsWith('en') === true ? 'en' : 'zh'
  const values: Record<string, string> = {
    ...Object.fromEntries(Object.entries(ticket.fields).map(([name, value]) => [name, String(value ?? '')])),
    number: ticket.number,
    subject: ticket.subject,
    status: status.title[language],
    customer: contact.name
  }
  return (text) => text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_place, name: string) => Object.hasOwn(values, name) ? values[name] as string : '')
}
