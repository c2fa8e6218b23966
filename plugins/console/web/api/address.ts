/** The path of the console, without a trailing slash: what the hub put into the document's base. */
export const CONSOLE_PATH = new URL('.', document.baseURI).pathname.replace(/\/$/, '')

/** The path of the hub's API, beside the console. */
export const API_PATH = new URL('../api/v1', document.baseURI).pathname

/** The address of the live connection. */
export function liveUrl (): string {
  const url = new URL(`${API_PATH}/live`, document.baseURI)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/** Where the bytes of a ticket's file are. */
export function ticketFileUrl (ticket: string, mediaId: string): string {
  return `${API_PATH}/tickets/${encodeURIComponent(ticket)}/files/${encodeURIComponent(mediaId)}`
}

/** Where the bytes of a message's file are. */
export function mediaUrl (message: string, place: 'media' | 'thumbnail' | 'image'): string {
  return `${API_PATH}/messages/${encodeURIComponent(message)}/media/${place}`
}
