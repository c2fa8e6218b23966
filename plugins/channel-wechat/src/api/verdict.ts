import { RecipientGone, Rejected, Retryable, Unauthorized, Uncertain, WindowClosed, DeliveryError, type DeliveryVerdict } from '@kefuhub/contract'
import { ApiError, TransportError } from './api-error.js'
import { TRIGGERS } from '../capabilities.js'
import { QUOTA_DAY_OFFSET_MS } from '../facts.js'

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR

/** What the hub must do about one error code. */
export interface Row {
  code: number
  verdict: Exclude<DeliveryVerdict, 'uncertain'>
  /** Cause and cure; an agent reads it, or an operator where the verdict is `unauthorized`. */
  text: string
  /** Wait in milliseconds: fixed, by attempt (the last one goes on), or until the next day of quotas. */
  after?: number | readonly number[] | 'next-day'
  /** What an operator sees in the channel's health. */
  subject?: 'credentials' | 'rights' | 'quota'
}

const BUSY = [1 * SECOND, 3 * SECOND, 10 * SECOND] as const
const FREQUENT = [1, 2, 4, 8, 16, 32, 60].map((seconds) => seconds * SECOND)
const MEDIA_RULE = 'pictures png, jpg or gif up to 10 MiB, voice amr or mp3 up to 2 MiB and 60 s, video mp4 up to 10 MiB'

/**
 * Error codes and reactions, one row a code; what is not here is refused for good and shown with its code.
 * @see WeChat Official Account, return codes
 */
export const ROWS: readonly Row[] = [
  { code: -1, verdict: 'retry', after: BUSY, text: 'WeChat is busy' },
  { code: 45011, verdict: 'retry', after: FREQUENT, text: 'WeChat was called too often' },
  { code: 45009, verdict: 'retry', after: 'next-day', subject: 'quota', text: 'The account has used up today\'s quota of this call; it is reset at midnight Beijing time' },
  { code: 40001, verdict: 'unauthorized', subject: 'credentials', text: 'WeChat refuses the access token or the AppSecret; check appSecret' },
  { code: 40014, verdict: 'unauthorized', subject: 'credentials', text: 'WeChat refuses the access token; check appId and appSecret' },
  { code: 42001, verdict: 'unauthorized', subject: 'credentials', text: 'WeChat calls a fresh access token expired; check appId and appSecret' },
  { code: 41001, verdict: 'unauthorized', subject: 'credentials', text: 'The access token did not reach WeChat; check the proxy behind apiBase' },
  { code: 40013, verdict: 'unauthorized', subject: 'credentials', text: 'WeChat does not know the AppID; check appId' },
  { code: 40125, verdict: 'unauthorized', subject: 'credentials', text: 'The AppSecret is wrong; check appSecret' },
  { code: 40164, verdict: 'unauthorized', subject: 'credentials', text: 'The address of this server is not in the IP allow-list; add it on mp.weixin.qq.com' },
  { code: 40243, verdict: 'unauthorized', after: HOUR, subject: 'credentials', text: 'The AppSecret is frozen; unfreeze it on mp.weixin.qq.com' },
  { code: 89501, verdict: 'unauthorized', after: HOUR, subject: 'credentials', text: 'An administrator of the account must confirm the address of this server in WeChat' },
  { code: 89503, verdict: 'unauthorized', after: HOUR, subject: 'credentials', text: 'An administrator of the account must confirm the call in WeChat' },
  { code: 89506, verdict: 'unauthorized', after: DAY, subject: 'credentials', text: 'An administrator refused the address of this server twice; WeChat blocks it for 24 hours' },
  { code: 89507, verdict: 'unauthorized', after: HOUR, subject: 'credentials', text: 'An administrator refused the address of this server; WeChat blocks it for an hour' },
  { code: 48001, verdict: 'unauthorized', after: HOUR, subject: 'rights', text: 'The account may receive but not send customer-service messages; verify it on mp.weixin.qq.com' },
  { code: 48004, verdict: 'unauthorized', after: DAY, subject: 'rights', text: 'WeChat has banned this call for the account; look at the notices on mp.weixin.qq.com' },
  { code: 50001, verdict: 'unauthorized', after: HOUR, subject: 'rights', text: 'The account is not authorised for this call' },
  { code: 50002, verdict: 'unauthorized', after: HOUR, subject: 'rights', text: 'The account is restricted; look at the notices on mp.weixin.qq.com' },
  { code: 61003, verdict: 'unauthorized', after: HOUR, subject: 'rights', text: 'The account no longer authorises this platform; ask for authorisation again' },
  { code: 61004, verdict: 'unauthorized', after: HOUR, subject: 'credentials', text: 'The address of this server is not allowed; add it on open.weixin.qq.com' },
  { code: 61007, verdict: 'unauthorized', after: HOUR, subject: 'rights', text: 'The account did not grant this call; ask for wider authorisation' },
  { code: 45015, verdict: 'window-closed', text: 'The customer wrote too long ago or no longer follows the account' },
  { code: 45047, verdict: 'window-closed', text: 'All messages that the customer\'s last action allowed are used; wait for the customer' },
  { code: 43004, verdict: 'recipient-gone', text: 'The customer does not follow the account' },
  { code: 43019, verdict: 'recipient-gone', text: 'The customer is on the block list of the account' },
  { code: 46004, verdict: 'recipient-gone', text: 'The customer does not exist' },
  { code: 48002, verdict: 'recipient-gone', text: 'The customer refuses messages of the account' },
  { code: 50005, verdict: 'recipient-gone', text: 'The customer does not follow the account' },
  { code: 40003, verdict: 'rejected', text: 'The customer is not known to this account; was the message meant for another channel?' },
  { code: 40004, verdict: 'rejected', text: `The file type is not allowed: ${MEDIA_RULE}` },
  { code: 40005, verdict: 'rejected', text: `The file type is not allowed: ${MEDIA_RULE}` },
  { code: 40006, verdict: 'rejected', text: `The file is too large: ${MEDIA_RULE}` },
  { code: 40007, verdict: 'rejected', text: 'The file has expired at WeChat' },
  { code: 40008, verdict: 'rejected', text: 'WeChat does not take this type of message; send text' },
  { code: 40009, verdict: 'rejected', text: `The picture is too large: ${MEDIA_RULE}` },
  { code: 40010, verdict: 'rejected', text: `The voice note is too large: ${MEDIA_RULE}` },
  { code: 40011, verdict: 'rejected', text: `The video is too large: ${MEDIA_RULE}` },
  { code: 40012, verdict: 'rejected', text: 'The still picture is too large: jpg up to 64 KiB' },
  { code: 40137, verdict: 'rejected', text: `The picture format is not allowed: ${MEDIA_RULE}` },
  { code: 45001, verdict: 'rejected', text: `The file is too large: ${MEDIA_RULE}` },
  { code: 45007, verdict: 'rejected', text: `The voice note is too long: ${MEDIA_RULE}` },
  { code: 45162, verdict: 'rejected', text: 'This account cannot send this type of message; send text' },
  { code: 43101, verdict: 'rejected', text: 'The customer did not subscribe to this notice' },
  { code: 40037, verdict: 'rejected', text: 'The account has no template of this id; look at it on mp.weixin.qq.com' },
  { code: 47003, verdict: 'rejected', text: 'A value of the template is missing or does not fit its kind' },
  { code: 44004, verdict: 'rejected', text: 'The text is empty' },
  { code: 45002, verdict: 'rejected', text: 'The text is too long; send it in parts' },
  { code: 45064, verdict: 'rejected', text: 'The mini-program is not linked to the account; link it on mp.weixin.qq.com' },
  { code: 45166, verdict: 'rejected', text: 'WeChat refuses the content as risky' },
  { code: 87014, verdict: 'rejected', text: 'WeChat refuses the content as risky' }
]

