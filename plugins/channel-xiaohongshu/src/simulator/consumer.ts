import { randomBytes } from 'node:crypto'
import type { SimulatedMessage } from '@kefuhub/contract/testing'
import { sealFor } from './cipher.js'
import type { FakeXiaohongshu, Push } from './platform.js'

/** What of a message is otherwise than usual. */
export interface Deviation {
  /** Default: a fresh one. */
  id?: string
  /** Key of the cipher, to be wrong. */
  cipherKey?: string
  /** Who wrote it; default 1, the consumer. */
  source?: number
  /** The account that it is for; default the merchant's. */
  to?: string
  timestamp?: number
  /** Fields over those of the body. */
  fields?: Record<string, unknown>
}

/** A consumer on the simulated platform. */
export class FakeConsumer {
  readonly id: string
  readonly name: string
  readonly inbox: SimulatedMessage[] = []
  /** The picture in `user_info`; default none. */
  avatar = ''
  /** Whether the account may write; the simulated window ends it. */
  isOpen = false
  readonly #platform: FakeXiaohongshu
  readonly #waiting = new Set<() => void>()
  #last: { url: string, body: object } | undefined

  constructor (platform: FakeXiaohongshu, id: string, name: string) {
    this.#platform = platform
    this.id = id
    this.name = name
  }

  /** Writes a message of any type. */
  async write (type: string, content: unknown, deviation: Deviation = {}): Promise<Push> {
    const { id = `m-${randomBytes(8).toString('hex')}`, cipherKey = this.#platform.cipherKey, source = 1, to = this.#platform.accountId, timestamp = this.#platform.now(), fields = {} } = deviation
    const body = {
      message_id: id,
      message_type: type,
      message_source: source,
      from_user_id: this.id,
      to_user_id: to,
      timestamp,
      content: sealFor(cipherKey, content),
      user_info: { nickname: this.name, header_image: this.avatar },
      ...fields
    }
    const push = await this.#platform.push('message', body)
    this.#last = { url: push.url, body }
    if (push.isAccepted) {
      this.isOpen = true
      this.#platform.note(this, to)
    }
    return push
  }

  async sendText (text: string, deviation?: Deviation): Promise<Push> { return this.write('TEXT', { text }, deviation) }

  async sendImage (file: Buffer, deviation?: Deviation): Promise<Push> { return this.write('IMAGE', { url: this.#platform.host(file) }, deviation) }

  /** Has the platform repeat the last message to the byte. */
  async repeat (): Promise<Push> {
    if (this.#last === undefined) throw new Error('nothing was written yet')
    return this.#platform.post(this.#last.url, this.#last.body)
  }

  /** As the platform delivers what the hub sent. */
  deliver (message: SimulatedMessage): void {
    this.inbox.push(message)
    for (const wake of [...this.#waiting]) wake()
  }

  /** The next message after the first `count` ones. @throws Error when none comes in time */
  async next (count: number, timeoutMs: number): Promise<SimulatedMessage> {
    const found = this.inbox[count]
    if (found !== undefined) return found
    let wake = (): void => {}
    const woken = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no message came within ${timeoutMs} ms`)), timeoutMs)
      wake = () => {
        if (this.inbox.length <= count) return
        clearTimeout(timer)
        resolve()
      }
    })
    this.#waiting.add(wake)
    try {
      await woken
    } finally {
      this.#waiting.delete(wake)
    }
    return this.inbox[count] as SimulatedMessage
  }
}
