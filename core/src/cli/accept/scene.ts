import type { Author, Content, ContentType, ConversationView, LocalizedText, MessageView } from '@kefuhub/contract'
import type { HubClient } from '../hub-client.js'
import { waitFor } from '../patience.js'
import type { Attendant, Phone } from './phone.js'
import { Shortfall, Skip } from './step.js'
import type { Systems } from './systems.js'

/** What of a channel the steps ask for. */
export interface SceneChannel {
  id: string
  title: LocalizedText
  capabilities: { in: Partial<Record<ContentType, object>>, out: Partial<Record<ContentType, object>> }
}

/** What a scene is made of. */
export interface SceneParts {
  hub: HubClient
  channel: SceneChannel
  phone: Phone
  attendant: Attendant
  systems: Systems
  /** What the customer asks first: the bot should have an answer to it. */
  question: string
  /** Makes the texts of this run different from those of every other. */
  mark: string
}

/** The hub itself needs no longer for anything that it does by itself, in milliseconds. */
const HUB_MS = 20_000
const IN_FLIGHT: ReadonlySet<string> = new Set(['due', 'sending'])
const AGENT = '验收客服 Acceptance'

/** One channel with a customer and somebody who answers them; the steps go through it one after the other. */
export class Scene {
  readonly hub: HubClient
  readonly channel: SceneChannel
  readonly phone: Phone
  readonly attendant: Attendant
  readonly systems: Systems
  readonly question: string
  readonly mark: string
  /** Whether a bot answers or hands over here; the step that asks it sets this. */
  hasBot = false
  #conversation: ConversationView | undefined

  constructor ({ hub, channel, phone, attendant, systems, question, mark }: SceneParts) {
    this.hub = hub
    this.channel = channel
    this.phone = phone
    this.attendant = attendant
    this.systems = systems
    this.question = question
    this.mark = mark
  }

  /** The customer's. @throws Skip while the hub has none */
  get conversation (): ConversationView {
    if (this.#conversation === undefined) throw new Skip('第一条消息没有到达，无法继续', 'The first message did not arrive, so this cannot be tried')
    return this.#conversation
  }

  set conversation (conversation: ConversationView) { this.#conversation = conversation }

  /** The conversation as it stands now. */
  async read (): Promise<ConversationView> {
    this.conversation = await this.hub.get<ConversationView>(`/conversations/${this.conversation.id}`)
    return this.conversation
  }

  async messages (): Promise<MessageView[]> { return await this.hub.messages(this.conversation.id) }

  /** Waits until the customer's side has done something. @param timeoutMs default: as long as the phone's holder needs */
  async wait<T> (look: () => Promise<T | undefined>, timeoutMs = this.phone.patienceMs): Promise<T | undefined> {
    return await waitFor(async () => {
      this.phone.look?.()
      return await look()
    }, timeoutMs, this.phone.lookEveryMs)
  }

  /** Waits for what the hub does by itself. */
  async waitForHub<T> (look: () => Promise<T | undefined>): Promise<T | undefined> { return await this.wait(look, HUB_MS) }

  /** Does something, and gives the customer's next message of a type. @throws Shortfall when none arrives */
  async arrival<R> (type: ContentType, act: () => Promise<R>): Promise<{ message: MessageView, given: R }> {
    const before = new Set((await this.messages()).map(({ id }) => id))
    const given = await act()
    const message = await this.wait(async () => (await this.messages()).find(({ id, direction, content }) => direction === 'in' && content.type === type && !before.has(id)))
    if (message === undefined) throw new Shortfall('消息没有到达会话', 'The message did not come into the conversation')
    return { message, given }
  }

  /** An agent writes. @returns the message as it was stored */
  async reply (text: string): Promise<MessageView> {
    const { items: [message] } = await this.hub.post<{ items: MessageView[] }>(`/conversations/${this.conversation.id}/messages`, { content: { type: 'text', text }, author: { name: AGENT } })
    if (message === undefined) throw new Shortfall('接口没有返回消息', 'The API gave no message')
    return message
  }

  /** A message once its delivery has come to an end, well or not. @throws Shortfall when it does not */
  async settled (id: string): Promise<MessageView> {
    const message = await this.waitForHub(async () => {
      const found = await this.hub.get<MessageView>(`/messages/${id}`)
      return found.delivery === undefined || IN_FLIGHT.has(found.delivery.state) ? undefined : found
    })
    if (message !== undefined) return message
    const { delivery } = await this.hub.get<MessageView>(`/messages/${id}`)
    throw new Shortfall(`消息没有发出：${delivery?.reason ?? delivery?.state ?? ''}`, `The message was not sent: ${delivery?.reason ?? delivery?.state ?? ''}`)
  }

  /** An agent writes, and the customer has it. @throws Shortfall */
  async replyAndSee (text: string): Promise<MessageView> {
    const message = await this.settled((await this.reply(text)).id)
    await this.insistOnShown(message, text)
    return message
  }

  /** @throws Shortfall when a message of the hub's side did not get to the customer */
  async insistOnShown (message: MessageView, text: string): Promise<void> {
    insistOnSent(message)
    if (!await this.phone.shows(text)) throw new Shortfall('消息没有出现在客户手机上', 'The message did not come to the phone')
  }

  /** The platform words a template itself; its values are the hub's. @throws Shortfall when it did not get to the customer with them */
  async insistOnTemplate (message: MessageView, { values }: Extract<Content, { type: 'template' }>): Promise<void> {
    insistOnSent(message)
    if (!await this.phone.showsTemplate(Object.values(values))) throw new Shortfall('模板消息没有出现在客户手机上', 'The template message did not come to the phone')
  }
}

function insistOnSent ({ delivery }: MessageView): void {
  const { state = 'sent', reason = state } = delivery ?? {}
  if (['failed', 'dead', 'uncertain'].includes(state)) throw new Shortfall(`平台没有接受消息：${reason}`, `The platform did not take the message: ${reason}`)
}

/** Messages of one kind of author that were not there before. */
export function writtenBy (messages: readonly MessageView[], kind: Author['kind'], before: ReadonlySet<string> = new Set()): MessageView[] {
  return messages.filter(({ id, author }) => author?.kind === kind && !before.has(id))
}
