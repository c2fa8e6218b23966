import type { Log } from '@kefuhub/contract'
import type { DeskNews, DeskTyping } from '../desk/bulletin.js'
import type { Desk } from '../desk/desk.js'
import type { Channels } from '../pipeline/channels.js'
import type { LiveCall, LiveNews } from './live-protocol.js'

/** One open tab of a console. */
export interface LiveTab {
  agent: string
  session: string
  /** Gives news to the tab; must not throw. @param text JSON of `LiveNews` */
  push (text: string): void
  /** Ends the connection: the person was signed out. */
  signOut (): void
  watched?: { conversation: string, thread: string, channel: string }
}

/** Every tab hears so often that its connection lives, and is asked whether its person is still signed in; in milliseconds. */
const BEAT_MS = 10_000
/** Of what changed, so many are read at once. */
const MAX_READ = 200

/**
 * Tells the open tabs of this process what changed. What is new is read once for all of them, in few queries: the more
 * happens, the more each query brings.
 */
export class LiveDesk {
  readonly #desk: Desk
  readonly #channels: Channels
  readonly #log: Log
  readonly #tabs = new Set<LiveTab>()
  readonly #conversations = new Set<string>()
  readonly #messages = new Map<string, Set<string>>()
  readonly #activities = new Map<string, Set<string>>()
  readonly #agents = new Set<string>()
  readonly #tickets = new Set<string>()
  #hasNewAlerts = false
  #unsubscribe: (() => void) | undefined
  #beat: NodeJS.Timeout | undefined
  #isReading = false

  constructor (desk: Desk, channels: Channels, log: Log) {
    this.#desk = desk
    this.#channels = channels
    this.#log = log
  }

  /** Takes a tab in; from when it resolves on the tab is told everything. */
  async open (tab: LiveTab): Promise<void> {
    this.#tabs.add(tab)
    this.#unsubscribe ??= this.#desk.bulletin.subscribe((news) => { this.#hear(news) }, (typing) => { this.#hearTyping(typing) })
    this.#beat ??= setInterval(() => { this.#beatAll().catch((err: unknown) => { this.#log.warn({ err }, 'the consoles could not be checked') }) }, BEAT_MS).unref()
    push(tab, { kind: 'ready' })
    await this.#desk.agents.seen([tab.agent], true)
    this.#desk.bulletin.agent(tab.agent)
  }

