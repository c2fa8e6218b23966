import { ApiError } from '../api/api-error.js'
import { common } from './common.js'
import { useWords } from './language.js'

/** Says in a sentence why something failed. An area gives its own sentences by the hub's error codes. */
export function useFailure (own: Readonly<Record<string, string>> = {}): (error: unknown) => string {
  const { failed } = useWords(common)
  return (error) => {
    if (!(error instanceof ApiError)) return failed.server
    const { code, status, message } = error
    if (Object.hasOwn(own, code)) return own[code] ?? message
    if (status === 0) return failed.network
    if (status === 403) return failed.forbidden
    if (status === 404) return failed.missing
    if (status === 429) return failed.limited
    if (status >= 500) return failed.server
    return message
  }
}
