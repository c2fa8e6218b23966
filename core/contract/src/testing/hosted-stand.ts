import assert from 'node:assert/strict'
import type { LightMyRequestResponse } from 'fastify'
import type { ChannelDefinition, ThreadMessage } from '../channel.js'
import type { Author, Content, SendResult } from '../message.js'
import type { ChannelRequest, Saying } from './channel-sample.js'
import { Ear } from './ear.js'
import type { FakeHub } from './fake-hub.js'
import type { HostedListening, HostedRequest, HostedSample, HostedSession, HostedSite } from './hosted-sample.js'
import { OpenChannel } from './open-channel.js'
import type { PlatformCall, SamplePlatform } from './sample-platform.js'
import { Stand } from './stand.js'

/** A name that the kit gives a customer, by which it finds the session again. */
type Name = Saying['sender']

/** A running channel whose customers call its own routes. */
export class HostedChannel extends OpenChannel<HostedSample> {
  readonly #sessions = new Map<Name, Promise<HostedSession>>()
  readonly #listenings: HostedListening[] = []
  #messages = 0

  get deliveries (): PlatformCall[] { return this.platform.calls }

  /** The channel as a customer sees it; who comes for the first time gets a session. */
  async site (name: Name = 'customer-1'): Promise<HostedSite> {
    const opening = this.#sessions.get(name) ?? this.sample.openSession(this.hub)
    this.#sessions.set(name, opening)
    return this.toSite(await opening)
  }

  /** The channel as it is with a session, wherever that comes from. */
  toSite (session: HostedSession): HostedSite {
    return { hub: this.hub, session, call: async (request) => this.deliver(withSession(request, session)) }
  }

  async toRequest (saying: Saying, change = (payload: Buffer): Buffer => payload): Promise<ChannelRequest> {
    const site = await this.site(saying.sender)
    const request = this.sample.text(saying, site)
    return withSession({ ...request, body: change(request.body ?? Buffer.alloc(0)) }, site.session)
  }

  async toForeignRequest (saying: Saying, other: HostedChannel): Promise<ChannelRequest> {
    const site = this.toSite((await other.site()).session)
    return withSession(this.sample.text(saying, site), site.session)
  }

  isAcknowledged (response: LightMyRequestResponse): boolean { return this.sample.acknowledges(response) }

  override isRefused (response: LightMyRequestResponse): boolean {
    return this.sample.refuses?.(response) ?? super.isRefused(response)
  }

  async use (): Promise<{ ended: Promise<unknown> }> {
    const { ended } = await this.listen(await this.site())
    await this.say()
    await this.trySend()
    return { ended }
  }

  /** Has a customer wait for news. */
  async listen (site: HostedSite): Promise<Ear & { ended: Promise<unknown> }> {
    const ear = new Ear()
    const listening = await this.sample.listen(site, ear.hear)
    this.#listenings.push(listening)
    return Object.assign(ear, { ended: listening.ended })
  }

  /** Has all who wait go away. */
  leave (): void { for (const listening of this.#listenings) listening.leave() }

  /** Puts a message for a customer into the thread, as the hub does before it sends. */
  store (customer: string, content: Content, author: Author = { kind: 'bot', id: 'bot' }): ThreadMessage {
    const id = `message-${String(++this.#messages).padStart(4, '0')}`
    const message: ThreadMessage = {
      id,
      channel: this.hub.id,
      thread: `${this.hub.id}:${customer}`,
      conversation: 'conversation-1',
      direction: 'out',
      content,
      author,
      at: new Date(this.hub.clock.now()),
      delivery: { state: 'sent', attempts: 1 }
    }
    const { threads } = this.hub
    threads.set(customer, [...threads.get(customer) ?? [], message])
    return message
  }

  /** Stores a message and sends it. */
  async post (customer: string, content: Content, author?: Author, signal?: AbortSignal): Promise<{ message: ThreadMessage, result: SendResult }> {
    const message = this.store(customer, content, author)
    const result = await this.hub.send(content, { id: message.id, recipient: customer, ...(author && { author }) }, signal)
    return { message, result }
  }

  protected override async send (content: Content, author: Author | undefined, signal: AbortSignal | undefined): Promise<SendResult> {
    const { session } = await this.site()
    return (await this.post(session.customer, content, author, signal)).result
  }

  /** One request of each kind that needs a session, without the session's headers. */
  async requests (site: HostedSite): Promise<Array<{ name: string, request: ChannelRequest }>> {
    const { sample } = this
    const { mark, typing, files } = sample
    const kinds: Array<{ name: string, request: HostedRequest }> = [
      { name: 'a text', request: (site) => sample.text(this.saying(), site) },
      ...sample.inbound.map(({ name, request }) => ({ name, request })),
      { name: 'the history', request: (site) => sample.history(site) }
    ]
    if (mark !== null) kinds.push({ name: 'a mark', request: (site) => mark('read', this.store(site.session.customer, { type: 'text', text: 'seen' }), site) })
    if (typing !== null) kinds.push({ name: 'typing', request: (site) => typing.request(true, site) })
    if (files !== null) kinds.push({ name: 'an upload', request: (site) => files.upload(files.ofBytes(100), site) })
    return this.made(kinds, site)
  }

  /** Makes requests, one after the other, without the session's headers. */
  async made (named: ReadonlyArray<{ name: string, request: HostedRequest }>, site: HostedSite): Promise<Array<{ name: string, request: ChannelRequest }>> {
    const requests: Array<{ name: string, request: ChannelRequest }> = []
    for (const { name, request } of named) requests.push({ name, request: await request(site) })
    return requests
  }
}

/** Opens channels without a platform. */
export class HostedStand extends Stand<HostedSample, HostedChannel> {
  override async close (): Promise<void> {
    // A server that stops waits for those who still listen.
    for (const channel of this.opened) channel.leave()
    await super.close()
  }

  protected answer ({ url }: PlatformCall): never { assert.fail(`a channel without a platform called ${url.href}`) }

  protected enter (hub: FakeHub<ChannelDefinition>, platform: SamplePlatform): HostedChannel {
    return new HostedChannel(hub, platform, this.sample)
  }
}

/** A request with what proves the session. */
export function withSession (request: ChannelRequest, { headers }: HostedSession): ChannelRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}
