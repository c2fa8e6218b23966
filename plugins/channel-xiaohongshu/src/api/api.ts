import { DeliveryError, Retryable, Unauthorized } from '@kefuhub/contract'
import type { Status } from '../account/status.js'
import { TransportError, redact, type Call, type Exchange } from './exchange.js'
import type { TokenSource } from './token.js'
import type { Wire } from '../wire/schema.js'
import { readAnswer, type Answer, type SendOutcome } from '../wire/send.js'

const AWAY_FOR_MS = 300_000

/** An answer and what it means. */
export interface Reply { outcome: SendOutcome, body: unknown }

/** The API with its access token; tells the status what it learns. */
export class Api {
  readonly #exchange: Exchange
  readonly #token: TokenSource
  readonly #wire: Wire
  readonly #status: Status

  constructor (exchange: Exchange, token: TokenSource, wire: Wire, status: Status) {
    this.#exchange = exchange
    this.#token = token
    this.#wire = wire
    this.#status = status
  }

  /**
   * Calls with the token, and once more with a newer one when the platform refuses it; never a third time.
   * @throws XHS_ERR_TRANSPORT, Retryable, Unauthorized
   */
  async call (call: Call): Promise<Reply> {
    try {
      const used = await this.#token.get().catch(explain)
      let reply = await this.#attempt(call, used)
      if (reply.outcome.kind === 'refreshToken') reply = await this.#attempt(call, await this.#token.replace(used).catch(explain))
      this.#note(reply.outcome)
      return reply
    } catch (error) {
      if (error instanceof TransportError) this.#status.report('api', 'degraded', error.message, AWAY_FOR_MS)
      if (error instanceof Unauthorized) this.#status.report('token', 'down', error.message)
      throw error
    }
  }

  /** Tries a call that costs nothing. Failures show in the status. */
  async probe (call: Call): Promise<void> {
    await this.call(call).catch(() => {})
  }

  async #attempt (call: Call, token: string): Promise<Reply> {
    const answer: Answer = await this.#exchange.call({ ...call, headers: { [this.#wire.outbound.tokenHeader]: token } })
    const outcome = readAnswer(answer, this.#wire)
    return { outcome: outcome.kind === 'ok' ? outcome : { ...outcome, text: redact(outcome.text, token) }, body: answer.body }
  }

  #note (outcome: SendOutcome): void {
    if (outcome.kind === 'refreshToken') return this.#status.report('token', 'down', `Xiaohongshu refuses the access token (${outcome.text}); check im.token`)
    this.#status.solve('token')
    if (outcome.kind === 'unknown') this.#status.report('api', 'degraded', `Xiaohongshu gave no proper answer (${outcome.text})`, AWAY_FOR_MS)
    else if (outcome.kind === 'account') this.#status.report('api', 'degraded', `Xiaohongshu does not let this account call (${outcome.text})`)
    else this.#status.solve('api')
  }
}

/** Without a token nothing was asked of the platform, whatever became of getting one. */
function explain (error: unknown): never {
  if (error instanceof DeliveryError) throw error
  throw new Retryable('There is no access token at the moment', { cause: error })
}
