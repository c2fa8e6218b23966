import { setImmediate } from 'node:timers/promises'
import { errors } from '../errors.js'
import { checkInbound } from '../inbound.js'
import type { InboundMessage } from '../message.js'

/** A store that holds its breath: see {@link FakeInbox.hold}. */
export interface Hold {
  /** Resolves when a message is on its way into the store. */
  entered: Promise<void>
  /** Lets it become durable. */
  release (): void
}

/** Where a channel's messages become durable: in memory, checked as the hub checks them. */
export class FakeInbox {
  /** Each message once, in the order in which they became durable. */
  readonly messages: InboundMessage[] = []
  /** The event keys of repeats. */
  readonly duplicates: string[] = []
  /** True: nothing becomes durable, `receive` throws KH_ERR_STORE_BUSY. */
  isBusy = false
  readonly #keys = new Set<string>()
  #gate: { enter (): void, opened: Promise<void> } | undefined

  /** Keeps messages from becoming durable until it is released. */
  hold (): Hold {
    let enter = (): void => {}
    let open = (): void => {}
    const entered = new Promise<void>((resolve) => { enter = resolve })
    const opened = new Promise<void>((resolve) => { open = resolve })
    this.#gate = { enter, opened }
    return { entered, release: () => { this.#gate = undefined; open() } }
  }

  /** @see ChannelHub.receive */
  async receive (message: InboundMessage): Promise<{ duplicate: boolean }> {
    checkInbound(message)
    const gate = this.#gate
    gate?.enter()
    await (gate?.opened ?? setImmediate())
    if (this.isBusy) throw new errors.KH_ERR_STORE_BUSY()
    if (this.#keys.has(message.eventKey)) {
      this.duplicates.push(message.eventKey)
      return { duplicate: true }
    }
    this.#keys.add(message.eventKey)
    this.messages.push(structuredClone(message))
    return { duplicate: false }
  }
}
