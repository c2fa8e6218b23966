import type { Fetch } from '../hub.js'
import { fetchLoopback } from './fake-fetch.js'
import { hang } from './sample-platform.js'

/** How often is looked whether a call hangs, in milliseconds. */
const LOOK_MS = 5

/** The way from a plugin under test to the system on the stand. */
export class KitFetch {
  /** What happens to the next calls. */
  manner: 'go' | 'refused' | 'hang' = 'go'
  /** Counts the calls that hang; a call during which it grows is over at once, as if its timeout had come. */
  hanging: (() => number) | undefined

  readonly fetch: Fetch = async (url, init = {}) => {
    if (this.manner === 'hang') return hang()
    if (this.manner === 'refused') throw connectionError('ECONNREFUSED')
    if (this.hanging === undefined) return fetchLoopback(url, init)
    return fetchLoopback(url, { ...init, signal: this.#hurry(this.hanging, init.signal ?? undefined) })
  }

  /** Ends a call as its timeout would, as soon as it is known to hang; or with the caller's own signal. */
  #hurry (hanging: () => number, signal: AbortSignal | undefined): AbortSignal {
    const ended = new AbortController()
    signal?.addEventListener('abort', () => { ended.abort(signal.reason) }, { once: true })
    if (signal?.aborted === true) ended.abort(signal.reason)
    const before = hanging()
    const looking = setInterval(() => {
      // Somebody who has the answer already must not be watched for ever.
      if (hanging() === before && this.hanging !== undefined) return
      clearInterval(looking)
      if (hanging() > before) ended.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
    }, LOOK_MS)
    looking.unref()
    return ended.signal
  }
}

/** What `fetch` throws when a connection fails. */
export function connectionError (code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`connection: ${code}`), { code }) })
}
