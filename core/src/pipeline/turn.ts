import type { Author, Clock, Content, EventName, Log } from '@kefuhub/contract'
import { mediaOf } from '@kefuhub/contract'
import type { Desk } from '../desk/desk.js'
import { checkSendable, toOutgoing } from '../desk/outgoing.js'
import { summarize } from '../desk/summary.js'
import { toContactView, toConversationView, toMessageView } from '../desk/views.js'
import { retryDelayMs, type RetryPolicy } from '../outbox/backoff.js'
import type { Outbox, OutboxEntry } from '../outbox/outbox.js'
import type { ContactDoc } from '../store/contact-model.js'
import { newId } from '../store/id.js'
import type { MessageDoc } from '../store/message-model.js'
import type { NativeCollections, Store } from '../store/store.js'
import type { Channels } from './channels.js'
import { FormTickets } from './form-tickets.js'
import type { Step } from './lane.js'
import { LaneLost, type Lease } from './lease.js'
import { fetchMediaEntry } from './media-fetch.js'
import type { PipelineMetrics } from './metrics.js'
import { fetchProfileEntry } from './profile-fetch.js'
import type { Place } from './place.js'
import { openWindow } from './reply-window.js'
import type { Stages, TurnWishes } from './stages.js'
import type { Tell } from './tell.js'
import { TurnTickets } from './turn-tickets.js'

/** Something that the customer is told, and by whom. */
interface Word { author: Author, content: Content }

/**
 * One run of the stages over one inbound message. Every write has an id made from the message, or changes nothing the
 * second time; only the last write ends the turn. So a turn that died anywhere is simply run again.
 */
export class Turn {
  readonly #messages: NativeCollections['messages']
  readonly #desk: Desk
  readonly #outbox: Outbox
  readonly #channels: Channels
  readonly #stages: Stages
  readonly #tell: Tell
  readonly #clock: Clock
  readonly #log: Log
  readonly #metrics: PipelineMetrics
  readonly #retry: RetryPolicy
  readonly #tickets: TurnTickets
  readonly #forms: FormTickets

  constructor (options: {
    store: Store,
    desk: Desk,
    outbox: Outbox,
    channels: Channels,
    stages: Stages,
    tell: Tell,
    clock: Clock,
    log: Log,
    metrics: PipelineMetrics,
    retry: RetryPolicy
  }) {
    this.#messages = options.store.native.messages
    this.#desk = options.desk
    this.#outbox = options.outbox
    this.#channels = options.channels
    this.#stages = options.stages
    this.#tell = options.tell
    this.#clock = options.clock
    this.#log = options.log
    this.#metrics = options.metrics
    this.#retry = options.retry
    this.#tickets = new TurnTickets(options)
    this.#forms = new FormTickets(options)
  }

  async run (lease: Lease, message: MessageDoc): Promise<Step> {
    const startedMs = performance.now()
    try {
      const step = await this.#take(lease, message)
      this.#metrics.turn('done', (performance.now() - startedMs) / 1000)
      return step
    } catch (error) {
      if (error instanceof LaneLost) throw error
      return await this.#failed(message, error as Error, (performance.now() - startedMs) / 1000)
    }
  }