const BY_CODE = new Map(ROWS.map((row) => [row.code, row]))

/** The row of an error code, or undefined for one that is not known. */
export function rowOf (errcode: number): Row | undefined { return BY_CODE.get(errcode) }

/** Milliseconds until the platform's next day begins. */
export function untilNextDayMs (nowMs: number): number {
  return DAY - (nowMs + QUOTA_DAY_OFFSET_MS) % DAY
}

/** What a failure happened in. */
export interface FailureContext {
  /** 1 for the first. */
  attempt: number
  nowMs: number
  /** Whether doing it twice matters, as it does for a message. */
  isRepeatable: boolean
}

/** Turns a failed call into what the hub must do. Errors that are verdicts already pass. */
export function toDeliveryError (error: unknown, context: FailureContext): DeliveryError {
  if (error instanceof DeliveryError) return error
  if (error instanceof TransportError) {
    return error.isWritten && !context.isRepeatable
      ? new Uncertain('WeChat did not answer; the customer may or may not have the message', { cause: error })
      : new Retryable('WeChat could not be reached', { cause: error })
  }
  if (error instanceof ApiError) return fromCode(error, context)
  return context.isRepeatable
    ? new Retryable('The call to WeChat failed', { cause: error })
    : new Uncertain('Sending broke off; the customer may or may not have the message', { cause: error })
}

function fromCode (error: ApiError, { attempt, nowMs }: FailureContext): DeliveryError {
  const row = BY_CODE.get(error.errcode)
  const text = `${row?.text ?? 'WeChat refuses the message'} (WeChat ${error.errcode}: ${error.errmsg})`
  const options = { cause: error, ...(row?.after === undefined ? {} : { afterMs: waitMs(row.after, attempt, nowMs) }) }
  switch (row?.verdict) {
    case 'retry': return new Retryable(text, options)
    case 'unauthorized': return new Unauthorized(text, options)
    case 'window-closed': return new WindowClosed(text, TRIGGERS, { cause: error })
    case 'recipient-gone': return new RecipientGone(text, { cause: error })
    default: return new Rejected(text, { cause: error })
  }
}

function waitMs (after: NonNullable<Row['after']>, attempt: number, nowMs: number): number {
  if (after === 'next-day') return untilNextDayMs(nowMs)
  if (typeof after === 'number') return after
  return after[Math.min(attempt, after.length) - 1] ?? 0
}