  /** Lets a tab go. */
  async leave (tab: LiveTab): Promise<void> {
    if (!this.#tabs.delete(tab)) return
    if (this.#tabs.size === 0) this.#rest()
    if (this.#isHere(tab.agent)) return
    await this.#desk.agents.seen([tab.agent], false)
    this.#desk.bulletin.agent(tab.agent)
  }

  /** Takes a call of a tab. */
  async take (tab: LiveTab, call: LiveCall): Promise<void> {
    if (call.kind === 'watch') await this.#watch(tab, call.conversation)
    else await this.#type(call.conversation, call.isTyping)
  }

  close (): void {
    for (const tab of this.#tabs) tab.signOut()
    this.#tabs.clear()
    this.#rest()
  }

  #rest (): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    clearInterval(this.#beat)
    this.#beat = undefined
  }

  async #watch (tab: LiveTab, id: string | null): Promise<void> {
    delete tab.watched
    const conversation = id === null ? undefined : await this.#desk.conversations.find(id)
    if (conversation !== undefined) tab.watched = { conversation: conversation._id, thread: conversation.thread, channel: conversation.channel }
    push(tab, { kind: 'watching', conversation: conversation?._id ?? null })
  }

  /** Fleeting, and so are its failures. */
  async #type (id: string, isTyping: boolean): Promise<void> {
    const conversation = await this.#desk.conversations.find(id)
    if (conversation === undefined || conversation.state === 'closed') return
    const { channel, thread } = conversation
    await this.#channels.find(channel)?.instance.typing?.(thread.slice(channel.length + 1), isTyping).catch((err: unknown) => {
      this.#log.debug({ err, channel }, 'the channel could not show that an agent is typing')
    })
  }

  #hear (news: DeskNews): void {
    for (const id of news.conversations) this.#conversations.add(id)
    for (const [conversation, id] of news.messages) this.#note(this.#messages, conversation, id)
    for (const [conversation, id] of news.activities) this.#note(this.#activities, conversation, id)
    for (const id of news.agents) this.#agents.add(id)
    for (const [id] of news.tickets) this.#tickets.add(id)
    if (news.alerts.length > 0) this.#hasNewAlerts = true
    if (news.facts.length > 0) this.#pushTo({ kind: 'facts', contacts: [...new Set(news.facts)] })
    if (!this.#isReading) this.#readAll().catch((err: unknown) => { this.#log.error({ err }, 'the consoles are told of nothing more') })
  }

  /** What nobody watches need not be read. */
  #note (kept: Map<string, Set<string>>, conversation: string, id: string): void {
    if ([...this.#tabs].some((tab) => tab.watched?.conversation === conversation)) kept.set(conversation, (kept.get(conversation) ?? new Set()).add(id))
  }

  #hearTyping ({ thread, isTyping }: DeskTyping): void {
    this.#pushTo({ kind: 'typing', thread, isTyping }, (tab) => tab.watched?.thread === thread)
  }

  async #readAll (): Promise<void> {
    this.#isReading = true
    while (this.#conversations.size + this.#messages.size + this.#activities.size + this.#agents.size + this.#tickets.size > 0 || this.#hasNewAlerts) {
      try {
        await Promise.all([this.#tellMessages(), this.#tellConversations(), this.#tellActivities(), this.#tellAgents(), this.#tellTickets(), this.#tellAlerts()])
      } catch (err) {
        this.#log.warn({ err }, 'the consoles could not be told of news; they read again when they come back')
      }
    }
    this.#isReading = false
  }

  async #tellConversations (): Promise<void> {
    const ids = takeSome(this.#conversations)
    if (ids.length > 0) this.#pushTo({ kind: 'conversations', items: await this.#desk.inbox.find(ids) })
  }

  async #tellMessages (): Promise<void> {
    await Promise.all(takeAll(this.#messages).map(async ([conversation, ids]) => {
      this.#pushTo({ kind: 'messages', conversation, items: await this.#desk.messages.find([...ids]) }, (tab) => tab.watched?.conversation === conversation)
    }))
  }

  async #tellActivities (): Promise<void> {
    await Promise.all(takeAll(this.#activities).map(async ([conversation, ids]) => {
      this.#pushTo({ kind: 'activities', conversation, items: await this.#desk.activities.find([...ids]) }, (tab) => tab.watched?.conversation === conversation)
    }))
  }

  async #tellAgents (): Promise<void> {
    const ids = takeSome(this.#agents)
    if (ids.length === 0) return
    const items = await this.#desk.agents.list(ids)
    // Another process saw their last tab there go; here is one more.
    const stillHere = items.filter(({ id, presence }) => presence === 'offline' && this.#isHere(id)).map(({ id }) => id)
    await this.#desk.agents.seen(stillHere, true)
    for (const id of stillHere) this.#desk.bulletin.agent(id)
    this.#pushTo({ kind: 'agents', items })
  }

  async #tellTickets (): Promise<void> {
    const ids = takeSome(this.#tickets)
    if (ids.length > 0) this.#pushTo({ kind: 'tickets', items: await this.#desk.tickets.find(ids) })
  }

  async #tellAlerts (): Promise<void> {
    if (!this.#hasNewAlerts) return
    this.#hasNewAlerts = false
    this.#pushTo({ kind: 'alerts', items: await this.#desk.alerts.standing() })
  }

  async #beatAll (): Promise<void> {
    this.#pushTo({ kind: 'beat' })
    await this.#desk.agents.seen([...new Set([...this.#tabs].map(({ agent }) => agent))], true)
    const sessions = [...new Set([...this.#tabs].map(({ session }) => session))]
    await Promise.all(sessions.map(async (session) => {
      if (await this.#desk.signIn.isOpen(session)) return
      for (const tab of this.#tabs) if (tab.session === session) tab.signOut()
    }))
  }

  #isHere (agent: string): boolean { return [...this.#tabs].some((tab) => tab.agent === agent) }

  #pushTo (news: LiveNews, isFor: (tab: LiveTab) => boolean = () => true): void {
    const text = JSON.stringify(news)
    for (const tab of this.#tabs) if (isFor(tab)) tab.push(text)
  }
}

function push (tab: LiveTab, news: LiveNews): void { tab.push(JSON.stringify(news)) }

function takeSome (ids: Set<string>): string[] {
  const taken = [...ids].slice(0, MAX_READ)
  for (const id of taken) ids.delete(id)
  return taken
}

function takeAll<V> (kept: Map<string, V>): Array<[string, V]> {
  const taken = [...kept]
  kept.clear()
  return taken
}