  async #take (lease: Lease, message: MessageDoc): Promise<Step> {
    const past = await this.#recall(message)
    if (past !== undefined) {
      await this.#settle(message, past, { replies: [], tags: new Set(), tickets: [] })
      return 'done'
    }
    const place = await this.#identify(lease, message)
    if (place === undefined) {
      await this.#finish(message, {})
      return 'done'
    }
    const { contact, conversation } = place
    const wishes = await this.#stages.run({
      message: toMessageView({ ...message, conversation: conversation._id }),
      contact: toContactView(contact, []),
      conversation: toConversationView(conversation),
      history: (limit) => this.#desk.messages.history(conversation._id, message, limit)
    })
    lease.check()
    const replies = await this.#settle(message, place, wishes)
    this.#log.info({
      trace: message.trace,
      thread: message.thread,
      replies: wishes.replies.length,
      ...(wishes.handOver !== undefined && { handOver: wishes.handOver })
    }, 'turn done')
    return { replies }
  }

  /** Finds the conversation that a message says it is about. @returns undefined for one that belongs to the present */
  async #recall (message: MessageDoc): Promise<Place | undefined> {
    if (message.about === undefined) return undefined
    const conversation = await this.#desk.conversations.find(message.about)
    if (conversation === undefined || conversation.thread !== message.thread) return undefined
    const contact = await this.#desk.contacts.find(conversation.contact)
    return contact && { contact, conversation }
  }

  /** Finds or makes the contact and the conversation. @returns undefined for an event that concerns no conversation */
  async #identify (lease: Lease, message: MessageDoc): Promise<Place | undefined> {
    const { thread } = lease
    const windows = this.#channels.find(message.channel)?.capabilities.replyWindows ?? []
    const window = openWindow(thread.window, windows, message.trigger, message.at.getTime())
    // What nobody can be answered to (a visited link, a reported position) opens no session of its own.
    const isSilent = message.content.type === 'event' && message.trigger === undefined
    const wrote = { at: message.at, ...(message.content.type !== 'event' && { summary: summarize('customer', message.content) }) }
    const [open, known] = await Promise.all([
      thread.conversation === undefined ? undefined : this.#desk.conversations.touch(thread.conversation, wrote),
      thread.contact === undefined ? undefined : this.#desk.contacts.find(thread.contact)
    ])
    if (isSilent && open === undefined) return undefined
    const contact = known ?? await this.#desk.contacts.ensure({
      key: thread._id,
      channel: thread.channel,
      externalId: thread.sender,
      ...(message.sender?.name !== undefined && { name: message.sender.name })
    }, message._id, message.at)
    const conversationId = open?._id ?? await this.#idOfNext(thread.conversation)
    await lease.update({
      contact: contact._id,
      conversation: conversationId,
      ...(window !== undefined && { window })
    })
    const conversation = open ?? await this.#desk.conversations.start({
      _id: conversationId,
      channel: message.channel,
      thread: message.thread,
      contact: contact._id,
      startedAt: message.at,
      startedBy: message._id,
      lastMessageAt: message.at,
      ...(wrote.summary !== undefined && { last: wrote.summary, customerWroteAt: message.at, waitingSince: message.at })
    })
    return { contact, conversation }
  }

  /** The id is in the thread before the conversation is written, so that a second run makes the same one. */
  async #idOfNext (last: string | undefined): Promise<string> {
    return last === undefined || await this.#desk.conversations.find(last) !== undefined ? newId() : last
  }

  /** @returns the answers that are to be delivered; not those that a former run wrote, which the lane finds by itself */
  async #settle (message: MessageDoc, place: Place, wishes: TurnWishes): Promise<MessageDoc[]> {
    const { contact, conversation } = place
    const form = await this.#forms.open(message, place)
    await this.#tickets.open(message, place, wishes.tickets)
    const words: Word[] = wishes.replies.map(({ feature, content }) => ({ author: { kind: 'bot', id: feature }, content }))
    const replies = this.#toReplies(message, place, form.word === undefined ? words : [form.word, ...words])
    const lastReply = replies.at(-1)
    const handOver = form.handOver ?? wishes.handOver
    // A form that became a ticket waits for nobody here, unless a human is in the conversation already.
    const isAnswered = handOver === undefined && (wishes.replies.length > 0 || (form.isOpened && conversation.state === 'bot'))
    if (replies.length > 0 || wishes.tags.size > 0 || handOver !== undefined || isAnswered) {
      await this.#desk.conversations.change(conversation._id, {
        lastMessageAt: lastReply?.at ?? message.at,
        tags: [...wishes.tags],
        ...(lastReply !== undefined && { answer: summarize(lastReply.author?.kind ?? 'system', lastReply.content) }),
        isAnswered,
        ...(handOver !== undefined && { handOver: { by: message._id, reason: handOver } })
      })
    }
    await this.#outbox.add([...this.#jobs(message, contact), ...await this.#events(message, place, handOver)])
    const due = await this.#finish(message, { conversation: conversation._id, contact: contact._id }, replies)
    this.#desk.bulletin.conversation(conversation._id)
    for (const { _id } of [message, ...replies]) this.#desk.bulletin.message(conversation._id, _id)
    return due
  }

  #toReplies (message: MessageDoc, { contact, conversation }: Place, words: readonly Word[]): MessageDoc[] {
    if (words.length === 0) return []
    const channel = this.#channels.get(message.channel)
    const at = new Date(Math.max(this.#clock.now(), message.at.getTime()))
    return words.flatMap(({ author, content }, index) => {
      const docs = toOutgoing({
        idBase: `${message._id}.${String(index).padStart(2, '0')}`,
        channel: message.channel,
        thread: message.thread,
        conversation: conversation._id,
        contact: contact._id,
        author,
        at,
        trace: message.trace
      }, content, channel.capabilities)
      try {
        checkSendable(channel.id, content, channel.capabilities)
        return docs
      } catch (error) {
        const { code, message: reason } = error as Error & { code: string }
        return docs.map(({ due, ...doc }): MessageDoc => ({ ...doc, dead: at, delivery: { state: 'failed', attempts: 0, code, reason } }))
      }
    })
  }

  #jobs (message: MessageDoc, contact: ContactDoc): OutboxEntry[] {
    const hasRemote = mediaOf(message.content).some(({ ref }) => ref.state === 'remote')
    const isNew = contact.createdBy === message._id
    return [
      ...(hasRemote ? [fetchMediaEntry(message)] : []),
      ...(isNew && this.#channels.find(message.channel)?.instance.profile !== undefined ? [fetchProfileEntry(message)] : [])
    ]
  }

  /** What this message made happen, told the same way in every run. */
  async #events (message: MessageDoc, { contact, conversation }: Place, handOver: string | undefined): Promise<OutboxEntry[]> {
    const has = (name: EventName) => this.#tell.hasSubscribers(name)
    const entries: OutboxEntry[] = []
    if (has('contact.created') && contact.createdBy === message._id) {
      const view = await this.#desk.contacts.view(contact._id)
      if (view !== undefined) entries.push(...this.#tell.entries('contact.created', contact._id, contact.createdAt, { contact: view }, message.trace))
    }
    if (has('conversation.started') && conversation.startedBy === message._id) {
      entries.push(...this.#tell.entries('conversation.started', conversation._id, conversation.startedAt, { conversation: toConversationView(conversation) }, message.trace))
    }
    if (has('conversation.handed-over') && handOver !== undefined) {
      const now = await this.#desk.conversations.get(conversation._id)
      if (now.handedOverBy === message._id) {
        entries.push(...this.#tell.entries('conversation.handed-over', conversation._id, message.at, { conversation: toConversationView(now), reason: handOver }, message.trace))
      }
    }
    if (has('message.received')) {
      const view = toMessageView({ ...message, conversation: conversation._id })
      entries.push(...this.#tell.entries('message.received', message._id, message.at, { message: view }, message.trace))
    }
    return entries
  }

  /** Writes the answers and then ends the turn, in one statement. @returns the answers that are new and due */
  async #finish (message: MessageDoc, place: { conversation?: string, contact?: string }, replies: readonly MessageDoc[] = []): Promise<MessageDoc[]> {
    const { upsertedIds } = await this.#messages.bulkWrite([
      ...replies.map(({ _id, ...reply }) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: reply }, upsert: true } })),
      { updateOne: { filter: { _id: message._id }, update: { $set: { ...place, turn: { attempts: (message.turn?.attempts ?? 0) + 1 } }, $unset: { due: 1 } } } }
    ], { ordered: true, ignoreUndefined: true })
    return replies.filter(({ due }, index) => due !== undefined && upsertedIds[index] !== undefined)
  }

  async #failed (message: MessageDoc, error: Error, seconds: number): Promise<Step> {
    const attempts = (message.turn?.attempts ?? 0) + 1
    const now = this.#clock.now()
    const fields = { err: error, trace: message.trace, thread: message.thread, attempts }
    const turn = { attempts, error: error.message }
    if (attempts >= this.#retry.attempts) {
      await this.#messages.updateOne({ _id: message._id }, { $set: { turn, dead: new Date(now) }, $unset: { due: 1 } })
      this.#log.error(fields, 'turn given up; the message is in the dead letters')
      this.#metrics.turn('dead', seconds)
      return 'done'
    }
    const delayMs = retryDelayMs(this.#retry, attempts)
    await this.#messages.updateOne({ _id: message._id }, { $set: { turn, due: new Date(now + delayMs) } })
    this.#log.warn({ ...fields, delayMs }, 'turn failed and will be run again')
    this.#metrics.turn('failed', seconds)
    return 'waiting'
  }
}
