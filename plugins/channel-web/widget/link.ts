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

/** Opens the WebSocket. */
export function openSocket (base: URL, events: LinkEvents): Link {
  const url = new URL('socket', base)
  url.protocol = base.protocol === 'http:' ? 'ws:' : 'wss:'
  let socket: WebSocket | undefined
  const life = makeLife(events, () => socket?.close())
  try {
    socket = new WebSocket(url)
    socket.onopen = life.open
    socket.onmessage = (event) => life.hear(event.data)
    socket.onclose = life.lose
  } catch {
    setTimeout(life.lose)
  }
  return {
    send: (call) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(call))
    },
    close: life.close
  }
}

/** Opens server-sent events, with a request for each call, for networks that block WebSocket. */
export function openEvents (base: URL, events: LinkEvents): Link {
  const source = new EventSource(new URL('events', base), { withCredentials: true })
  const life = makeLife(events, () => source.close())
  source.onopen = life.open
  source.onmessage = (event) => life.hear(event.data)
  // EventSource would reconnect by itself, without a new session and without our back-off.
  source.onerror = life.lose

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
