import type { Account } from './account.js'
import { buildVerification } from './callback.js'
import type { CallbackMode } from './options.js'
import { exchange } from './push.js'
import type { Simulation } from './simulation.js'

/** What an operator sees and changes of one account on the platform's site. */
export class AccountSite {
  readonly #simulation: Simulation
  readonly #account: Account

  constructor (simulation: Simulation, account: Account) {
    this.#simulation = simulation
    this.#account = account
  }

  get callbackUrl (): string | undefined { return this.#account.callbackUrl }
  set callbackUrl (url: string | undefined) { this.#account.callbackUrl = url }

  get encodingAESKey (): string { return this.#account.encodingAESKey }
  set encodingAESKey (key: string) { this.#account.encodingAESKey = key }

  get mode (): CallbackMode { return this.#account.mode }
  set mode (mode: CallbackMode) { this.#account.mode = mode }

  get verified (): boolean { return this.#account.verified }
  set verified (verified: boolean) { this.#account.verified = verified }

  /** Does the GET verification against callbackUrl, as the site does when the server configuration is saved. @throws KH_ERR_SIMULATOR_CALLBACK_URL */
  async verifyUrl (): Promise<{ ok: boolean, status: number, body: string }> {
    const echostr = String(this.#simulation.nextId())
    const url = buildVerification(this.#account.settings, echostr, this.#simulation.now())
    const { status, body } = await exchange('GET', { url, body: '', headers: { accept: '*/*' } }, this.#simulation.timing.deadlineMs, this.#simulation.closed)
    return { ok: status === 200 && body === echostr, status, body }
  }
}
