import { Rejected, Retryable, Unauthorized, type DeliveryError } from '@kefuhub/contract'
import { quote, type RestResponse } from '@kefuhub/contract/rest'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import { CALL_LIMIT_MS, LOCKED_MS } from './facts.js'

/** The record is not there. */
export class NoData extends Rejected {}

const FAILURE_TEXT = 'response_error:'

/** What K3Cloud says has gone wrong: nearly always with HTTP 200. */
export function judge ({ status, body, text }: RestResponse): DeliveryError | undefined {
  if (status >= 300) return undefined
  if (text.trimStart().startsWith(FAILURE_TEXT)) return new Rejected(`K3Cloud failed: ${quote(text.trimStart().slice(FAILURE_TEXT.length))}`)
  const result = statusIn(body)
  // Texts for booleans have been seen.
  return result === undefined || String(valueAt(result, 'IsSuccess')).toLowerCase() === 'true' ? undefined : verdictOf(result)
}

/** The status of an action; of a query only when it failed, since then it stands where the first row would. */
function statusIn (body: unknown): unknown {
  return valueAt(body, 'Result', 'ResponseStatus') ?? valueAt(listAt(listAt(body)[0])[0], 'Result', 'ResponseStatus')
}

function verdictOf (status: unknown): DeliveryError {
  const said = wordsOf(status)
  switch (Number(textAt(status, 'MsgCode') ?? 0)) {
    case 1: return new Unauthorized(`K3Cloud does not know the hub: ${said}; check account, user, appId, appSecret and timestamp, and the site's clock`)
    case 2: return new Unauthorized(`K3Cloud's user lacks rights for this: ${said}; give them to the integration user`)
    case 7: return new Unauthorized(`K3Cloud's licence does not allow it: ${said}`)
    case 15: return new Unauthorized(`K3Cloud refuses administrators here: ${said}; use another integration user`)
    case 6: return new Retryable(`K3Cloud cannot reach its database: ${said}`)
    case 13: return new Retryable(`Somebody is editing the same document in K3Cloud: ${said}`, { afterMs: LOCKED_MS })
    case 14: return new Retryable(`K3Cloud takes no more calls for now: ${said}`, { afterMs: CALL_LIMIT_MS })
    case 10: return new NoData(`K3Cloud has no such document: ${said}`)
    default: return new Rejected(`K3Cloud refuses it: ${said}`)
  }
}

function wordsOf (status: unknown): string {
  const words = listAt(status, 'Errors').slice(0, 5).map((error) => {
    const field = textAt(error, 'FieldName')
    return `${field === undefined ? '' : `${field}: `}${textAt(error, 'Message') ?? ''}`
  })
  return quote(words.join(' ')) || `code ${textAt(status, 'ErrorCode') ?? '?'}`
}
