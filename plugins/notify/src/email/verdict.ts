import { Rejected, Retryable, Unauthorized, Uncertain, isDeliveryError, type DeliveryError } from '@kefuhub/contract'
import { quote } from '@kefuhub/contract/rest'
import { LATER, LOGIN_PAUSE_MS, LOGIN_REFUSED, TOO_MUCH, TOO_MUCH_MS } from './facts.js'

/** What nodemailer tells of a failure. */
interface MailFailure extends Error { code?: string, responseCode?: number, response?: string }

/** Failures of a mail itself. */
const OF_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE', 'ESTREAM'])

/** What a failure means. @param wasRead whether bytes of the mail went out already @param secrets must not be quoted */
export function toVerdict (error: unknown, wasRead: boolean, secrets: readonly string[]): DeliveryError {
  const { code = '', responseCode = 0, response = '', message, cause } = error as MailFailure
  // A failure to get an access token, which nodemailer wraps.
  if (isDeliveryError(cause)) return cause
  const said = quote(responseCode === 0 ? message : response, secrets)
  const options = { cause: error }
  if (code === 'ETLS') return new Retryable(`The mail server gives no TLS as it is wanted; check port, tls and ca (${said})`, options)
  if (LATER.has(responseCode)) return new Retryable(`The mail server asks to come back later (${said})`, options)
  if (code === 'EAUTH' || code === 'ENOAUTH' || LOGIN_REFUSED.has(responseCode)) {
    return new Unauthorized(`The mail server refuses the log-in; check auth, many providers want an authorisation code (${said})`, { ...options, afterMs: LOGIN_PAUSE_MS })
  }
  if (responseCode >= 550 && responseCode <= 554 && TOO_MUCH.test(response)) return new Retryable(`The mail server takes no more for now (${said})`, { ...options, afterMs: TOO_MUCH_MS })
  if (responseCode >= 500 || (OF_THE_MAIL.has(code) && !wasRead)) return new Rejected(`The mail server refuses the mail (${said})`, options)
  if (wasRead) return new Uncertain(`The mail server did not say whether it took the mail (${said})`, options)
  return new Retryable(`The mail server could not be reached (${said})`, options)
}
