import type { Account } from './account.js'
import type { FaultList } from './fault.js'
import type { PushTiming } from './push.js'
import type { ReceivedMessages } from './received.js'
import type { RequestLog } from './request-log.js'

/** What all parts of one running platform share. */
export interface Simulation {
  readonly accounts: ReadonlyMap<string, Account>
  readonly faults: FaultList
  readonly received: ReceivedMessages
  readonly requests: RequestLog
  readonly timing: PushTiming
  readonly repeats: 'same' | 'resigned'
  /** Aborts when the platform is closed. */
  readonly closed: AbortSignal
  /** The address of the API; set once the server listens. */
  url: string
  /** Milliseconds since 1970. */
  now (): number
  /** A number that no message or job of this platform had before. */
  nextId (): bigint
}
