import { createHmac } from 'node:crypto'
import type { ChannelHub } from '@kefuhub/contract'

/** Whom a customer is in touch with: an account of the platform, or nobody because only contact data came. */
export type Peer = { account: string } | 'lead-only'

const LEAD_ONLY = ''
const MAX_CACHED = 10_000
const TOPIC = 'peer'

/** Remembers which account each customer wrote to, because the answer must come from that one. Shared by all processes. */
export class Peers {
  readonly #hub: Pick<ChannelHub, 'cursors' | 'live'>
  readonly #key: Buffer
  /** What this process wrote, by the name of the entry, the longest unused first. */
  readonly #written = new Map<string, string>()
  readonly #unsubscribe: () => void
  #lapses: number

  constructor (hub: Pick<ChannelHub, 'cursors' | 'live' | 'deriveKey'>) {
    this.#hub = hub
    this.#key = hub.deriveKey('peers')
    this.#lapses = hub.live.lapses
    this.#unsubscribe = hub.live.subscribe(TOPIC, (name) => { this.#written.delete(name as string) })
  }

  async of (customer: string): Promise<Peer | undefined> {
    const value = await this.#hub.cursors.get(this.#nameOf(customer))
    if (value === undefined) return undefined
    return value === LEAD_ONLY ? 'lead-only' : { account: value }
  }

  /** Notes where a customer wrote to; costs a write only when it is another place than before. */
  async wrote (customer: string, account: string): Promise<void> {
    const name = this.#nameOf(customer)
    this.#forgetMissed()
    if (this.#written.get(name) === account) return
    if (await this.#hub.cursors.get(name) !== account) {
      await this.#hub.cursors.set(name, account)
      // Whoever believes in another account must look again.
      this.#hub.live.publish(TOPIC, name)
    }
    this.#written.set(name, account)
    if (this.#written.size > MAX_CACHED) this.#written.delete(this.#written.keys().next().value ?? '')
  }

  /** Notes a customer of whom only contact data is known, unless they wrote before. */
  async left (customer: string): Promise<void> {
    const name = this.#nameOf(customer)
    if (await this.#hub.cursors.get(name) === undefined) await this.#hub.cursors.set(name, LEAD_ONLY)
  }

  close (): void { this.#unsubscribe() }

  /** Messages of other processes that nobody heard may have been about anybody. */
  #forgetMissed (): void {
    if (this.#hub.live.lapses === this.#lapses) return
    this.#lapses = this.#hub.live.lapses
    this.#written.clear()
  }

  /** Ids of customers do not stand in the names. */
  #nameOf (customer: string): string {
    return `peer:${createHmac('sha256', this.#key).update(customer).digest('base64url').slice(0, 32)}`
  }
}
