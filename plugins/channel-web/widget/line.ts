import type { OpenLine } from './link.js'

/** Opens a WebSocket of the browser. */
export const openWebSocket: OpenLine = (url, { onOpen, onText, onClose }) => {
  const socket = new WebSocket(url)
  socket.onopen = onOpen
  socket.onmessage = (event) => onText(event.data)
  socket.onclose = onClose
  return {
    send: (text) => { if (socket.readyState === WebSocket.OPEN) socket.send(text) },
    close: () => socket.close()
  }
}

/** Opens server-sent events of the browser. */
export const openEventSource: OpenLine = (url, { onOpen, onText, onClose }) => {
  const source = new EventSource(url, { withCredentials: true })
  source.onopen = onOpen
  source.onmessage = (event) => onText(event.data)
  // EventSource would reconnect by itself, without a new session and without our back-off.
  source.onerror = onClose
  return { close: () => source.close() }
}

/** Calls when the visitor or the network comes back. */
export function onWake (listener: () => void): void {
  addEventListener('online', listener)
  addEventListener('pageshow', (event) => { if (event.persisted) listener() })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) listener() })
}
