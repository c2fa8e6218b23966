import type { ChannelHub } from '@kefuhub/contract'
import type { ImOptions } from '../options.js'

/** What is known of an account of the platform. */
export interface AccountRecord {
  state: 'bound' | 'unbound'
  /** The brand account that a staff account belongs to. */
  brand?: string
  name?: string
}

const TOPIC = 'account'
const LIST = 'accounts'
/** How long this process believes what it read; another process tells of changes at once, unless it is not heard. */
const BELIEVED_MS = 10_000
const MAX_CACHED = 1000

/** The accounts of one entry: brand accounts that were bound or listed, and their staff. Shared by all processes. */
export class Accounts {
  readonly #hub: Pick<ChannelHub, 'cursors' | 'clock' | 'live'>
  readonly #listed: readonly string[]
  readonly #known = new Map<string, { record: AccountRecord | undefined, untilMs: number }>()
  readonly #unsubscribe: () => void
  #listing: Promise<void> = Promise.resolve()

  constructor (hub: Pick<ChannelHub, 'cursors' | 'clock' | 'live'>, { accounts }: Pick<ImOptions, 'accounts'>) {
    this.#hub = hub
    this.#listed = accounts === 'bound' ? [] : accounts
    this.#unsubscribe = hub.live.subscribe(TOPIC, (id) => { this.#known.delete(id as string) })
  }

  /** Whether accounts come from the config; then nobody binds one. */
  get isListed (): boolean { return this.#listed.length > 0 }

  /** Whether messages for an account are ours. */
  async has (id: string): Promise<boolean> {
    if (this.#listed.includes(id)) return true
    const record = await this.recordOf(id)
    if (record?.state !== 'bound') return false
    return record.brand === undefined ? !this.isListed : await this.has(record.brand)
  }

  /** The brand account behind an account: itself, unless it is one of its staff. */
  async brandOf (id: string): Promise<string> {
    return (this.#listed.includes(id) ? undefined : (await this.recordOf(id))?.brand) ?? id
  }

  /** The account that answers where nobody knows which one a customer wrote to; undefined when there is not exactly one. */
  async single (): Promise<string | undefined> {
    const brands = await this.brands()
    return brands.length === 1 ? brands[0] : undefined
  }

  /** The brand accounts whose messages are ours. */
  async brands (): Promise<string[]> {
    if (this.isListed) return [...this.#listed]
    const found: string[] = []
    for (const id of await this.#readList()) if (await this.has(id)) found.push(id)
    return found
  }

  async recordOf (id: string): Promise<AccountRecord | undefined> {
    const known = this.#known.get(id)
    if (known !== undefined && known.untilMs > this.#hub.clock.now()) return known.record
    const text = await this.#hub.cursors.get(`account:${id}`)
    const record = text === undefined ? undefined : JSON.parse(text) as AccountRecord
    this.#keep(id, record)
    return record
  }

  /** Stores what is known of an account. One entry an account, so that notices that come together do not undo each other. */
  async set (id: string, record: AccountRecord): Promise<void> {
    await this.#hub.cursors.set(`account:${id}`, JSON.stringify(record))
    this.#keep(id, record)
    this.#hub.live.publish(TOPIC, id)
    if (record.brand === undefined) await this.#list(id)
  }

  close (): void { this.#unsubscribe() }

  #keep (id: string, record: AccountRecord | undefined): void {
    this.#known.delete(id)
    this.#known.set(id, { record, untilMs: this.#hub.clock.now() + BELIEVED_MS })
    if (this.#known.size > MAX_CACHED) this.#known.delete(this.#known.keys().next().value ?? '')
  }

  async #readList (): Promise<string[]> {
    return JSON.parse(await this.#hub.cursors.get(LIST) ?? '[]') as string[]
  }

  /** The list only grows; whether an account is bound stands in its own entry. */
  #list (id: string): Promise<void> {
    this.#listing = this.#listing.catch(() => {}).then(async () => {
      const ids = await this.#readList()
      if (!ids.includes(id)) await this.#hub.cursors.set(LIST, JSON.stringify([...ids, id]))
    })
    return this.#listing
  }
}
