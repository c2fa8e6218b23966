import createError, { type FastifyError } from '@fastify/error'

export { createError, type FastifyError }

/** What the hub must do about a delivery that did not work. */
export type DeliveryVerdict = 'retry' | 'window-closed' | 'recipient-gone' | 'rejected' | 'unauthorized' | 'uncertain'

/**
 * The base of all errors that a channel throws from `send`. They say what the hub should do, not what happened inside;
 * the vendor's own error travels in `cause`.
 */
export abstract class DeliveryError extends Error {
  abstract readonly verdict: DeliveryVerdict
  abstract readonly code: string
  /** Whether the same thing can work later: the platform was busy, or an operator has mended the credentials by then. */
  get retryable (): boolean { return this.verdict === 'retry' || this.verdict === 'unauthorized' }
}

/** Whether a channel threw one of these. Told by its shape: a plugin may carry a copy of this package of its own. */
export function isDeliveryError (error: unknown): error is DeliveryError {
  return error instanceof Error && typeof (error as Partial<DeliveryError>).verdict === 'string' && typeof (error as Partial<DeliveryError>).code === 'string'
}

/** Try again later. The platform was busy, slow to connect, or asked to wait. */
export class Retryable extends DeliveryError {
  override readonly name = 'Retryable'
  readonly verdict = 'retry'
  readonly code = 'KH_ERR_DELIVERY_RETRYABLE'
  /** At least this long, in milliseconds; absent: the hub's own back-off. */
  readonly afterMs: number | undefined
  constructor (message: string, options: { afterMs?: number, cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.afterMs = options.afterMs
  }
}

/** The platform lets nobody write to this customer now. */
export class WindowClosed extends DeliveryError {
  override readonly name = 'WindowClosed'
  readonly verdict = 'window-closed'
  readonly code = 'KH_ERR_DELIVERY_WINDOW_CLOSED'
  /** The triggers that open the window again, by the names of the capabilities. */
  readonly reopensBy: readonly string[]
  constructor (message: string, reopensBy: readonly string[], options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.reopensBy = reopensBy
  }
}

/** The customer cannot be reached on this channel any more: unfollowed, blocked, deleted. */
export class RecipientGone extends DeliveryError {
  override readonly name = 'RecipientGone'
  readonly verdict = 'recipient-gone'
  readonly code = 'KH_ERR_DELIVERY_RECIPIENT_GONE'
  constructor (message: string, options: { cause?: unknown } = {}) { super(message, { cause: options.cause }) }
}

/** The platform refuses this message for good; `message` is shown to the agent and says what is allowed. */
export class Rejected extends DeliveryError {
  override readonly name = 'Rejected'
  readonly verdict = 'rejected'
  readonly code = 'KH_ERR_DELIVERY_REJECTED'
  constructor (message: string, options: { cause?: unknown } = {}) { super(message, { cause: options.cause }) }
}

/** The account's credentials or rights are not enough; an operator has to act. The whole channel pauses. */
export class Unauthorized extends DeliveryError {
  override readonly name = 'Unauthorized'
  readonly verdict = 'unauthorized'
  readonly code = 'KH_ERR_DELIVERY_UNAUTHORIZED'
  /** Look again after this many milliseconds. */
  readonly afterMs: number
  constructor (message: string, options: { afterMs?: number, cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.afterMs = options.afterMs ?? 60_000
  }
}

/** The request went out and no answer came back: the customer may or may not have the message. */
export class Uncertain extends DeliveryError {
  override readonly name = 'Uncertain'
  readonly verdict = 'uncertain'
  readonly code = 'KH_ERR_DELIVERY_UNCERTAIN'
  constructor (message: string, options: { cause?: unknown } = {}) { super(message, { cause: options.cause }) }
}

/** The catalogue of this package. The hub's own codes stand in core. */
export const errors = {
  KH_ERR_CONTRACT_DEFINITION: createError<[string, string]>('KH_ERR_CONTRACT_DEFINITION', "Plugin '%s' is not defined well: %s", 500, TypeError),
  KH_ERR_MESSAGE_INVALID: createError<[string]>('KH_ERR_MESSAGE_INVALID', 'The channel handed over a message that breaks the contract: %s', 500, TypeError),
  KH_ERR_MEDIA_TOO_LARGE: createError<[number]>('KH_ERR_MEDIA_TOO_LARGE', 'The file is longer than the %d bytes that the hub keeps', 413),
  KH_ERR_MEDIA_NOT_FOUND: createError<[string]>('KH_ERR_MEDIA_NOT_FOUND', "There is no stored file '%s'", 404),
  KH_ERR_STORE_BUSY: createError('KH_ERR_STORE_BUSY', 'The message store did not answer in time; send the message again', 503)
} as const
