import { Retryable } from '@kefuhub/contract'

/** Look again after so long, in milliseconds. */
const BUSY_MS = 1000

/** Another worker is just at what this work needs. It counts for no try: nothing was tried. */
export class Busy extends Retryable {
  constructor (message: string) { super(message, { afterMs: BUSY_MS }) }
}
