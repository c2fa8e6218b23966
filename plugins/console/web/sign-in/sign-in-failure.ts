import { ApiError } from '../api/api-error.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'
import { words } from './words.js'

/** Says why a sign-in failed. */
export function useSignInFailure (): (error: unknown) => string {
  const own = useWords(words)
  const explain = useFailure({ KH_ERR_SIGN_IN_WRONG: own.wrong })
  return (error) => {
    // For how long is told in the hub's own sentence only.
    const minutes = error instanceof ApiError && error.code === 'KH_ERR_SIGN_IN_LOCKED' ? /\d+/.exec(error.message)?.[0] : undefined
    return minutes !== undefined ? own.locked(minutes) : explain(error)
  }
}
