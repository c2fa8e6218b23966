import type { ToHub, ToWidget } from '../src/wire.js'

/** What a link tells. After `onClose`, or after it was closed from here, it tells nothing more. */
export interface LinkEvents {
  onOpen: () => void
  onCall: (call: ToWidget) => void
  onClose: () => void
}

/** One open way to the hub. */
export interface Link {
  send: (call: ToHub) => void
  close: () => void
}

/** What a browser opens: a WebSocket or server-sent events. */
export interface Line {
  /** Absent where nothing goes up. */
  send?: (text: string) => void
  close: () => void
}

/** Opens a line; `onText` is given what comes down. May throw. */
export type OpenLine = (url: URL, events: { onOpen: () => void, onText: (text: unknown) => void, onClose: () => void }) => Line

/** Longest wait for a link to open, in milliseconds: some proxies neither open nor refuse. */
const openWithinMs = 10_000

function parse (text: unknown): ToWidget | undefined {
  try {
    const call = JSON.parse(String(text)) as ToWidget | null
    return call && typeof call.kind === 'string' ? call : undefined
  } catch {
    return undefined
  }
}

/** Makes the part that all links share: opens once, closes once, and is silent afterwards. */
function makeLife (events: LinkEvents, shut: () => void) {
  let isOver = false
  const timer = setTimeout(() => end(true), openWithinMs)
  function end (isTold: boolean): void {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    shut()
    if (isTold) events.onClose()
  }
  return {
    open: () => {
      clearTimeout(timer)
      if (!isOver) events.onOpen()
    },
    hear: (text: unknown) => {
      const call = parse(text)
      if (call && !isOver) events.onCall(call)
      return call !== undefined
    },
    lose: () => end(true),
    close: () => end(false)
  }
}

function open (url: URL, openLine: OpenLine, events: LinkEvents) {
  let line: Line | undefined
  const life = makeLife(events, () => line?.close())
  try {
    line = openLine(url, { onOpen: life.open, onText: life.hear, onClose: life.lose })
  } catch {
    setTimeout(life.lose, 0)
  }
  return { life, send: (text: string) => line?.send?.(text) }
}

/** Opens the WebSocket. */
export function openSocket (base: URL, openLine: OpenLine, events: LinkEvents): Link {
  const url = new URL('socket', base)
  url.protocol = base.protocol === 'http:' ? 'ws:' : 'wss:'
  const { life, send } = open(url, openLine, events)
  return { send: (call) => send(JSON.stringify(call)), close: life.close }
}

/** Opens server-sent events, with a request for each call, for networks that block WebSocket. */
export function openEvents (base: URL, openLine: OpenLine, events: LinkEvents): Link {
  const { life } = open(new URL('events', base), openLine, events)

  async function post (call: ToHub): Promise<void> {
    const response = await fetch(new URL('calls', base), {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(call)
    })
    if (response.status === 204) return
    const isHeard = life.hear(await response.text())
    if (!isHeard && (response.status === 401 || response.status === 403)) life.lose()
  }

  return {
    // A call that fails is repeated by the outbox or found by the next resume.
    send: (call) => { post(call).catch(() => {}) },
    close: life.close
  }
}
