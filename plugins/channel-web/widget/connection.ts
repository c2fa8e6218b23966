import type { Opened, ToHub, ToWidget } from '../src/wire.js'
import type { Link, LinkEvents } from './link.js'

/** How the connection stands: `lost` waits for its next attempt, `refused` for the visitor to come back. */
export type Status = 'idle' | 'connecting' | 'open' | 'lost' | 'refused'

/** What came of opening a session: the answer, a refusal that will stay, or a failure that may pass. */
export type SessionOutcome = { opened: Opened } | { isRefused: boolean }

/** What the connection needs of the browser. */
export interface Ways {
  /** Never rejects. */
  openSession: () => Promise<SessionOutcome>
  openSocket: (events: LinkEvents) => Link
  openEvents: (events: LinkEvents) => Link
  /** Calls when the visitor or the network comes back. */
  onWake: (listener: () => void) => void
}

/** What the connection tells, and what it asks for. */
export interface ConnectionEvents {
  onOpened: (opened: Opened) => void
  onStatus: (status: Status) => void
  onCall: (call: ToWidget) => void
  /** The call that asks for what was missed. */
  makeResume: () => ToHub
}

/** The way to the hub, which mends itself. */
export interface Connection {
  /** Opens the session, once; later calls only hasten a waiting attempt. */
  start: () => void
  /** Sends when open; false when it was not. */
  send: (call: ToHub) => boolean
}

const firstDelayMs = 500
const lastDelayMs = 30_000
const resumeEveryMs = 25_000
const answerWithinMs = 10_000

/** Makes the connection of the widget. Nothing goes out before `start`. */
export function makeConnection (ways: Ways, events: ConnectionEvents): Connection {
  let status: Status = 'idle'
  let link: Link | undefined
  let needsSession = true
  let hasSession = false
  let failures = 0
  let socketFailures = 0
  let hasSocketOpened = false
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let answerTimer: ReturnType<typeof setTimeout> | undefined

  function setStatus (next: Status): void {
    status = next
    events.onStatus(next)
  }

  function retry (): void {
    const longest = Math.min(lastDelayMs, firstDelayMs * 2 ** Math.min(failures++, 10))
    clearTimeout(retryTimer)
    // Jitter, so that a hub which comes back is not met by all visitors at once.
    retryTimer = setTimeout(attempt, longest / 2 + Math.random() * longest / 2)
    setStatus('lost')
  }

  async function attempt (): Promise<void> {
    clearTimeout(retryTimer)
    setStatus('connecting')
    if (needsSession) {
      const outcome = await ways.openSession()
      if (!('opened' in outcome)) {
        if (!outcome.isRefused || !hasSession) {
          if (outcome.isRefused) setStatus('refused')
          else retry()
          return
        }
        // The page's user token ends before its cookie does: the cookie gets one attempt.
        hasSession = false
      } else {
        hasSession = true
        events.onOpened(outcome.opened)
      }
      needsSession = false
    }
    connect()
  }

  function connect (): void {
    const isSocket = hasSocketOpened || socketFailures < 2
    let hasOpened = false
    let hasAnswered = false
    link = (isSocket ? ways.openSocket : ways.openEvents)({
      onOpen: () => {
        hasOpened = true
        if (isSocket) hasSocketOpened = true
        status = 'open'
        resume()
        // Told after the resume is out: the outbox goes behind it.
        setStatus('open')
      },
      onCall: (call) => {
        hasAnswered = true
        hasSession = true
        failures = 0
        clearTimeout(answerTimer)
        events.onCall(call)
      },
      onClose: () => {
        link = undefined
        clearTimeout(answerTimer)
        if (!hasOpened) socketFailures = isSocket ? socketFailures + 1 : 0
        // A cookie that is no longer good shows itself only as a link that does not work.
        needsSession = !hasAnswered
        retry()
      }
    })
  }

  function send (call: ToHub): boolean {
    if (status !== 'open' || !link) return false
    link.send(call)
    return true
  }

  function resume (): void {
    if (!send(events.makeResume())) return
    clearTimeout(answerTimer)
    answerTimer = setTimeout(dropDead, answerWithinMs)
  }

  /** A link that does not answer is dead, even if the browser has not noticed. */
  function dropDead (): void {
    link?.close()
    link = undefined
    retry()
  }

  function wake (): void {
    if (status === 'open') resume()
    else if (status === 'lost' || status === 'refused') attempt()
  }

  ways.onWake(wake)
  setInterval(resume, resumeEveryMs)

  return {
    start: () => {
      if (status === 'idle') attempt()
      else if (status !== 'open') wake()
    },
    send
  }
}
