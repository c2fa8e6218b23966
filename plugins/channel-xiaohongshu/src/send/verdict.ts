import { DeliveryError, RecipientGone, Rejected, Retryable, Unauthorized, Uncertain, WindowClosed } from '@kefuhub/contract'
import { TransportError } from '../api/exchange.js'
import { TRIGGER } from '../capabilities.js'
import type { Options } from '../options.js'
import type { SendOutcome } from '../wire/send.js'

/** What a failure happened in. */
export interface FailureContext {
  options: Pick<Options, 'replyWindow'>
  /** Whether doing it twice does no harm. */
  isRepeatable: boolean
}

/** What the hub must do about an outcome that is not `ok`. */
export function toVerdict (outcome: Exclude<SendOutcome, { kind: 'ok' }>, { options, isRepeatable }: FailureContext): DeliveryError {
  const said = `(Xiaohongshu ${outcome.text})`
  switch (outcome.kind) {
    case 'retry': return new Retryable(`Xiaohongshu asks to try again later ${said}`, outcome.afterMs === undefined ? {} : { afterMs: outcome.afterMs })
    case 'refreshToken': return new Unauthorized(`Xiaohongshu refuses the access token ${said}; check im.token`)
    case 'account': return new Unauthorized(`Xiaohongshu does not let this account send ${said}; look at the account and its advertising`)
    case 'windowClosed': return new WindowClosed(`The customer must write first ${said}`, options.replyWindow === undefined ? [] : [TRIGGER])
    case 'gone': return new RecipientGone(`The customer cannot be reached any more ${said}`)
    case 'refused': return new Rejected(`Xiaohongshu refuses the message ${said}; phone numbers and WeChat ids are often not allowed in it`)
    case 'unknown': return isRepeatable
      ? new Retryable(`Xiaohongshu gave no proper answer ${said}`)
      : new Uncertain(`Xiaohongshu gave no proper answer ${said}; the customer may or may not have the message`)
  }
}

/** The same for what was thrown; verdicts pass. */
export function toDeliveryError (error: unknown, { isRepeatable }: Pick<FailureContext, 'isRepeatable'>): DeliveryError {
  if (error instanceof DeliveryError) return error
  if (error instanceof TransportError && (isRepeatable || !error.isWritten)) return new Retryable('Xiaohongshu could not be reached', { cause: error })
  return isRepeatable
    ? new Retryable('The call to Xiaohongshu failed', { cause: error })
    : new Uncertain('Xiaohongshu did not answer; the customer may or may not have the message', { cause: error })
}
