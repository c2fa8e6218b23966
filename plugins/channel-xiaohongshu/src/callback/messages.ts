import type { ChannelHub, Content } from '@kefuhub/contract'
import type { Accounts } from '../account/accounts.js'
import type { Peers } from '../account/peers.js'
import { TRIGGER } from '../capabilities.js'
import { errors } from '../errors.js'
import type { Options } from '../options.js'
import { messageTypes, toContent } from '../wire/content.js'
import { readMessage, type XhsMessage } from '../wire/message.js'
import { cut, optional, textAt } from '../wire/paths.js'
import { toInbound, toUnreadable } from './inbound.js'
import type { Recorder } from './recorder.js'

const MAX_AVATARS = 10_000
const MAX_SOURCES = 100

/** What taking messages needs. */
export interface MessageTools {
  hub: ChannelHub
  accounts: Accounts
  peers: Peers
  recorder: Recorder
}

/** Takes the messages of consumers. What cannot be read is kept, too, so that nothing is lost in silence. */
export class Messages {
  readonly #tools: MessageTools
  readonly #options: Pick<Options, 'wire' | 'maxAgeMs' | 'replyWindow'>
  readonly #types: ReturnType<typeof messageTypes>
  /** The picture that each customer was last seen with in this process, the longest unused first. */
  readonly #avatars = new Map<string, string>()
  /** Sources that were passed over and told of. */
  readonly #passed = new Set<string>()

  constructor (tools: MessageTools, options: Pick<Options, 'wire' | 'maxAgeMs' | 'replyWindow'>) {
    this.#tools = tools
    this.#options = options
    this.#types = messageTypes(options.wire)
  }

  /**
   * @param document the body with its content opened @param opened the content
   * @throws XHS_ERR_STALE, XHS_ERR_ACCOUNT, and what `hub.receive` throws
   */
  async take (document: object, opened: unknown): Promise<void> {
    const { hub, peers } = this.#tools
    const { wire, maxAgeMs, replyWindow } = this.#options
    const message = readMessage(document, wire)
    const nowMs = hub.clock.now()
    if (maxAgeMs !== undefined && message.atMs !== undefined && Math.abs(nowMs - message.atMs) > maxAgeMs) throw new errors.XHS_ERR_STALE()
    if (await this.#isEcho(message)) return
    await this.#checkAccount(message)
    const problem = this.#problemOf(message)
    if (problem !== undefined) return this.#takeUnreadable(message, document, problem)

    const { id, from, to } = message as Required<Pick<XhsMessage, 'id' | 'from' | 'to'>>
    const content = this.#contentOf(message, document, opened)
    if (content === undefined) return this.#takeUnreadable(message, document, `the fields of ${message.type ?? ''} are not where they are expected`)
    // Before the message is there, so that the first answer finds it.
    await peers.wrote(from, to)
    await hub.receive(toInbound({ ...message, id, from }, content, document, { nowMs, trigger: replyWindow === undefined ? undefined : TRIGGER }))
    await this.#noteProfile(message, from)
  }

  /** What the merchant or the system wrote comes back as a callback, too. */
  async #isEcho ({ source, from }: XhsMessage): Promise<boolean> {
    const { hub, accounts } = this.#tools
    if (source === undefined) return from !== undefined && await accounts.has(from)
    if (this.#options.wire.inbound.consumerSources.includes(source)) return false
    if (!this.#passed.has(source) && this.#passed.size < MAX_SOURCES) {
      this.#passed.add(source)
      hub.log.warn({ source: cut(source, 64) }, 'messages of this source are passed over; if customers write them, add it to wire.inbound.consumerSources')
    }
    return true
  }

  /** @throws XHS_ERR_ACCOUNT */
  async #checkAccount ({ to }: XhsMessage): Promise<void> {
    if (to !== undefined && !await this.#tools.accounts.has(to)) throw new errors.XHS_ERR_ACCOUNT(cut(to, 64))
  }

  #problemOf ({ id, from, to, type, atMs }: XhsMessage): string | undefined {
    const { maxAgeMs, wire: { inbound: { fields } } } = this.#options
    const missing = Object.entries({ id, from, to, type, ...(maxAgeMs === undefined ? {} : { time: atMs }) }).filter(([, value]) => value === undefined).map(([name]) => name as keyof typeof fields)
    return missing.length === 0 ? undefined : `nothing stands at ${missing.map((name) => `${fields[name].join(' or ') || 'no path'} (${name})`).join(', ')}`
  }

  /** Undefined when the type is known and its content is not as expected. */
  #contentOf ({ type = '' }: XhsMessage, document: object, opened: unknown): Content | undefined {
    const known = this.#types.get(type.toUpperCase())
    if (known !== undefined) return toContent(known, opened)
    this.#tools.recorder.keep(`the type ${cut(type, 64)} is not known`, document, 'wire.inbound.types')
    const text = textAt(opened, ['text', 'title', 'desc', 'name'])
    return { type: 'unsupported', platformType: cut(type, 128), ...optional('text', text && cut(text, 65_536)) }
  }

  async #takeUnreadable (message: XhsMessage, document: object, why: string): Promise<void> {
    const { hub, recorder } = this.#tools
    recorder.keep(why, document, 'wire.inbound')
    await hub.receive(toUnreadable(message.type ?? 'message', message, why, document, hub.clock.now()))
  }

  /** A picture is told once; asking the store for each message would cost more than it is worth. */
  async #noteProfile ({ name, avatarUrl }: XhsMessage, from: string): Promise<void> {
    if (avatarUrl === undefined || this.#avatars.get(from) === avatarUrl) return
    await this.#tools.hub.profileChanged(from, { ...optional('name', name), avatarUrl })
    this.#avatars.delete(from)
    this.#avatars.set(from, avatarUrl)
    if (this.#avatars.size > MAX_AVATARS) this.#avatars.delete(this.#avatars.keys().next().value ?? '')
  }
}
