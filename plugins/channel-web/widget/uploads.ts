import type { Uploaded, WireMedia } from '../src/wire.js'
import type { Send } from './outbox.js'

/** Uploads a file; throws when the hub does not take it, with the hub's code as the cause where it gave one. */
export async function uploadFile (base: URL, file: File): Promise<WireMedia> {
  const url = new URL('uploads', base)
  url.searchParams.set('name', file.name)
  const response = await fetch(url, {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': file.type || 'application/octet-stream' },
    body: file
  })
  if (!response.ok) {
    const { code } = await response.json().catch(() => ({})) as { code?: string }
    throw new Error(`upload answered ${response.status}`, { cause: code })
  }
  return (await response.json() as Uploaded).media
}

/** The content of a send for an uploaded file; a recording is what has a duration. */
export function toContent (media: WireMedia, durationMs?: number): Send['content'] {
  if (durationMs !== undefined) return { type: 'voice', media, durationMs }
  // What browsers and the hub show as a picture; an SVG is a document, and few can see HEIC.
  if (/^image\/(png|jpeg|gif|webp)$/.test(media.mimeType)) return { type: 'image', media }
  return { type: media.mimeType.startsWith('video/') ? 'video' : 'file', media }
}
