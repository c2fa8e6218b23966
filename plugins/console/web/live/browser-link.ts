import type { Link, LinkEvents } from './link.js'

/** Opens a WebSocket. Its events come later, never while it is opened. */
export function openLink (url: string, { onText, onClose }: LinkEvents): Link {
  const socket = new WebSocket(url)
  socket.onmessage = ({ data }) => { onText(String(data)) }
  socket.onclose = ({ code }) => { onClose(code) }
  return {
    send: (text) => { if (socket.readyState === WebSocket.OPEN) socket.send(text) },
    close: () => { socket.close() }
  }
}

/** Tells when the network is back or the tab is looked at again. @returns ends it */
export function onWake (listener: () => void): () => void {
  const whenSeen = (): void => { if (document.visibilityState === 'visible') listener() }
  window.addEventListener('online', listener)
  document.addEventListener('visibilitychange', whenSeen)
  return () => {
    window.removeEventListener('online', listener)
    document.removeEventListener('visibilitychange', whenSeen)
  }
}
