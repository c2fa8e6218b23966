import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ChannelHub } from '@kefuhub/contract'
import type { Cipher } from '../callback/cipher.js'
import { parseJson } from '../callback/json.js'
import { errors } from '../errors.js'
import { BINDING_LIFE_MS } from '../wire/facts.js'
import { numberAt, wordAt } from '../wire/paths.js'

/** What a binding link is made of. */
export interface BindingPage {
  appId: string
  bindUrl: string
  accountCode: string
}

/**
 * Binding links: each carries a nonce and an expiry that only this hub can have written, and binds one account. Nothing is stored
 * until one is used, so that asking for links costs nothing.
 */
export class Binding {
  readonly #hub: Pick<ChannelHub, 'cursors' | 'clock'>
  readonly #key: Buffer
  readonly #cipher: Cipher
  readonly #page: BindingPage
  #redeeming: Promise<void> = Promise.resolve()

  constructor (hub: Pick<ChannelHub, 'cursors' | 'clock' | 'deriveKey'>, cipher: Cipher, page: BindingPage) {
    this.#hub = hub
    this.#key = hub.deriveKey('binding')
    this.#cipher = cipher
    this.#page = page
  }

  /** A fresh link, good for 24 hours and for one account. */
  link (): string {
    const nonce = randomBytes(16).toString('base64url')
    const expiresAt = this.#hub.clock.now() + BINDING_LIFE_MS
    const { appId, bindUrl, accountCode } = this.#page
    const token = this.#cipher.seal(JSON.stringify({ account_code: accountCode, nonce, expires_at: expiresAt, proof: this.#prove(nonce, expiresAt) }))
    return `${bindUrl}?${new URLSearchParams({ appId, token }).toString()}`
  }

  /**
   * Uses a link up.
   * @param account that was bound with it @param bind makes it so
   * @returns false for a repeat of the same notice, which changes nothing: an old one must not bind again what was unbound since
   * @throws XHS_ERR_BINDING
   */
  async redeem (token: string | undefined, account: string, bind: () => Promise<void>): Promise<boolean> {
    const nonce = this.#verify(token)
    const turn = this.#redeeming.then(async () => {
      const name = `nonce:${createHash('sha256').update(nonce).digest('hex')}`
      const used = await this.#hub.cursors.get(name)
      if (used === account) return false
      if (used !== undefined) throw new errors.XHS_ERR_BINDING('the link was used for another account')
      // In this order a crash between the two leads to a harmless second binding, not to a link that bound nothing.
      await bind()
      await this.#hub.cursors.set(name, account)
      return true
    })
    this.#redeeming = turn.then(() => {}, () => {})
    return turn
  }

  #verify (token: string | undefined): string {
    let opened: unknown
    try {
      opened = parseJson(this.#cipher.open(token))
    } catch {
      throw new errors.XHS_ERR_BINDING('its token is not one of this entry')
    }
    const nonce = wordAt(opened, ['nonce']) ?? ''
    const expiresAt = numberAt(opened, ['expires_at']) ?? 0
    const given = Buffer.from(wordAt(opened, ['proof']) ?? '')
    const right = Buffer.from(this.#prove(nonce, expiresAt))
    if (wordAt(opened, ['account_code']) !== this.#page.accountCode || given.length !== right.length || !timingSafeEqual(given, right)) {
      throw new errors.XHS_ERR_BINDING('its token is not one of this entry')
    }
    if (expiresAt <= this.#hub.clock.now()) throw new errors.XHS_ERR_BINDING('the link has expired')
    return nonce
  }

  #prove (nonce: string, expiresAt: number): string {
    return createHmac('sha256', this.#key).update(`${this.#page.accountCode}\n${nonce}\n${expiresAt}`).digest('base64url')
  }
}
